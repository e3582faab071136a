// Measures the kernels of one of our engines, or of ml-matrix: answers the questions of ask-kernel.mjs.
import { EigenvalueDecomposition, SingularValueDecomposition, Matrix as TheirMatrix } from 'ml-matrix';
import { makeEngine, openBlas } from '../../dist/src/index.js';
import { answerLines } from './lines.mjs';
import { testMatrices } from './test-matrix.mjs';

const MAKERS = {
  ours: (threads) => ofEngine(makeEngine({ threads })),
  blas: (threads, file) =>
    ofEngine(openBlas([{ files: [file], named: true }], { other: makeEngine({ threads }), threads }).engine),
  'ml-matrix': ofMlMatrix,
};

const [maker, threads, library] = process.argv.slice(2);
const { inputs, kernels } = MAKERS[maker](Number(threads), library);
let last = {};

await answerLines(({ kernel, n, warmUp, enough, most }) => {
  if (last.n !== n) last = { n, of: inputs(testMatrices(n)) };
  const run = () => kernels[kernel](last.of);
  if (warmUp) run();
  const times = [];
  let spent = 0;
  let result;
  while (times.length < most && spent < enough) {
    const start = performance.now();
    result = run();
    times.push(performance.now() - start);
    spent += times.at(-1);
  }
  return { times, check: result.reduce((sum, value) => sum + Math.abs(value), 0) };
});

function ofEngine(engine) {
  // Large enough that threads are started, which takes them a while.
  engine.product(...Array(2).fill({ rows: 512, cols: 512, data: new Float64Array(512 * 512) }));
  return {
    inputs: (matrices) => matrices,
    kernels: {
      gemm: ({ a, b }) => engine.product(a, b).data,
      syrk: ({ a }) => engine.crossProduct(a, a).data,
      eigen: ({ symmetric }) => engine.symmetricEigen(symmetric).values,
      eigenvalues: ({ symmetric }) => engine.symmetricEigen(symmetric, () => 0).values,
      svd: ({ a }) => engine.svd(a).values,
      'singular values': ({ a }) => engine.singularValues(a),
    },
  };
}

/** It has no eigenvalues without vectors. */
function ofMlMatrix() {
  const theirs = ({ rows, data }) => TheirMatrix.from1DArray(rows, rows, data).transpose();
  const eigen = ({ symmetric }) => new EigenvalueDecomposition(symmetric, { assumeSymmetric: true }).realEigenvalues;
  const valuesAlone = { computeLeftSingularVectors: false, computeRightSingularVectors: false };
  return {
    inputs: ({ a, b, symmetric }) => ({ a: theirs(a), b: theirs(b), symmetric: theirs(symmetric) }),
    kernels: {
      gemm: ({ a, b }) => a.mmul(b).to1DArray(),
      syrk: ({ a }) => a.transpose().mmul(a).to1DArray(),
      eigen,
      eigenvalues: eigen,
      svd: ({ a }) => new SingularValueDecomposition(a).diagonal,
      'singular values': ({ a }) => new SingularValueDecomposition(a, valuesAlone).diagonal,
    },
  };
}

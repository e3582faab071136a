import { describe, expect, test } from '@jest/globals';
import type { Engine, HermitianProblem } from '../../src/engine/engine.js';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { type Matrix, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { startThreads } from '../../src/engine/start-threads.js';
import { wasmEngine } from '../../src/engine/wasm-engine.js';
import { randomMatrix } from './matrices.js';

/** Time for a thread to come up; without it the tests still hold, but show less. */
const START = 150;

function threaded(count: number): Engine {
  const kernels = loadKernels();
  if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
  startThreads(kernels, count);
  return wasmEngine(kernels);
}

const engines = [
  { name: 'plain', engine: plainEngine },
  ...[1, 2, 8].map((count) => ({ name: `${count} threads`, engine: threaded(count) })),
];

/** Only the lower triangle of a problem is read, so that any matrix will do. */
function problem(n: number, wanted?: number): HermitianProblem {
  const [re, im] = [randomMatrix(n, n, n + 1), randomMatrix(n, n, n + 2)];
  return { re, im, ...(wanted === undefined ? {} : { wanted: () => wanted }) };
}

const SIZES = [0, 1, 2, 3, 5, 33, 64, 64, 65, 4, 90];
const PROBLEMS: readonly HermitianProblem[] = [
  ...SIZES.flatMap((n) => [problem(n), problem(n, 0), problem(n, n >> 1), problem(n, n)]),
  { re: zeros(7, 7), im: zeros(7, 7) },
  // Many of them: more than are solved together.
  ...Array.from({ length: 45 }, (_, i) => problem(60 + (i % 5), i % 3 === 0 ? undefined : i % 40)),
];

const MATRICES: readonly Matrix[] = [
  zeros(3, 0),
  zeros(6, 4),
  ...SIZES.flatMap((n) => [randomMatrix(n + 3, n, n), randomMatrix(n, n + 3, n)]),
  ...Array.from({ length: 20 }, (_, i) => randomMatrix(100 + (i % 3), 100, i)),
];

describe.each(engines)('a list of problems has the answers of each alone, to the bit: $name', ({ engine }) => {
  test('eigenvalues and vectors of Hermitian matrices, as many as are wanted of each', async () => {
    await new Promise((resolve) => setTimeout(resolve, START));
    const together = engine.hermitianEigenOfEach(PROBLEMS);
    expect(together).toHaveLength(PROBLEMS.length);
    PROBLEMS.forEach(({ re, im, wanted }, i) => {
      expect(together[i]).toEqual(engine.hermitianEigen(re, im, wanted));
    });
  });

  test('singular values of matrices of any shape', () => {
    const together = engine.singularValuesOfEach(MATRICES);
    expect(together).toEqual(MATRICES.map(engine.singularValues));
    expect(together.map((values) => values.length)).toEqual(MATRICES.map(({ rows, cols }) => Math.min(rows, cols)));
  });

  test('of nothing is nothing', () => {
    expect([engine.hermitianEigenOfEach([]), engine.singularValuesOfEach([])]).toEqual([[], []]);
  });
});

test('the answers are the same on one thread, two and eight', () => {
  const [one, ...others] = engines.slice(1).map(({ engine }) => engine.hermitianEigenOfEach(PROBLEMS));
  for (const other of others) expect(other).toEqual(one);
});

test('each problem says how many of its own vectors it wants, from its own values', () => {
  const asked: Float64Array[] = [];
  const own = [4, 9, 6].map((n) => ({
    ...problem(n),
    wanted: (values: Float64Array) => {
      asked.push(values);
      return n - 1;
    },
  }));
  const found = engines[2].engine.hermitianEigenOfEach(own);
  expect(found.map(({ re }) => [re.rows, re.cols])).toEqual([
    [4, 3],
    [9, 8],
    [6, 5],
  ]);
  expect(asked).toEqual(found.map(({ values }) => values));
});

import { describe, expect, test } from '@jest/globals';
import { loadKernels } from '../../src/engine/load-kernels.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { startThreads } from '../../src/engine/start-threads.js';
import { wasmEngine } from '../../src/engine/wasm-engine.js';
import { randomMatrix } from './matrices.js';

/** Time for a thread to come up; without it the test still holds, but shows less. */
const START = 300;

function threaded(count: number) {
  const kernels = loadKernels();
  if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
  startThreads(kernels, count);
  return wasmEngine(kernels);
}

describe('every result is the same bytes on any number of threads', () => {
  const engines = [1, 2, 3].map(threaded);
  const started = new Promise((resolve) => setTimeout(resolve, START));

  test.each([90, 300])('at size %i', async (n) => {
    await started;
    const a = randomMatrix(n + 20, n, n);
    const [first, ...others] = engines.map((engine) => {
      const gram = engine.crossProduct(a, a);
      const r = engine.cholesky(gram) as Matrix;
      return {
        gram,
        r,
        solved: [true, false].map((transposed) => engine.solveTriangular(r, gram, { transposed })),
        eigen: engine.symmetricEigen(gram),
        leading: engine.symmetricEigen(gram, () => n >> 2),
        svd: engine.svd(a),
        values: engine.singularValues(a),
      };
    });
    for (const other of others) expect(other).toEqual(first);
  });
});

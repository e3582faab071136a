import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { makeEngine } from '../../src/engine/default-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { type Matrix, zeros } from '../../src/engine/matrix.js';
import { startThreads } from '../../src/engine/start-threads.js';
import { wasmEngine } from '../../src/engine/wasm-engine.js';
import type { Activations } from '../../src/similarity/activations.js';
import { randomMatrix } from './matrices.js';

/** Time for a thread to come up; without it the tests still hold, but show less. */
const START = 150;

function kernelsOf() {
  const kernels = loadKernels();
  if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
  return kernels;
}

function threaded(count: number) {
  const kernels = kernelsOf();
  startThreads(kernels, count);
  return wasmEngine(kernels);
}

function rowMajor({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: data.length }, (_, at) => data[(at % cols) * rows + Math.floor(at / cols)]);
}

function streamed(engine: Engine, a: Matrix) {
  const widths = [a.cols, a.cols];
  const values = rowMajor(a);
  const ones = new Float64Array(2 * a.cols).fill(1);
  const few = ones.map((_, j) => 1 / (1 + j));
  const stream = engine.gramStream?.({ widths, rows: a.rows });
  stream?.put(0, values);
  stream?.put(1, new Float32Array(values));
  const facts = stream?.measure(a.rows);
  const residues = stream?.residues({ scale: ones, mean: few });
  const sums = stream?.add({ scale: ones, mean: few, rest: few }, { unit: ones, lever: few });
  stream?.addRow(few);
  stream?.rescale(ones.map((_, j) => 2 ** -(j % 3)));
  const found = { facts, residues, sums, times: stream?.times(few), hashes: stream?.hashes(), gram: stream?.gram() };
  stream?.release();
  const rotated = engine.rotatedStream?.({ rotations: [randomMatrix(a.cols, a.cols, 5), a], rows: a.rows });
  const tall = rowMajor(randomMatrix(a.rows, a.rows, 6));
  const centring = new Float64Array(a.cols + a.rows).fill(1);
  rotated?.add([values, tall], { scale: centring, mean: centring, rest: centring });
  const turned = rotated?.gram();
  rotated?.release();
  return digests({ ...found, turned });
}

/** A digest of the bytes of each part, many times quicker to compare than the parts. */
function digests(parts: object): string[] {
  return Object.entries(parts).map(([name, part]) => {
    const hash = createHash('sha256');
    const add = (value: unknown): void => {
      if (ArrayBuffer.isView(value)) hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      else if (value !== null && typeof value === 'object') for (const own of Object.values(value)) add(own);
      else hash.update(String(value));
    };
    add(part);
    return `${name} ${hash.digest('hex')}`;
  });
}

/** What an engine answers, for every operation of its. */
function answers(engine: Engine, a: Matrix) {
  const gram = engine.crossProduct(a, a);
  const r = engine.cholesky(gram) as Matrix;
  const { applyQ, ...pivoted } = engine.pivotedQr(a);
  const absorbed = zeros(a.cols, a.cols);
  engine.absorb(absorbed, { ...a, data: a.data.slice() });
  const skew = randomMatrix(a.cols, a.cols, 3);
  for (let j = 0; j < a.cols; j++) skew.data[j * a.cols + j] = 0;
  return digests({
    gram,
    r,
    product: engine.product(a, gram),
    solved: [true, false].map((transposed) => engine.solveTriangular(r, gram, { transposed })),
    pivoted,
    q: applyQ(r),
    absorbed,
    eigen: engine.symmetricEigen(gram),
    leading: engine.symmetricEigen(gram, () => a.cols >> 2),
    hermitian: engine.hermitianEigen(gram, skew),
    svd: engine.svd(a),
    values: engine.singularValues(a),
    streamed: streamed(engine, a),
  });
}

describe('every result is the same bytes on any number of threads', () => {
  test.each([90, 190])('at size %i, while they start and when they are up', async (n) => {
    const a = randomMatrix(n + 20, n, n);
    const first = answers(threaded(1), a);
    const engines = [2, 5].map(threaded);
    const check = () => {
      for (const engine of engines) expect(answers(engine, a)).toEqual(first);
    };
    check();
    await new Promise((resolve) => setTimeout(resolve, START));
    check();
  });

  test('again and again, for jobs that are over in no time', async () => {
    const a = randomMatrix(70, 60);
    const first = streamed(threaded(1), a);
    const engine = threaded(4);
    for (let turn = 0; turn < 30; turn++) {
      expect(streamed(engine, a)).toEqual(first);
      if (turn % 10 === 0) await new Promise((resolve) => setTimeout(resolve, START / 3));
    }
  });
});

/** Layers of 2^18 values and more together, noise with a part in common, whose last neuron nearly is another. */
function layers({ type, apart }: { type: typeof Float32Array | typeof Float64Array; apart: number }): Activations[] {
  const [datapoints, neurons] = [2600, 51];
  const common = randomMatrix(1, datapoints * neurons, 1).data;
  return [2, 3].map((seed) => {
    const own = randomMatrix(1, datapoints * neurons, seed).data;
    const values = new type(own.map((value, at) => 100 + value + common[at]));
    for (let i = 0; i < datapoints; i++) {
      const row = i * neurons;
      values[row + neurons - 1] = values[row] + apart * own[row + 1];
    }
    return { name: `layer ${seed}`, datapoints, neurons, blocks: inBlocks(values, neurons) };
  });
}

function inBlocks(values: Float32Array | Float64Array, neurons: number, failsAfter = Number.POSITIVE_INFINITY) {
  return async function* (rowsPerBlock: number) {
    const step = rowsPerBlock * neurons;
    for (let at = 0; at < values.length; at += step) {
      if (at / neurons >= failsAfter) throw new Error('the disk is gone');
      const part = values.slice(at, at + step);
      yield { start: at / neurons, rows: part.length / neurons, values: part };
    }
  };
}

const routes = [
  { type: Float32Array, apart: 1, route: 'one pass' },
  { type: Float64Array, apart: 1, route: 'one pass' },
  { type: Float32Array, apart: 1e-3, route: 'second pass' },
  { type: Float64Array, apart: 1e-4, route: 'second pass' },
  { type: Float32Array, apart: 0, route: 'Householder' },
  { type: Float64Array, apart: 0, route: 'Householder' },
];

describe.each(routes)('$type.name layers with neurons $apart apart go the way of $route', ({ type, apart, route }) => {
  const pair = layers({ type, apart });
  const options = { blockRows: 700, directions: true, metrics: ['cca', 'weighted', 'pwcca', 'cka-debiased'] as const };

  test('to the same bytes on 1, 2 and 8 threads, while they start and when they are up', async () => {
    const first = await compare(pair[0], pair[1], { ...options, engine: makeEngine({ threads: 1 }) });
    expect(first.decisions[1]).toContain(route);
    for (const threads of [2, 8]) {
      const engine = makeEngine({ threads });
      expect(await compare(pair[0], pair[1], { ...options, engine })).toEqual(first);
      await new Promise((resolve) => setTimeout(resolve, START));
      expect(await compare(pair[0], pair[1], { ...options, engine })).toEqual(first);
    }
  });
});

describe('comparisons at the same time on one engine', () => {
  const metrics = ['svcca', 'weighted', 'cka-debiased', 'procrustes'] as const;
  const pairs = routes.map(layers);
  const failing: Activations = { ...pairs[0][0], blocks: inBlocks(new Float64Array(2600 * 51), 51, 1400) };

  test('give what they give one by one, also while others fail', async () => {
    const engine = wasmEngine(kernelsOf(), { threads: 2 });
    const run = ([x, y]: readonly Activations[], blockRows: number) => compare(x, y, { metrics, blockRows, engine });
    const sizes = [100, 250, 333, 500, 700, 1000];
    const alone = [];
    for (const [k, pair] of pairs.entries()) alone.push(await run(pair, sizes[k]));
    const together = await Promise.allSettled([
      ...pairs.map((pair, k) => run(pair, sizes[k])),
      run([failing, pairs[1][1]], 350),
      run([pairs[2][0], failing], 200),
    ]);
    expect(together.slice(0, pairs.length)).toEqual(alone.map((value) => ({ status: 'fulfilled', value })));
    for (const failed of together.slice(pairs.length)) {
      expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'the disk is gone' } });
    }
  });

  test('leave no memory behind, whether they end or fail', async () => {
    const kernels = kernelsOf();
    const engine = wasmEngine(kernels);
    const [x, y] = pairs[3];
    const first = await compare(x, y, { metrics, engine });
    const { byteLength } = kernels.memory.buffer;
    const later = { ...x, blocks: secondPassFails(x) };
    for (let turn = 0; turn < 5; turn++) {
      for (const broken of [failing, { ...later, blocks: secondPassFails(x) }]) {
        await expect(compare(broken, y, { metrics, blockRows: 300, engine })).rejects.toThrow('the disk is gone');
      }
    }
    expect(await compare(x, y, { metrics, engine })).toEqual(first);
    expect(kernels.memory.buffer.byteLength).toBe(byteLength);
  });
});

/** Blocks that can be read to the end once only. */
function secondPassFails(layer: Activations): Activations['blocks'] {
  let passes = 0;
  return async function* (rowsPerBlock) {
    passes++;
    for await (const block of layer.blocks(rowsPerBlock)) {
      if (passes > 1 && block.start > 0) throw new Error('the disk is gone');
      yield block;
    }
  };
}

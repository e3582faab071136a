import { describe, expect, test } from '@jest/globals';
import type { Engine } from '../../src/engine/engine.js';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { type Matrix, pickColumns, scaled, transpose, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { wasmEngine } from '../../src/engine/wasm-engine.js';
import { frobenius, identity, largestDifference, randomMatrix } from './matrices.js';

const RATIO = 30;
const PAGE = 65536;
const MOST_PAGES = 65535;

function kernelsOf(mostPages: number) {
  const kernels = loadKernels({ mostPages });
  if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
  return kernels;
}

function engineOf(mostPages: number): Engine {
  return wasmEngine(kernelsOf(mostPages));
}

function absorbed(engine: Engine, block: Matrix): Matrix {
  const r = zeros(block.cols, block.cols);
  engine.absorb(r, { ...block, data: block.data.slice() });
  return r;
}

/** Whatever an engine answers about a matrix, in one list. */
function answers(engine: Engine, a: Matrix): Float64Array[] {
  const { r, pivots, applyQ } = engine.pivotedQr(a);
  const { values, left, right } = engine.svd(a);
  const graded = engine.gradedSvd(a);
  const gram = engine.crossProduct(a, a);
  const symmetric = engine.symmetricEigen(gram);
  const leading = engine.symmetricEigen(gram, () => 3);
  const factor = engine.cholesky(gram);
  return [
    engine.crossProduct(a, a).data,
    engine.product(a, transpose(a)).data,
    absorbed(engine, a).data,
    r.data,
    Float64Array.from(pivots),
    applyQ(identity(r.rows)).data,
    values,
    left.data,
    right.data,
    engine.singularValues(a),
    graded.values,
    graded.left.data,
    graded.right.data,
    symmetric.values,
    symmetric.vectors.data,
    leading.values,
    leading.vectors.data,
    factor?.data ?? new Float64Array(0),
    ...(factor === undefined ? [] : [true, false]).map(
      (transposed) => engine.solveTriangular(factor as Matrix, gram, { transposed }).data,
    ),
  ];
}

describe('a memory that is too small', () => {
  test('leaves everything to the plain engine', () => {
    const a = randomMatrix(150, 120);
    expect(answers(engineOf(1), a)).toEqual(answers(plainEngine, a));
  });

  // 8 pages hold a QR of 200 × 200 (5 of them), but neither its Q beside the result nor the columns beside their rotation;
  // 37 are taken by the packed panels of a product.
  test.each([4, 8, 12, 37, 40, 45, 60])('of %i pages still gives right answers, whichever part fits', (pages) => {
    const engine = engineOf(pages);
    const a = randomMatrix(200, 200, pages);
    const bound = RATIO * Number.EPSILON * 200 * frobenius(a);
    const { r, pivots, applyQ } = engine.pivotedQr(a);
    expect(largestDifference(plainEngine.product(applyQ(identity(200)), r), pickColumns(a, pivots))).toBeLessThan(
      bound,
    );
    const { values, left, right } = engine.svd(a);
    expect(largestDifference(plainEngine.product(scaled(left, { right: values }), transpose(right)), a)).toBeLessThan(
      bound,
    );
    engine.singularValues(a).forEach((value, i) => void expect(Math.abs(value - values[i])).toBeLessThan(bound));
    const gram = plainEngine.crossProduct(a, a);
    expect(largestDifference(engine.crossProduct(a, a), gram)).toBeLessThan(bound);
    expect(largestDifference(engine.product(transpose(a), a), gram)).toBeLessThan(bound);
    const { values: squares, vectors } = engine.symmetricEigen(gram);
    const image = plainEngine.product(gram, vectors);
    expect(largestDifference(image, scaled(vectors, { right: squares }))).toBeLessThan(bound * frobenius(a));
    const triangle = engine.cholesky(gram) as Matrix;
    expect(largestDifference(plainEngine.crossProduct(triangle, triangle), gram)).toBeLessThan(bound * frobenius(a));
    const solved = engine.solveTriangular(triangle, gram, { transposed: true });
    expect(largestDifference(solved, triangle)).toBeLessThan(bound * frobenius(a));
    const factor = absorbed(engine, a);
    expect(largestDifference(plainEngine.crossProduct(factor, factor), gram)).toBeLessThan(bound * frobenius(a));
  });
});

describe('memory that many calls share', () => {
  test('does not colour an answer: the same input gives the same bytes, whatever ran before', () => {
    const engine = engineOf(MOST_PAGES);
    const a = randomMatrix(65, 97);
    const first = answers(engine, a);
    engine.svd(randomMatrix(120, 130, 2));
    engine.product(randomMatrix(300, 300, 3), randomMatrix(300, 300, 4));
    expect(answers(engine, a)).toEqual(first);
    expect(answers(engineOf(MOST_PAGES), a)).toEqual(first);
  });

  test('may grow between a QR and the use of its Q', () => {
    const engine = engineOf(MOST_PAGES);
    const { applyQ } = engine.pivotedQr(randomMatrix(33, 17));
    const before = applyQ(identity(17));
    engine.crossProduct(randomMatrix(1000, 300), randomMatrix(1000, 300));
    expect(applyQ(identity(17))).toEqual(before);
  });

  test('has room for every piece at sizes that are no multiple of anything', () => {
    for (const [rows, cols] of [
      [0, 0],
      [0, 3],
      [3, 0],
      [1, 1],
      [1, 129],
      [129, 1],
      [31, 33],
      [63, 65],
      [127, 128],
      [1025, 3],
    ]) {
      const a = randomMatrix(rows, cols, rows + 2);
      const bound = RATIO * Number.EPSILON * Math.max(rows, cols) * frobenius(a) ** 2;
      const gram = (q: Matrix) => plainEngine.crossProduct(q, q);
      const engine = engineOf(MOST_PAGES);
      const { r } = engine.pivotedQr(a);
      expect([r.rows, r.cols]).toEqual([Math.min(rows, cols), cols]);
      expect(largestDifference(gram(absorbed(engine, a)), gram(a))).toBeLessThanOrEqual(bound);
      expect(largestDifference(engine.crossProduct(a, a), gram(a))).toBeLessThanOrEqual(bound);
      const [ours, plain] = [engine, plainEngine].map((which) => which.singularValues(a));
      ours.forEach((value, i) => void expect(Math.abs(value - plain[i])).toBeLessThanOrEqual(bound));
    }
  });
});

describe('the kernels', () => {
  const { exports, memory } = kernelsOf(MOST_PAGES);
  memory.grow(MOST_PAGES - 1);
  const [rows, cols] = [100, 70];

  function factoredAt(base: number): Float64Array {
    let next = base;
    const reserve = (doubles: number) => {
      const address = next;
      next += 64 * Math.ceil(doubles / 8);
      return address;
    };
    const [a, c, ...rest] = [rows * cols, rows * cols, cols, cols, cols, cols, rows].map(reserve);
    const [taus, pivots, norms, trusted, swap] = rest;
    const scratch = reserve(exports.gemmScratch() / 8);
    const view = (address: number) => new Float64Array(memory.buffer, address, rows * cols);
    view(a).set(randomMatrix(rows, cols).data);
    view(c).set(randomMatrix(rows, cols, 2).data);
    exports.pivotedQr(rows, cols, a, taus, pivots, norms, trusted, swap);
    exports.applyReflectors(rows, cols, a, taus, c, cols);
    exports.gemm(cols, cols, rows, 1, a, rows, 1, a, 1, rows, c, cols, scratch);
    return view(c).slice();
  }

  function decomposedAt(base: number): Float64Array[] {
    let next = base;
    const reserve = (doubles: number) => {
      const address = next;
      next += 64 * Math.ceil(doubles / 8);
      new Float64Array(memory.buffer, address, doubles).fill(0);
      return address;
    };
    const [n, ld] = [90, 104];
    const gram = randomMatrix(ld, n + 8, 3);
    for (let j = 0; j < gram.cols; j++) {
      for (let i = 0; i < ld; i++) if (i >= n || j >= n) gram.data[j * ld + i] = 0;
    }
    const [a, b, p, q, v] = [0, 0, 0, 0, 0].map(() => reserve(ld * (n + 8)));
    const [d, e, taus, others, order] = [0, 0, 0, 0, 0].map(() => reserve(n + 8));
    const scratch = reserve(
      Math.max(
        exports.tridiagonaliseScratch(n, ld),
        exports.divideConquerScratch(n, ld),
        exports.bidiagonaliseScratch(ld),
        exports.divideBidiagonalScratch(n, ld),
        exports.backTransformScratch(n),
      ) / 8,
    );
    const gemmArea = reserve(exports.gemmScratch() / 8);
    const view = (address: number) => new Float64Array(memory.buffer, address, gram.data.length);
    for (const address of [a, b]) view(address).set(gram.data);
    exports.tridiagonalise(n, a, ld, d, e, taus, scratch);
    exports.divideConquer(n, n, d, e, q, ld, order, scratch, gemmArea);
    exports.backTransform(n, n - 1, 1, a, ld, taus, q, ld, n, scratch);
    const eigen = view(q).slice();
    view(q).fill(0);
    exports.bidiagonalise(n, n, b, ld, p, d, e, taus, others, scratch, gemmArea);
    exports.divideBidiagonal(n, 1, d, e, q, v, ld, order, scratch, gemmArea);
    exports.backTransform(n, n, 0, b, ld, taus, q, ld, n, scratch);
    exports.solveTriangular(n, n, b, ld, q, ld, 1, scratch, gemmArea);
    return [eigen, view(q).slice(), view(v).slice(), new Float64Array(memory.buffer, d, n).slice()];
  }

  test.each([
    ['across 2 GiB', 2 ** 31 - 64 * 500],
    ['above 2 GiB', 2 ** 31 + 64],
    ['at the end', MOST_PAGES * PAGE - 2 ** 23],
  ])('give the same bytes %s of their memory as at its beginning', (_, base) => {
    expect(factoredAt(base)).toEqual(factoredAt(4096));
    expect(decomposedAt(base)).toEqual(decomposedAt(4096));
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import type { Svd } from '../../src/engine/engine.js';
import { leadingColumns, type Matrix, pickColumns, scaled, transpose, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { engines } from './engines.js';
import { frobenius, identity, largestDifference, matrices, randomMatrix } from './matrices.js';

/** LAPACK's tests accept residuals of this many n·eps; ours stay within. */
const RATIO = 30;

function bound(a: Matrix): number {
  return RATIO * Number.EPSILON * Math.max(a.rows, a.cols) * Math.max(frobenius(a), Number.MIN_VALUE);
}

function toMl(a: Matrix): MlMatrix {
  return MlMatrix.from1DArray(a.rows, a.cols, [...transpose(a).data]);
}

function fromMl(a: MlMatrix): Matrix {
  return transpose({ rows: a.columns, cols: a.rows, data: Float64Array.from(a.to1DArray()) });
}

describe.each(engines)('the $name engine', (engine) => {
  function orthonormalityError(a: Matrix): number {
    return largestDifference(engine.crossProduct(a, a), identity(a.cols));
  }

  function expectSvd(a: Matrix, { values, left, right }: Svd): void {
    const rank = Math.min(a.rows, a.cols);
    expect([left.rows, left.cols, right.rows, right.cols]).toEqual([a.rows, rank, a.cols, rank]);
    expect(largestDifference(engine.product(scaled(left, { right: values }), transpose(right)), a)).toBeLessThanOrEqual(
      bound(a),
    );
    expect(orthonormalityError(left)).toBeLessThanOrEqual(RATIO * Number.EPSILON * a.rows);
    expect(orthonormalityError(right)).toBeLessThanOrEqual(RATIO * Number.EPSILON * a.cols);
    expect([...values]).toEqual([...values].sort((p, q) => q - p));
    expect(values.every((value) => value >= 0)).toBe(true);
  }

  describe('products', () => {
    test('agree with ml-matrix for every shape', () => {
      fc.assert(
        fc.property(matrices(), fc.integer({ min: 1, max: 9 }), (a, cols) => {
          const b = randomMatrix(a.rows, cols);
          const expected = fromMl(toMl(a).transpose().mmul(toMl(b)));
          expect(largestDifference(engine.crossProduct(a, b), expected)).toBeLessThanOrEqual(
            1e-13 * (1 + frobenius(a)),
          );
          expect(largestDifference(engine.product(transpose(a), b), expected)).toBeLessThanOrEqual(
            1e-13 * (1 + frobenius(a)),
          );
        }),
      );
    });
  });

  describe('pivotedQr', () => {
    test('gives A with its columns permuted back as Q·R, Q orthonormal, the diagonal of R falling', () => {
      fc.assert(
        fc.property(matrices(), (a) => {
          const { r, pivots, applyQ } = engine.pivotedQr(a);
          const q = applyQ(identity(r.rows));
          expect(orthonormalityError(q)).toBeLessThanOrEqual(RATIO * Number.EPSILON * a.rows);
          expect(largestDifference(engine.product(q, r), pickColumns(a, pivots))).toBeLessThanOrEqual(bound(a));
          for (let j = 1; j < r.rows; j++) {
            const [before, here] = [r.data[(j - 1) * r.rows + j - 1], r.data[j * r.rows + j]].map(Math.abs);
            expect(here).toBeLessThanOrEqual(before * (1 + 1e-7) + bound(a));
          }
        }),
      );
    });
  });

  describe('absorb', () => {
    test('keeps the Gram matrix of all rows absorbed so far, block by block', () => {
      fc.assert(
        fc.property(matrices({ rows: 30, cols: 8 }), fc.integer({ min: 1, max: 9 }), (a, blockRows) => {
          const r = zeros(a.cols, a.cols);
          const rows = transpose(a);
          for (let start = 0; start < a.rows; start += blockRows) {
            const block = transpose({
              rows: a.cols,
              cols: Math.min(blockRows, a.rows - start),
              data: rows.data.slice(start * a.cols, Math.min(start + blockRows, a.rows) * a.cols),
            });
            engine.absorb(r, block);
          }
          const tolerance = bound(a) * Math.max(1, frobenius(a));
          expect(largestDifference(engine.crossProduct(r, r), engine.crossProduct(a, a))).toBeLessThanOrEqual(
            tolerance,
          );
          for (let j = 0; j < r.cols; j++) for (let i = j + 1; i < r.rows; i++) expect(r.data[j * r.rows + i]).toBe(0);
        }),
      );
    });

    test.each([1e-150, 1e-160, 1e-162, 1e-170, 5e-324])(
      'a column of size %d does not disturb the ones after it',
      (size) => {
        const block = zeros(9, 2);
        const random = randomMatrix(9, 2);
        for (let i = 0; i < 9; i++) {
          block.data[i] = size * random.data[i];
          block.data[9 + i] = random.data[9 + i];
        }
        const squared = block.data.subarray(9).reduce((sum, value) => sum + value * value, 0);
        const r = zeros(2, 2);
        engine.absorb(r, block);
        expect(Math.abs(r.data[2] ** 2 + r.data[3] ** 2 - squared)).toBeLessThanOrEqual(30 * Number.EPSILON * squared);
      },
    );
  });

  describe.each(['svd', 'gradedSvd'] as const)('%s', (svd) => {
    test('gives A back from orthonormal sides and falling values, for every shape and rank', () => {
      fc.assert(fc.property(matrices(), (a) => expectSvd(a, engine[svd](a))));
    });

    test.each([1, 2, 3, 20, 40, 100])('does so for a dense random matrix of size %i', (n) => {
      for (const a of [randomMatrix(n, n), randomMatrix(n, n + 7)]) expectSvd(a, engine[svd](a));
    });

    test('has the singular values of ml-matrix, with or without vectors', () => {
      fc.assert(
        fc.property(matrices(), (a) => {
          const expected = new SingularValueDecomposition(toMl(a), { autoTranspose: true }).diagonal;
          for (const values of [engine[svd](a).values, engine.singularValues(a)]) {
            values.forEach((value, i) => void expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(bound(a)));
          }
        }),
      );
    });

    test.each([1e-300, 1e-150, 1e150, 1e300])('neither overflows nor underflows at a scale of %d', (scale) => {
      const a = randomMatrix(9, 5);
      const { values } = engine[svd](scaled(a, { right: new Float64Array(5).fill(scale) }));
      engine[svd](a).values.forEach(
        (value, i) => void expect(Math.abs(values[i] / scale / value - 1)).toBeLessThan(1e-14),
      );
    });

    test('completes both sides of a zero matrix', () => {
      const { values, left, right } = engine[svd](zeros(4, 3));
      expect([...values]).toEqual([0, 0, 0]);
      expect([orthonormalityError(left), orthonormalityError(right)]).toEqual([0, 0]);
    });
  });

  describe('gradedSvd', () => {
    test('gives the singular values of badly scaled columns each to its own relative accuracy', () => {
      const q = leadingColumns(engine.svd(randomMatrix(20, 20)).left, 10);
      const scales = Float64Array.from({ length: 10 }, (_, j) => 10 ** (-3 * j));
      const { values } = engine.gradedSvd(scaled(q, { right: scales }));
      values.forEach((value, j) => void expect(Math.abs(value / scales[j] - 1)).toBeLessThan(1e-14));
    });

    test('does so over all scales that doubles have', () => {
      const q = leadingColumns(engine.svd(randomMatrix(20, 20)).left, 10);
      const scales = Float64Array.from({ length: 10 }, (_, j) => 10 ** (120 - 28 * j));
      const a = scaled(q, { right: scales });
      const { values } = engine.gradedSvd(a);
      values.forEach((value, j) => void expect(Math.abs(value / scales[j] - 1)).toBeLessThan(1e-14));
    });

    test.each([
      ['1e-160', [1, 1e-160]],
      ['1e-300', [1, 1e-160, 1e-200, 1e-300]],
      ['1e±300', [1, 1e300, 1e-300]],
    ])('keeps both sides orthonormal where columns shrink to %s', (_, scales) => {
      for (const [rows, cols] of [
        [31, 31],
        [40, 33],
        [33, 40],
      ]) {
        const right = Float64Array.from({ length: cols }, (_, j) => scales[j % scales.length]);
        const { left, right: other } = engine.gradedSvd(scaled(randomMatrix(rows, cols), { right }));
        expect(orthonormalityError(left)).toBeLessThanOrEqual(RATIO * Number.EPSILON * rows);
        expect(orthonormalityError(other)).toBeLessThanOrEqual(RATIO * Number.EPSILON * cols);
      }
    });
  });

  describe('at sizes that cross the borders of tiles, panels and caches', () => {
    test.each([
      [3, 5, 1],
      [4, 4, 256],
      [5, 7, 257],
      [130, 9, 513],
      [131, 1030, 40],
      [257, 258, 259],
    ])('a product of %i × %i sums over %i has the entries that plain sums have', (m, n, k) => {
      const [a, b] = [randomMatrix(k, m, 3), randomMatrix(k, n, 4)];
      const result = engine.crossProduct(a, b);
      for (const [i, j] of [
        [0, 0],
        [m - 1, n - 1],
        [m - 1, 0],
        [0, n - 1],
        [m >> 1, n >> 1],
      ]) {
        let sum = 0;
        for (let t = 0; t < k; t++) sum += a.data[i * k + t] * b.data[j * k + t];
        expect(Math.abs(result.data[j * m + i] - sum)).toBeLessThanOrEqual(1e-13 * k);
      }
      const whole = plainEngine.crossProduct(a, b);
      expect(largestDifference(result, whole)).toBeLessThanOrEqual(RATIO * Number.EPSILON * k);
      expect(largestDifference(engine.product(transpose(a), b), whole)).toBeLessThanOrEqual(RATIO * Number.EPSILON * k);
    });

    test.each([
      [1, 1],
      [31, 5],
      [32, 100],
      [33, 100],
      [64, 65],
      [100, 300],
      [200, 77],
    ])('absorb keeps the Gram matrix of %i columns over %i rows, twice', (n, rows) => {
      const r = zeros(n, n);
      const expected = zeros(n, n);
      for (const seed of [5, 6]) {
        const block = randomMatrix(rows, n, seed);
        const gram = plainEngine.crossProduct(block, block);
        for (let i = 0; i < gram.data.length; i++) expected.data[i] += gram.data[i];
        engine.absorb(r, block);
      }
      const tolerance = RATIO * Number.EPSILON * (n + rows) * frobenius(expected);
      expect(largestDifference(engine.crossProduct(r, r), expected)).toBeLessThanOrEqual(tolerance);
    });

    test('absorb keeps every column to its own scale', () => {
      const scales = Float64Array.from({ length: 70 }, (_, j) => 10 ** (-4 * ((j * 29) % 70)));
      const block = scaled(randomMatrix(150, 70, 7), { right: scales });
      const r = zeros(70, 70);
      engine.absorb(r, { ...block, data: block.data.slice() });
      const unit = scales.map((value) => 1 / value);
      const [ours, exact] = [r, block]
        .map((a) => scaled(a, { right: unit }))
        .map((a) => plainEngine.crossProduct(a, a));
      expect(largestDifference(ours, exact)).toBeLessThanOrEqual(1e-13 * 150);
    });

    test.each([
      [300, 200],
      [200, 300],
      [257, 1],
    ])('svd and gradedSvd hold at %i × %i', (rows, cols) => {
      const a = randomMatrix(rows, cols, 8);
      for (const result of [engine.svd(a), engine.gradedSvd(a)]) expectSvd(a, result);
    });
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import { leadingColumns, type Matrix, pickColumns, scaled, transpose, zeros } from '../../src/engine/matrix.js';
import { plainEngine as engine } from '../../src/engine/plain-engine.js';
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

function orthonormalityError(a: Matrix): number {
  return largestDifference(engine.crossProduct(a, a), identity(a.cols));
}

function expectSvd(a: Matrix): void {
  const { values, left, right } = engine.svd(a);
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
        expect(largestDifference(engine.crossProduct(a, b), expected)).toBeLessThanOrEqual(1e-13 * (1 + frobenius(a)));
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
        expect(largestDifference(engine.crossProduct(r, r), engine.crossProduct(a, a))).toBeLessThanOrEqual(tolerance);
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

describe('svd', () => {
  test('gives A back from orthonormal sides and falling values, for every shape and rank', () => {
    fc.assert(fc.property(matrices(), expectSvd));
  });

  test.each([1, 2, 3, 20, 40, 100])('does so for a dense random matrix of size %i', (n) => {
    expectSvd(randomMatrix(n, n));
    expectSvd(randomMatrix(n, n + 7));
  });

  test('has the singular values of ml-matrix, with or without vectors', () => {
    fc.assert(
      fc.property(matrices(), (a) => {
        const expected = new SingularValueDecomposition(toMl(a), { autoTranspose: true }).diagonal;
        for (const values of [engine.svd(a).values, engine.singularValues(a)]) {
          values.forEach((value, i) => void expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(bound(a)));
        }
      }),
    );
  });

  test('gives the singular values of badly scaled columns each to its own relative accuracy', () => {
    const q = leadingColumns(engine.svd(randomMatrix(20, 20)).left, 10);
    const scales = Float64Array.from({ length: 10 }, (_, j) => 10 ** (-3 * j));
    const { values } = engine.svd(scaled(q, { right: scales }));
    values.forEach((value, j) => void expect(Math.abs(value / scales[j] - 1)).toBeLessThan(1e-14));
  });

  test.each([1e-300, 1e-150, 1e150, 1e300])('neither overflows nor underflows at a scale of %d', (scale) => {
    const a = randomMatrix(9, 5);
    const { values } = engine.svd(scaled(a, { right: new Float64Array(5).fill(scale) }));
    engine
      .svd(a)
      .values.forEach((value, i) => void expect(Math.abs(values[i] / scale / value - 1)).toBeLessThan(1e-14));
  });

  test('completes both sides of a zero matrix', () => {
    const { values, left, right } = engine.svd(zeros(4, 3));
    expect([...values]).toEqual([0, 0, 0]);
    expect([orthonormalityError(left), orthonormalityError(right)]).toEqual([0, 0]);
  });
});

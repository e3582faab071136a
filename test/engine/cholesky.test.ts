import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CholeskyDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { type Matrix, scaled, transpose, upperTrapezoid, zeros } from '../../src/engine/matrix.js';
import { engines } from './engines.js';
import { frobenius, identity, largestDifference, matrices, randomMatrix } from './matrices.js';

const { abs, max } = Math;
const EPSILON = Number.EPSILON;

/** LAPACK's tests accept residuals of this many n·eps; ours stay within. */
const RATIO = 30;

const SIZES = [...Array(41).keys(), 64, 65, 100, 129, 300];

describe.each(engines)('cholesky and solveTriangular of the $name engine', (engine) => {
  /** A Gram matrix of more rows than columns. */
  function positive(n: number): Matrix {
    const a = randomMatrix(n + 10, n, n + 1);
    return engine.crossProduct(a, a);
  }

  function factor(a: Matrix): Matrix {
    const r = engine.cholesky(a);
    if (r === undefined) throw new Error('not positive');
    return r;
  }

  test('R is upper triangular with a positive diagonal, and RᵀR = A', () => {
    for (const n of SIZES) {
      const a = positive(n);
      const r = factor(a);
      expect(r).toEqual(upperTrapezoid(r, n));
      for (let j = 0; j < n; j++) expect(r.data[j * n + j]).toBeGreaterThan(0);
      const tolerance = RATIO * EPSILON * max(1, n) * frobenius(a);
      expect(largestDifference(engine.crossProduct(r, r), a)).toBeLessThanOrEqual(tolerance);
    }
  });

  test('reads only the upper triangle, and leaves it as it was', () => {
    for (const n of [3, 50, 150]) {
      const a = positive(n);
      const half = { ...a, data: a.data.slice() };
      for (let j = 0; j < n; j++) half.data.fill(Number.NaN, j * n + j + 1, (j + 1) * n);
      const before = half.data.slice();
      expect(engine.cholesky(half)).toEqual(engine.cholesky(a));
      expect(half.data).toEqual(before);
    }
  });

  test('there is no R where A is not positive definite, wherever that shows', () => {
    for (const n of [1, 2, 33, 100]) {
      for (const at of [0, n >> 1, n - 1]) {
        for (const value of [0, -1, Number.NaN]) {
          const a = identity(n);
          a.data[at * n + at] = value;
          expect(engine.cholesky(a)).toBeUndefined();
        }
      }
    }
    expect(engine.cholesky({ rows: 2, cols: 2, data: Float64Array.of(1, 2, 2, 1) })).toBeUndefined();
  });

  test('the condition of columns on unit norm is told from their Gram matrix, whatever their lengths', () => {
    const lengths = (n: number) => Float64Array.from({ length: n }, (_, j) => 10 ** ((7 * j) % 11));
    const sizes = SIZES.filter((n) => n > 0);
    const grams = sizes.map((n) => {
      const factors = lengths(n);
      return scaled(positive(n), { left: factors, right: factors });
    });
    engine.gramConditions(grams).forEach((found, i) => {
      const n = sizes[i];
      const norms = Float64Array.from({ length: n }, (_, j) => Math.sqrt(grams[i].data[j * (n + 1)]));
      const unit = { right: norms.map((value) => 1 / value) };
      const values = engine.singularValues(scaled(factor(grams[i]), unit));
      expect((found?.norm as number) / values[0]).toBeLessThanOrEqual(1 + 1e-12);
      expect((found?.norm as number) / values[0]).toBeGreaterThan(0.8);
      expect((found?.condition as number) / (values[0] / values[n - 1])).toBeLessThanOrEqual(1 + 1e-9);
      expect((found?.condition as number) / (values[0] / values[n - 1])).toBeGreaterThan(0.6);
    });
  });

  test('there is no condition where A is not positive definite', () => {
    const singular = { rows: 2, cols: 2, data: Float64Array.of(1, 2, 2, 1) };
    const found = engine.gramConditions([identity(3), singular, positive(40)]);
    expect(found.map((condition) => condition !== undefined)).toEqual([true, false, true]);
    expect(found[0]?.condition).toBeCloseTo(1, 12);
    expect(engine.gramConditions([])).toEqual([]);
  });

  test('R is that of ml-matrix', () => {
    fc.assert(
      fc.property(matrices({ rows: 12, cols: 12 }), (b) => {
        const a = engine.crossProduct(b, b);
        for (let j = 0; j < a.cols; j++) {
          a.data[j * a.cols + j] += 1;
          for (let i = 0; i < j; i++) a.data[i * a.cols + j] = a.data[j * a.cols + i];
        }
        const lower = new CholeskyDecomposition(MlMatrix.from1DArray(a.rows, a.cols, [...a.data]))
          .lowerTriangularMatrix;
        const expected = { ...zeros(a.rows, a.cols), data: Float64Array.from(lower.to1DArray()) };
        expect(largestDifference(factor(a), expected)).toBeLessThanOrEqual(1e-11 * (1 + frobenius(a)));
      }),
    );
  });

  test('R·X = B, and Rᵀ·X = B, column by column to a few n·eps of |R|·|X|', () => {
    for (const n of SIZES) {
      for (const cols of [0, 1, 5, 40]) {
        const r = factor(positive(n));
        const b = randomMatrix(n, cols, 7);
        for (const transposed of [false, true]) {
          const x = engine.solveTriangular(r, b, { transposed });
          const [size, reach] = [r, x].map((m) => ({ ...m, data: m.data.map(abs) }));
          const back = transposed ? engine.crossProduct(r, x) : engine.product(r, x);
          const scale = transposed ? engine.crossProduct(size, reach) : engine.product(size, reach);
          const tolerance = RATIO * EPSILON * n;
          expect(back.data.every((value, i) => abs(value - b.data[i]) <= tolerance * scale.data[i])).toBe(true);
        }
      }
    }
  });

  test('solveTriangular ignores what is below the diagonal, and leaves R and B as they were', () => {
    for (const n of [3, 40, 100]) {
      const r = factor(positive(n));
      const full = { ...r, data: r.data.slice() };
      for (let j = 0; j < n; j++) full.data.fill(Number.NaN, j * n + j + 1, (j + 1) * n);
      const b = randomMatrix(n, 9);
      const before = [full.data.slice(), b.data.slice()];
      for (const transposed of [false, true]) {
        expect(engine.solveTriangular(full, b, { transposed })).toEqual(engine.solveTriangular(r, b, { transposed }));
      }
      expect([full.data, b.data]).toEqual(before);
    }
  });

  test('a tall matrix divided by the R of its Gram matrix has orthonormal columns', () => {
    const a = randomMatrix(400, 70, 2);
    const r = factor(engine.crossProduct(a, a));
    const q = transpose(engine.solveTriangular(r, transpose(a), { transposed: true }));
    expect(largestDifference(engine.crossProduct(q, q), identity(70))).toBeLessThanOrEqual(RATIO * EPSILON * 400);
  });
});

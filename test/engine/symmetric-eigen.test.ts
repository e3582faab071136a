import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { leadingColumns, type Matrix, scaled, zeros } from '../../src/engine/matrix.js';
import { engines } from './engines.js';
import { frobenius, identity, largestDifference, matrices, randomMatrix } from './matrices.js';
import { families } from './spectra.js';

const { abs, max } = Math;
const EPSILON = Number.EPSILON;

/** LAPACK's tests accept residuals of this many n·eps; ours stay within. */
const RATIO = 30;

const SIZES = [...Array(41).keys(), 100, 300];

/** The size of a spectrum, falling. */
function norm(values: Float64Array): number {
  return values.length === 0 ? 0 : max(abs(values[0]), abs(values[values.length - 1]));
}

function symmetrised({ rows, cols, data }: Matrix): Matrix {
  const n = Math.min(rows, cols);
  const a = zeros(n, n);
  for (let j = 0; j < n; j++) for (let i = 0; i <= j; i++) a.data[j * n + i] = a.data[i * n + j] = data[j * rows + i];
  return a;
}

function largestGap(a: Float64Array, b: ArrayLike<number>): number {
  return a.reduce((worst, value, i) => max(worst, abs(value - (b[i] as number))), 0);
}

describe.each(engines)('symmetricEigen of the $name engine', (engine) => {
  function expectEigen(a: Matrix, wanted?: number): Float64Array {
    const n = a.rows;
    const { values, vectors } = engine.symmetricEigen(a, wanted === undefined ? undefined : () => wanted);
    const count = wanted ?? n;
    expect([values.length, vectors.rows, vectors.cols]).toEqual([n, n, count]);
    const unit = RATIO * EPSILON * n;
    expect(largestDifference(engine.crossProduct(vectors, vectors), identity(count))).toBeLessThanOrEqual(unit);
    const image = engine.product(a, vectors);
    const expected = scaled(vectors, { right: values.subarray(0, count) });
    expect(largestDifference(image, expected)).toBeLessThanOrEqual(unit * norm(values));
    expect(values.every((value, i) => i === 0 || value <= values[i - 1])).toBe(true);
    return values;
  }

  test.each(Object.keys(families))('A·V = V·Λ and VᵀV = I where A is %s, at every size', (name) => {
    for (const n of SIZES) {
      const { matrix, values: known } = families[name](n);
      const values = expectEigen(matrix);
      const tolerance = RATIO * EPSILON * max(1, n) * norm(values);
      const alone = engine.symmetricEigen(matrix, () => 0).values;
      expect(largestGap(alone, values)).toBeLessThanOrEqual(tolerance);
      const sorted = known?.sort().reverse() ?? values;
      expect(largestGap(values, sorted)).toBeLessThanOrEqual(tolerance);
    }
  });

  test('is scaled when A is scaled, near overflow and near underflow, and bit by bit by powers of two', () => {
    for (const n of [1, 2, 33, 70]) {
      const a = symmetrised(randomMatrix(n, n, 5));
      const { values, vectors } = engine.symmetricEigen(a);
      for (const scale of [1e-140, 1e140, 1e-300, 1e300]) {
        const b = scaled(a, { right: new Float64Array(n).fill(scale) });
        const result = engine.symmetricEigen(b).values;
        result.forEach((value, i) => {
          expect(abs(value / scale - values[i])).toBeLessThanOrEqual(RATIO * EPSILON * n * norm(values));
        });
      }
      const twice = engine.symmetricEigen(scaled(a, { right: new Float64Array(n).fill(2 ** 600) }));
      expect(twice.vectors).toEqual(vectors);
      expect(twice.values).toEqual(values.map((value) => value * 2 ** 600));
    }
  });

  test('gives the leading vectors that were wanted, after telling all values', () => {
    for (const n of [1, 2, 5, 31, 32, 33, 64, 100, 150]) {
      const a = symmetrised(randomMatrix(n, n, n));
      for (const wanted of [0, 1, n >> 1, n]) expectEigen(a, wanted);
      let told: Float64Array | undefined;
      const { values, vectors } = engine.symmetricEigen(a, (all) => {
        told = all;
        return 3 * n;
      });
      expect(told).toEqual(values);
      expect(vectors.cols).toBe(n);
    }
  });

  test('has leading vectors even where nearly all values are the same', () => {
    for (const name of ['identity', 'zero', 'dense, clustered at eps', 'dense, clustered at 1', 'of ones']) {
      for (const wanted of [0, 1, 2, 50, 99, 100]) expectEigen(families[name](100).matrix, wanted);
    }
  });

  test('reads only the lower triangle', () => {
    for (const n of [3, 50]) {
      const a = symmetrised(randomMatrix(n, n, 2));
      const half = { ...a, data: a.data.slice() };
      for (let j = 0; j < n; j++) half.data.fill(Number.NaN, j * n, j * n + j);
      expect(engine.symmetricEigen(half)).toEqual(engine.symmetricEigen(a));
    }
  });

  test('leaves A as it was', () => {
    const a = symmetrised(randomMatrix(40, 40));
    const before = a.data.slice();
    engine.symmetricEigen(a);
    expect(a.data).toEqual(before);
  });

  test('has the eigenvalues of ml-matrix', () => {
    fc.assert(
      fc.property(matrices({ rows: 40, cols: 40 }), (whole) => {
        const a = symmetrised(whole);
        const values = expectEigen(a);
        const ml = MlMatrix.from1DArray(a.rows, a.cols, [...a.data]);
        const expected = new EigenvalueDecomposition(ml, { assumeSymmetric: true }).realEigenvalues.sort(
          (p, q) => q - p,
        );
        const tolerance = RATIO * EPSILON * a.rows * frobenius(a);
        expect(largestGap(values, expected)).toBeLessThanOrEqual(tolerance);
      }),
    );
  });

  test('leads to the same subspace whether all vectors are wanted or a few', () => {
    const a = symmetrised(randomMatrix(90, 90, 3));
    const all = leadingColumns(engine.symmetricEigen(a).vectors, 7);
    const few = engine.symmetricEigen(a, () => 7).vectors;
    const turn = engine.crossProduct(all, few);
    expect(largestDifference(engine.crossProduct(turn, turn), identity(7))).toBeLessThanOrEqual(1e-12);
  });
});

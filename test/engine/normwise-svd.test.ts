import { describe, expect, test } from '@jest/globals';
import { leadingColumns, type Matrix, scaled, transpose } from '../../src/engine/matrix.js';
import { engines } from './engines.js';
import { identity, largestDifference, randomMatrix } from './matrices.js';
import { families, orthogonal, spectrumNames, spectrumOf } from './spectra.js';

const { abs, max, min } = Math;
const EPSILON = Number.EPSILON;

/** LAPACK's tests accept residuals of this many n·eps; ours stay within. */
const RATIO = 30;

const SIZES = [...Array(41).keys(), 100, 300];

function largestGap(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => max(worst, abs(value - b[i])), 0);
}

describe.each(engines)('svd of the $name engine', (engine) => {
  function expectSvd(a: Matrix): Float64Array {
    const { values, left, right } = engine.svd(a);
    const rank = min(a.rows, a.cols);
    expect([left.rows, left.cols, right.rows, right.cols]).toEqual([a.rows, rank, a.cols, rank]);
    const unit = RATIO * EPSILON * max(a.rows, a.cols);
    for (const side of [left, right]) {
      expect(largestDifference(engine.crossProduct(side, side), identity(rank))).toBeLessThanOrEqual(unit);
    }
    const back = engine.product(scaled(left, { right: values }), transpose(right));
    expect(largestDifference(back, a)).toBeLessThanOrEqual(unit * (values[0] ?? 0));
    expect(values.every((value, i) => value >= 0 && (i === 0 || value <= values[i - 1]))).toBe(true);
    const alone = engine.singularValues(a);
    expect(largestGap(alone, values)).toBeLessThanOrEqual(unit * (values[0] ?? 0));
    return values;
  }

  test.each(spectrumNames)('holds, and has the values that were put in, for singular values %s', (name) => {
    for (const n of SIZES) {
      const known = spectrumOf(name, n);
      const a = engine.product(scaled(orthogonal(n, n + 1), { right: known }), transpose(orthogonal(n, n + 2)));
      const values = expectSvd(a);
      const sorted = known.sort().reverse();
      const tolerance = RATIO * EPSILON * max(1, n) * (sorted[0] ?? 0);
      expect(largestGap(values, sorted)).toBeLessThanOrEqual(tolerance);
    }
  });

  test.each(Object.keys(families))('holds where A is %s, and upper bidiagonal like it', (name) => {
    for (const n of [...Array(20).keys(), 33, 70]) {
      const { matrix } = families[name](n);
      expectSvd(matrix);
      const upper = {
        ...matrix,
        data: matrix.data.map((value, at) => (at % n === (at / n) >> 0 || at % n === ((at / n) >> 0) - 1 ? value : 0)),
      };
      expectSvd(upper);
    }
  });

  test.each([
    [0, 0],
    [0, 3],
    [3, 0],
    [1, 70],
    [70, 1],
    [2, 90],
    [200, 33],
    [33, 200],
    [65, 64],
    [300, 299],
  ])('holds at %i × %i, of full rank and of rank 1', (rows, cols) => {
    const a = randomMatrix(rows, cols, 4);
    expectSvd(a);
    if (rows > 0 && cols > 0) {
      const rankOne = engine.product(leadingColumns(a, 1), randomMatrix(1, cols, 6));
      const values = expectSvd(rankOne);
      for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThanOrEqual(RATIO * EPSILON * values[0]);
    }
  });

  test('is scaled when A is scaled, near overflow and near underflow', () => {
    for (const n of [1, 2, 33, 70]) {
      const a = randomMatrix(n, n, 5);
      const values = engine.svd(a).values;
      for (const scale of [1e-140, 1e140, 1e-300, 1e300]) {
        const b = scaled(a, { right: new Float64Array(n).fill(scale) });
        for (const result of [engine.svd(b).values, engine.singularValues(b)]) {
          result.forEach((value, i) => {
            expect(abs(value / scale - values[i])).toBeLessThanOrEqual(RATIO * EPSILON * n * values[0]);
          });
        }
      }
    }
  });
});

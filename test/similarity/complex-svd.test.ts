import { describe, expect, test } from '@jest/globals';
import { zeros } from '../../src/engine/matrix.js';
import type { ComplexMatrix } from '../../src/engine/spectral-stream.js';
import { adjoint, adjointProduct, complexProduct, complexScaled } from '../../src/similarity/complex-matrix.js';
import { complexSingularValuesOfEach, complexSvd } from '../../src/similarity/complex-svd.js';
import { engines } from '../engine/engines.js';
import { randomMatrix } from '../engine/matrices.js';

function random(rows: number, cols: number, seed: number): ComplexMatrix {
  return { re: randomMatrix(rows, cols, seed), im: randomMatrix(rows, cols, seed + 50) };
}

/** The largest |a_ij − b_ij|. */
function apart(a: ComplexMatrix, b: ComplexMatrix): number {
  expect([a.re.rows, a.re.cols]).toEqual([b.re.rows, b.re.cols]);
  let worst = 0;
  for (let at = 0; at < a.re.data.length; at++) {
    const imaginary = (a.im?.data[at] ?? 0) - (b.im?.data[at] ?? 0);
    worst = Math.max(worst, Math.hypot(a.re.data[at] - b.re.data[at], imaginary));
  }
  return worst;
}

function identity(n: number): ComplexMatrix {
  const re = zeros(n, n);
  for (let j = 0; j < n; j++) re.data[j * n + j] = 1;
  return { re };
}

/** Orthonormal columns, by Gram–Schmidt twice. */
function orthonormal(rows: number, cols: number, seed: number): ComplexMatrix {
  const { re, im } = random(rows, cols, seed) as Required<ComplexMatrix>;
  for (let j = 0; j < cols; j++) {
    for (let k = 0; k < 2 * j; k++) {
      let [x, y] = [0, 0];
      for (let i = 0; i < rows; i++) {
        const [p, q] = [(k % j) * rows + i, j * rows + i];
        x += re.data[p] * re.data[q] + im.data[p] * im.data[q];
        y += re.data[p] * im.data[q] - im.data[p] * re.data[q];
      }
      for (let i = 0; i < rows; i++) {
        const [p, q] = [(k % j) * rows + i, j * rows + i];
        re.data[q] -= x * re.data[p] - y * im.data[p];
        im.data[q] -= x * im.data[p] + y * re.data[p];
      }
    }
    const own = [re, im].map(({ data }) => data.subarray(j * rows, (j + 1) * rows));
    const norm = Math.hypot(...own[0], ...own[1]);
    for (const part of own) for (let i = 0; i < rows; i++) part[i] /= norm;
  }
  return { re, im };
}

/** A matrix with these singular values. */
function withValues(values: readonly number[], { rows = values.length, cols = values.length, seed = 1 } = {}) {
  const left = complexScaled(orthonormal(rows, values.length, seed), { right: Float64Array.from(values) });
  return complexProduct(left, adjoint(orthonormal(cols, values.length, seed + 7)), engines[0]);
}

describe.each(engines)('the SVD of a complex matrix by engine $name', (engine) => {
  /** Checks all that it promises, to so many eps of the largest value, and returns the values. */
  function checked(a: ComplexMatrix, tolerance = 1e-14): number[] {
    const { values, left, right } = complexSvd(a, engine);
    const k = Math.min(a.re.rows, a.re.cols);
    expect(values).toHaveLength(k);
    expect(apart(adjointProduct(left, left, engines[0]), identity(k))).toBeLessThan(4e-15);
    expect(apart(adjointProduct(right, right, engines[0]), identity(k))).toBeLessThan(4e-15);
    const product = complexProduct(complexScaled(left, { right: values }), adjoint(right), engines[0]);
    expect(apart(product, a)).toBeLessThanOrEqual(tolerance * Math.max(...values));
    expect([...values]).toEqual([...values].sort((p, q) => q - p));
    const [alone] = complexSingularValuesOfEach([a], engine);
    for (const [i, value] of values.entries()) {
      expect(Math.abs(alone[i] - value)).toBeLessThanOrEqual(3e-14 * values[0]);
      expect(value).toBeGreaterThanOrEqual(0);
    }
    return [...values];
  }

  test.each([
    [1, 1],
    [1, 6],
    [6, 1],
    [5, 5],
    [9, 4],
    [4, 9],
    [33, 20],
    [17, 40],
  ])('of size %i × %i is one', (rows, cols) => {
    checked(random(rows, cols, rows + cols));
  });

  test.each([0, 1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4])(
    'stays orthonormal and exact where all singular values are %d apart',
    (gap) => {
      for (const n of [2, 4, 9, 16]) {
        const expected = Array.from({ length: n }, (_, i) => 1 - gap * i);
        // A chain of ties is one group, whose values any vectors may have.
        const tolerance = 1e-14 + (gap < 2e-14 ? n * gap : 0);
        checked(withValues(expected, { seed: n }), tolerance).forEach((value, i) => {
          expect(Math.abs(value - expected[i])).toBeLessThan(3e-14);
        });
      }
    },
  );

  test('keeps groups of equal singular values apart, among others', () => {
    const values = [3, 2, 2, 2, 1, 1 - 1e-12, 0.5, 0.5, 1e-9, 1e-9, 1e-13];
    checked(withValues(values, { rows: 15, cols: 12 }));
  });

  test.each([
    [8, 8],
    [14, 6],
    [6, 14],
  ])('has orthonormal vectors to singular values of zero too, at %i × %i', (rows, cols) => {
    const values = checked(withValues([1, 0.3, 0.3], { rows, cols }));
    expect(values.slice(3).every((value) => value < 1e-15)).toBe(true);
    const nothing = checked({ re: zeros(rows, cols), im: zeros(rows, cols) });
    expect(new Set(nothing)).toEqual(new Set([0]));
  });

  test('holds for numbers as large and as small as they come', () => {
    for (const size of [2 ** 400, 2 ** -400]) {
      checked(complexScaled(random(7, 5, 3), { right: new Float64Array(5).fill(size) }));
    }
  });

  test('of a real matrix is real, and of no columns empty', () => {
    const real = complexSvd({ re: randomMatrix(6, 4) }, engine);
    expect([real.left.im, real.right.im]).toEqual([undefined, undefined]);
    expect(complexSvd({ re: zeros(5, 0), im: zeros(5, 0) }, engine).values).toHaveLength(0);
    expect(complexSingularValuesOfEach([{ re: zeros(0, 5), im: zeros(0, 5) }], engine)).toEqual([new Float64Array(0)]);
  });
});

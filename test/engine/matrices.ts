import fc from 'fast-check';
import { type Matrix, zeros } from '../../src/engine/matrix.js';

/** Matrices of every shape up to a size, with zeros, repeats and small integers among their entries. */
export function matrices({ rows = 12, cols = 12 }: { rows?: number; cols?: number } = {}): fc.Arbitrary<Matrix> {
  const entry = fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.integer({ min: -2, max: 2 }));
  return fc.tuple(fc.integer({ min: 1, max: rows }), fc.integer({ min: 1, max: cols })).chain(([m, n]) =>
    fc.array(entry, { minLength: m * n, maxLength: m * n }).map((values) => ({
      rows: m,
      cols: n,
      data: Float64Array.from(values, (value) => (Math.abs(value) < 1e-150 ? 0 : value)),
    })),
  );
}

/** Pseudo-random entries in [−1, 1) from a seed (a linear congruential generator). */
export function randomMatrix(rows: number, cols: number, seed = 1): Matrix {
  const matrix = zeros(rows, cols);
  let state = BigInt(seed);
  for (let i = 0; i < matrix.data.length; i++) {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    matrix.data[i] = Number(state >> 11n) / 2 ** 52 - 1;
  }
  return matrix;
}

export function identity(n: number): Matrix {
  const eye = zeros(n, n);
  for (let j = 0; j < n; j++) eye.data[j * n + j] = 1;
  return eye;
}

export function largestDifference(a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows || a.cols !== b.cols) throw new Error(`${a.rows}×${a.cols} is not ${b.rows}×${b.cols}`);
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.data[i])), 0);
}

export function frobenius({ data }: Matrix): number {
  return Math.hypot(...data);
}

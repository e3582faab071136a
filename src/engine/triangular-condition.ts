import { cholesky } from './cholesky.js';
import { column, type Matrix, scaled } from './matrix.js';
import { dot, norm, subtractMultiple } from './vectors.js';

const { sqrt } = Math;

/** Each brings the estimate nearer; after so many it is right to a few parts in a hundred. */
const ITERATIONS = 8;

/** The extreme singular values of a matrix, by what becomes of rounding. */
export interface Condition {
  /** λ₁/λ_n. */
  readonly condition: number;
  /** λ₁. */
  readonly norm: number;
}

/** Of an upper triangular matrix, both estimated from below by power iterations with RᵀR and with its inverse. */
export function triangularCondition(r: Matrix): Condition {
  const largest = growth(r.cols, (v) => {
    multiply(r, v);
    multiplyTransposed(r, v);
  });
  const smallest = growth(r.cols, (v) => {
    solveTransposed(r, v);
    solve(r, v);
  });
  return { condition: sqrt(largest * smallest), norm: sqrt(largest) };
}

/** The same of the columns of X on unit norm, given XᵀX; undefined where that is not positive definite. */
export function gramCondition(gram: Matrix): Condition | undefined {
  const r = cholesky(gram);
  return (
    r &&
    triangularCondition(scaled(r, { right: Float64Array.from({ length: r.cols }, (_, j) => 1 / norm(column(r, j))) }))
  );
}

/** The largest growth of a vector under a symmetric positive definite map in place, from below. */
function growth(n: number, map: (v: Float64Array) => void): number {
  const v = startVector(n);
  let length = norm(v);
  for (let step = 0; step < ITERATIONS; step++) {
    for (let i = 0; i < n; i++) v[i] /= length;
    map(v);
    length = norm(v);
  }
  return length;
}

/** Entries between −1/2 and 1/2 without a pattern, the same on every machine. */
function startVector(n: number): Float64Array {
  const v = new Float64Array(n);
  let state = n;
  for (let i = 0; i < n; i++) {
    state = (state * 48271) % 2147483647;
    v[i] = state / 2147483647 - 0.5;
  }
  return v;
}

function multiply(r: Matrix, v: Float64Array): void {
  for (let j = 0; j < r.cols; j++) {
    const above = column(r, j);
    subtractMultiple(v.subarray(0, j), -v[j], above.subarray(0, j));
    v[j] *= above[j];
  }
}

function multiplyTransposed(r: Matrix, v: Float64Array): void {
  for (let j = r.cols - 1; j >= 0; j--) v[j] = dot(column(r, j).subarray(0, j + 1), v.subarray(0, j + 1));
}

function solve(r: Matrix, v: Float64Array): void {
  for (let j = r.cols - 1; j >= 0; j--) {
    const above = column(r, j);
    v[j] /= above[j];
    subtractMultiple(v.subarray(0, j), v[j], above.subarray(0, j));
  }
}

function solveTransposed(r: Matrix, v: Float64Array): void {
  for (let j = 0; j < r.cols; j++) {
    const above = column(r, j);
    v[j] = (v[j] - dot(above.subarray(0, j), v.subarray(0, j))) / above[j];
  }
}

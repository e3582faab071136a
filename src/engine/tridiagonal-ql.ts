import { column, type Matrix } from './matrix.js';

const { abs, max, sqrt } = Math;
const EPSILON = Number.EPSILON;

/** QL needs fewer than two iterations for a value; this many mean that the input is not finite. */
const MOST_ITERATIONS = 60;
/** An off-diagonal below this share of the norm is nothing: all of those left out together move no value by more than eps/8. */
const NEGLIGIBLE = EPSILON / 16;

/**
 * Turns the diagonal of a symmetric tridiagonal matrix into its eigenvalues, in no order, and multiplies `basis` by the
 * eigenvectors from the right; the off-diagonals, as many as the diagonal, are destroyed.
 */
export function tridiagonalQl(d: Float64Array, e: Float64Array, basis: Matrix): void {
  const n = d.length;
  const floor = NEGLIGIBLE * d.reduce((most, value, i) => max(most, abs(value), abs(e[i])), 0);
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      let m = l;
      while (m < n - 1 && abs(e[m]) > max(floor, EPSILON * sqrt(abs(d[m])) * sqrt(abs(d[m + 1])))) m++;
      if (m === l) break;
      qlStep({ d, e, basis }, l, m);
    }
  }
}

/** One implicit QL step with Wilkinson's shift on rows l..m. */
function qlStep({ d, e, basis }: { d: Float64Array; e: Float64Array; basis: Matrix }, l: number, m: number): void {
  const half = (d[l + 1] - d[l]) / (2 * e[l]);
  const size = sqrt(half * half + 1);
  let g = d[m] - d[l] + e[l] / (half + (half < 0 ? -size : size));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const r = sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    const t = (d[i] - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    turn(column(basis, i), column(basis, i + 1), c, s);
  }
  d[l] -= p;
  e[l] = g;
  e[m] = 0;
}

/** (x, y) ← (c·x − s·y, s·x + c·y). */
function turn(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let i = 0; i < x.length; i++) {
    const [p, q] = [x[i], y[i]];
    x[i] = c * p - s * q;
    y[i] = s * p + c * q;
  }
}

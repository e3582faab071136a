import { column, type Matrix, transpose, zeros } from './matrix.js';
import { dot } from './vectors.js';

/** AᵀB (A.cols × B.cols), in tiles of 2 × 4 sums that stay in registers. */
export function crossProduct(a: Matrix, b: Matrix): Matrix {
  const out = zeros(a.cols, b.cols);
  let j = 0;
  for (; j + 4 <= b.cols; j += 4) {
    let i = 0;
    for (; i + 2 <= a.cols; i += 2) tile(a, b, out, i, j);
    for (; i < a.cols; i++)
      for (let l = j; l < j + 4; l++) out.data[l * out.rows + i] = dot(column(a, i), column(b, l));
  }
  for (; j < b.cols; j++) for (let i = 0; i < a.cols; i++) out.data[j * out.rows + i] = dot(column(a, i), column(b, j));
  return out;
}

/** AB (A.rows × B.cols). */
export function product(a: Matrix, b: Matrix): Matrix {
  return crossProduct(transpose(a), b);
}

function tile(a: Matrix, b: Matrix, out: Matrix, i: number, j: number): void {
  const n = a.rows;
  const x = a.data;
  const y = b.data;
  const [x0, x1] = [i * n, (i + 1) * n];
  const [y0, y1, y2, y3] = [j * n, (j + 1) * n, (j + 2) * n, (j + 3) * n];
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let t = 0; t < n; t++) {
    const [p, q] = [x[x0 + t], x[x1 + t]];
    const [u, v, w, z] = [y[y0 + t], y[y1 + t], y[y2 + t], y[y3 + t]];
    s00 += p * u;
    s01 += p * v;
    s02 += p * w;
    s03 += p * z;
    s10 += q * u;
    s11 += q * v;
    s12 += q * w;
    s13 += q * z;
  }
  const at = j * out.rows + i;
  const c = out.data;
  c[at] = s00;
  c[at + 1] = s10;
  c[at + out.rows] = s01;
  c[at + out.rows + 1] = s11;
  c[at + 2 * out.rows] = s02;
  c[at + 2 * out.rows + 1] = s12;
  c[at + 3 * out.rows] = s03;
  c[at + 3 * out.rows + 1] = s13;
}

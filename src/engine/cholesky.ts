import type { Engine } from './engine.js';
import { column, type Matrix, upperTrapezoid, zeros } from './matrix.js';
import { dot, subtractMultiple } from './vectors.js';

const { sqrt } = Math;

/** See `Engine.cholesky`: column by column. */
export const cholesky: Engine['cholesky'] = (a) => {
  const n = a.cols;
  const r = upperTrapezoid(a, n);
  for (let j = 0; j < n; j++) {
    const here = column(r, j);
    for (let i = 0; i < j; i++) {
      here[i] = (here[i] - dot(column(r, i).subarray(0, i), here.subarray(0, i))) / r.data[i * n + i];
    }
    const pivot = here[j] - dot(here.subarray(0, j), here.subarray(0, j));
    if (!(pivot > 0)) return undefined;
    here[j] = sqrt(pivot);
  }
  return r;
};

/** See `Engine.solveTriangular`: substitution, one right-hand side at a time. */
export const solveTriangular: Engine['solveTriangular'] = (r, b, { transposed }) => {
  const n = r.cols;
  const out: Matrix = { ...zeros(b.rows, b.cols), data: b.data.slice() };
  for (let j = 0; j < b.cols; j++) {
    const x = column(out, j);
    if (transposed) {
      for (let i = 0; i < n; i++) {
        x[i] = (x[i] - dot(column(r, i).subarray(0, i), x.subarray(0, i))) / r.data[i * n + i];
      }
    } else {
      for (let i = n - 1; i >= 0; i--) {
        x[i] /= r.data[i * n + i];
        subtractMultiple(x.subarray(0, i), x[i], column(r, i).subarray(0, i));
      }
    }
  }
  return out;
};

import type { BlasRoutines } from '../../src/engine/blas-routines.js';
import type { BlasLibrary } from '../../src/engine/load-blas.js';
import { type Matrix, transpose, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { frobenius } from './matrices.js';

/** Memory of a routine as a matrix with its leading dimension. */
interface Stored {
  readonly data: Float64Array;
  readonly ld: number;
}

function read({ data, ld }: Stored, rows: number, cols: number): Matrix {
  const a = zeros(rows, cols);
  for (let j = 0; j < cols; j++) a.data.set(data.subarray(j * ld, j * ld + rows), j * rows);
  return a;
}

function write({ data, ld }: Stored, a: Matrix): void {
  for (let j = 0; j < a.cols; j++) data.set(a.data.subarray(j * a.rows, (j + 1) * a.rows), j * ld);
}

/** Leaves β·C + α·S in C, in the upper triangle alone if asked. */
function accumulate(c: Stored, sum: Matrix, { alpha, beta, upper }: { alpha: number; beta: number; upper: boolean }) {
  for (let j = 0; j < sum.cols; j++) {
    for (let i = 0; i < (upper ? j + 1 : sum.rows); i++) {
      const at = j * c.ld + i;
      c.data[at] = (beta === 0 ? 0 : beta * c.data[at]) + alpha * sum.data[j * sum.rows + i];
    }
  }
}

/** A = V·diag(values)·Vᵀ with rising values, by the SVD of A + c, which is positive. */
function eigen(a: Matrix): { values: Float64Array; vectors: Matrix } {
  const n = a.cols;
  const shift = 2 * frobenius(a);
  const positive = { ...a, data: a.data.slice() };
  for (let j = 0; j < n; j++) positive.data[j * n + j] += shift;
  const { values, left } = plainEngine.svd(positive);
  const vectors = zeros(n, n);
  for (let j = 0; j < n; j++) vectors.data.set(left.data.subarray(j * n, (j + 1) * n), (n - 1 - j) * n);
  return { values: values.map((value) => value - shift).reverse(), vectors };
}

/** The lower triangle, mirrored. */
function symmetric(a: Matrix): Matrix {
  for (let j = 0; j < a.cols; j++) for (let i = j + 1; i < a.rows; i++) a.data[i * a.rows + j] = a.data[j * a.rows + i];
  return a;
}

// biome-ignore lint/suspicious/noExplicitAny: routines take what their signatures in blas-routines.ts say
type Values = any[];

/** BLAS and LAPACK in plain loops, called as a library is, for machines that have none. */
const routines: BlasRoutines = {
  dgemm(...[ta, , m, n, k, alpha, a, lda, b, ldb, beta, c, ldc]: Values) {
    const left = ta === 'T' ? read({ data: a, ld: lda }, k, m) : transpose(read({ data: a, ld: lda }, m, k));
    const sum = plainEngine.crossProduct(left, read({ data: b, ld: ldb }, k, n));
    accumulate({ data: c, ld: ldc }, sum, { alpha, beta, upper: false });
    return 0;
  },
  dsyrk(...[, trans, n, k, alpha, a, lda, beta, c, ldc]: Values) {
    const p = trans === 'T' ? read({ data: a, ld: lda }, k, n) : transpose(read({ data: a, ld: lda }, n, k));
    accumulate({ data: c, ld: ldc }, plainEngine.crossProduct(p, p), { alpha, beta, upper: true });
    return 0;
  },
  dtrsm(...[, , trans, , m, n, , r, ldr, b, ldb]: Values) {
    const at = (i: number, j: number) => (trans === 'T' ? r[i * ldr + j] : r[j * ldr + i]);
    const order = Array.from({ length: m }, (_, i) => (trans === 'T' ? i : m - 1 - i));
    for (let c = 0; c < n; c++) {
      for (const [done, i] of order.entries()) {
        let left = b[c * ldb + i];
        for (const j of order.slice(0, done)) left -= at(i, j) * b[c * ldb + j];
        b[c * ldb + i] = left / at(i, i);
      }
    }
    return 0;
  },
  dpotrf(...[, n, a, lda]: Values) {
    for (let j = 0; j < n; j++) {
      for (let i = 0; i <= j; i++) {
        let left = a[j * lda + i];
        for (let t = 0; t < i; t++) left -= a[i * lda + t] * a[j * lda + t];
        if (i === j && !(left > 0)) return j + 1;
        a[j * lda + i] = i === j ? Math.sqrt(left) : left / a[i * lda + i];
      }
    }
    return 0;
  },
  /** Goes all the way to a diagonal, which is tridiagonal too, and leaves V where the reflectors would be. */
  dsytrd(...[, n, a, lda, diagonal, beside, , work, size]: Values) {
    if (size === -1) return answer(work);
    const { values, vectors } = eigen(symmetric(read({ data: a, ld: lda }, n, n)));
    write({ data: a, ld: lda }, vectors);
    diagonal.set(values);
    beside.fill(0);
    return 0;
  },
  dsterf: () => 0,
  dstedc(...[, n, , , z, ldz, work, size]: Values) {
    if (size === -1) return answer(work);
    for (let j = 0; j < n; j++) z[j * ldz + j] = 1;
    return 0;
  },
  dormtr(...[, , , m, n, v, ldv, , c, ldc, work, size]: Values) {
    if (size === -1) return answer(work);
    write(
      { data: c, ld: ldc },
      plainEngine.product(read({ data: v, ld: ldv }, m, m), read({ data: c, ld: ldc }, m, n)),
    );
    return 0;
  },
  dgesdd(...[job, m, n, a, lda, values, u, ldu, vt, ldvt, work, size]: Values) {
    if (size === -1) return answer(work);
    const { values: found, left, right } = plainEngine.svd(read({ data: a, ld: lda }, m, n));
    values.set(found);
    if (job === 'N') return 0;
    write({ data: u, ld: ldu }, left);
    write({ data: vt, ld: ldvt }, transpose(right));
    return 0;
  },
};

/** How much workspace is wanted. */
function answer(work: Float64Array): number {
  work[0] = 1;
  return 0;
}

export const standInLibrary: BlasLibrary = { name: 'stand-in', path: 'none', routines, setThreads() {} };

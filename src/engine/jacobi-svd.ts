import type { Engine, Svd } from './engine.js';
import { column, identity, largestMagnitude, type Matrix, pickColumns, scaled, transpose, zeros } from './matrix.js';
import { binaryExponent, powerOfTwo } from './power-of-two.js';
import { dot, norm, subtractMultiple } from './vectors.js';

const { min, sqrt } = Math;
const EPSILON = Number.EPSILON;

/** The loops inside a Jacobi SVD, which an engine may have faster. */
export interface JacobiKernels {
  readonly pivotedQr: Engine['pivotedQr'];
  /** Rotates pairs of columns of `a`, and of `rotation` unless it is empty, sweep by sweep until no pair needs it. */
  sweep(work: JacobiWork): void;
}

export interface JacobiWork {
  /** n × n, in and out. */
  readonly a: Matrix;
  /** n × n, in and out, or empty. */
  readonly rotation: Matrix;
  /** All column indices; afterwards about by falling norm. */
  readonly order: Int32Array;
  /** Columns whose cosine is below this are orthogonal. */
  readonly tolerance: number;
  readonly mostSweeps: number;
}

/** Jacobi converges quadratically after a QR: far fewer sweeps than this are ever needed. */
const MOST_SWEEPS = 60;
/** The largest entry is brought to 2^400, far above underflow, where a square is still far below overflow. */
const WORKING_EXPONENT = 400;
const LARGEST_SHIFT = 1023;
/** Squares of smaller norms lose digits to underflow: such a column, 2^-860 of the largest entry, counts as zero. */
const SMALLEST_NORM = 2 ** -460;

/**
 * The thin SVD by one-sided Jacobi rotations of the triangular factor of a pivoted QR
 * (Drmač & Veselić 2008): small singular values of a matrix with badly scaled columns come out
 * as accurately as large ones. Left and right vectors are complete even where values are zero.
 */
export function jacobiSvd(a: Matrix, kernels: JacobiKernels): Svd {
  if (a.rows < a.cols) {
    const { values, left, right } = jacobiSvd(transpose(a), kernels);
    return { values, left: right, right: left };
  }
  const { exponent, matrix } = toWorkingScale(a);
  const qr = kernels.pivotedQr(matrix);
  const { rotated, rotation, norms, order } = orthogonaliseColumns(transpose(qr.r), identity(a.cols), kernels);
  const right = zeros(a.cols, a.cols);
  for (let c = 0; c < order.length; c++) {
    const from = column(rotated, order[c]);
    const to = column(right, c);
    const length = norms[order[c]];
    for (let i = 0; i < a.cols; i++) to[qr.pivots[i]] = length === 0 ? 0 : from[i] / length;
  }
  completeBasis(right);
  return { values: descending(norms, order, exponent), left: qr.applyQ(pickColumns(rotation, order)), right };
}

/** The singular values alone, falling, as accurate as those of `jacobiSvd`. */
export function jacobiSingularValues(a: Matrix, kernels: JacobiKernels): Float64Array {
  const { exponent, matrix } = toWorkingScale(a.rows < a.cols ? transpose(a) : a);
  const { norms, order } = orthogonaliseColumns(transpose(kernels.pivotedQr(matrix).r), zeros(0, 0), kernels);
  return descending(norms, order, exponent);
}

/** A = 2^exponent · matrix, exactly unless entries are subnormal. */
function toWorkingScale(a: Matrix): { exponent: number; matrix: Matrix } {
  const shift = min(WORKING_EXPONENT - binaryExponent(largestMagnitude(a.data)), LARGEST_SHIFT);
  return { exponent: -shift, matrix: scaled(a, { right: new Float64Array(a.cols).fill(powerOfTwo(shift)) }) };
}

function descending(norms: Float64Array, order: Int32Array, exponent: number): Float64Array {
  return Float64Array.from(order, (c) => norms[c] * powerOfTwo(exponent));
}

interface Orthogonalised {
  readonly rotated: Matrix;
  readonly rotation: Matrix;
  readonly norms: Float64Array;
  /** Column indices by falling norm. */
  readonly order: Int32Array;
}

/** Rotates columns of the square `a` in place until all are orthogonal; a `rotation` that is not empty follows them. */
function orthogonaliseColumns(a: Matrix, rotation: Matrix, kernels: JacobiKernels): Orthogonalised {
  const n = a.cols;
  const order = Int32Array.from({ length: n }, (_, j) => j);
  kernels.sweep({ a, rotation, order, tolerance: EPSILON * sqrt(n), mostSweeps: MOST_SWEEPS });
  const norms = Float64Array.from({ length: n }, (_, j) => norm(column(a, j))).map((value) =>
    value < SMALLEST_NORM ? 0 : value,
  );
  order.sort((i, j) => norms[j] - norms[i] || i - j);
  return { rotated: a, rotation, norms, order };
}

/** Fills the zero columns at the end of an otherwise orthonormal square matrix so that all columns are orthonormal. */
function completeBasis(basis: Matrix): void {
  let candidate = 0;
  for (let j = 0; j < basis.cols; j++) {
    const v = column(basis, j);
    while (dot(v, v) === 0) {
      v[candidate++] = 1;
      removeSpan(basis, j, v);
    }
  }
}

/**
 * Leaves of v what is outside the span of the first j columns, at unit length, or nothing where that is little: the
 * squares of what is left of all n unit vectors sum to n − j, so that one of them keeps at least 1/n.
 */
function removeSpan(basis: Matrix, j: number, v: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let c = 0; c < j; c++) {
      const u = column(basis, c);
      subtractMultiple(v, dot(u, v), u);
    }
  }
  const length = norm(v);
  const usable = length > 0.5 / sqrt(basis.rows);
  for (let i = 0; i < v.length; i++) v[i] = usable ? v[i] / length : 0;
}

import type { Matrix } from './matrix.js';

/** A Householder QR with column pivoting, A[:, pivots] = Q·R, with Q kept as reflectors. */
export interface PivotedQr {
  /** min(rows, cols) × cols, upper trapezoidal, |R_jj| falling. */
  readonly r: Matrix;
  /** Column j of R belongs to column pivots[j] of A. */
  readonly pivots: Int32Array;
  /** Q·C for C with as many rows as Q has columns (rows of A, or fewer: the rest count as zeros). */
  applyQ(c: Matrix): Matrix;
}

/** A = left · diag(values) · rightᵀ with orthonormal columns on both sides and falling values ≥ 0. */
export interface Svd {
  readonly values: Float64Array;
  /** rows × min(rows, cols). */
  readonly left: Matrix;
  /** cols × min(rows, cols). */
  readonly right: Matrix;
}

/**
 * The dense kernels that everything above stands on. An implementation may choose its order of
 * operations, but every result is backward stable column by column: an answer of `singularValues`,
 * `svd` or `pivotedQr` is exact for an input whose columns differ from the given ones by a small
 * multiple of eps of their own norms, so that columns on different scales do not disturb each other.
 * `svd` and `singularValues` count as zero what is below 2^-860 of the largest entry. In the others, and in products, the
 * caller sees to it that no square overflows; columns whose squares underflow keep their digits but stand in no order.
 */
export interface Engine {
  readonly name: string;
  /** The library that it stands on, with version and file, where it is not our own. */
  readonly library?: string;
  /** AᵀB (A.cols × B.cols). */
  crossProduct(a: Matrix, b: Matrix): Matrix;
  /** AB (A.rows × B.cols). */
  product(a: Matrix, b: Matrix): Matrix;
  /** Leaves in the square upper triangular `r` the R factor of [r; block]; `block` is destroyed. */
  absorb(r: Matrix, block: Matrix): void;
  pivotedQr(a: Matrix): PivotedQr;
  svd(a: Matrix): Svd;
  singularValues(a: Matrix): Float64Array;
}

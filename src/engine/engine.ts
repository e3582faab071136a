import type { GramShape, GramStream } from './gram-stream.js';
import type { Matrix } from './matrix.js';
import type { RotatedShape, RotatedStream } from './rotated-stream.js';
import type { SpectralShape, SpectralStream } from './spectral-stream.js';
import type { Condition } from './triangular-condition.js';

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

/** A symmetric matrix's eigenvalues, falling, and orthonormal eigenvectors to the first of them. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** n × (as many as were wanted). */
  readonly vectors: Matrix;
}

/** A Hermitian matrix's eigenvalues, falling, and orthonormal eigenvectors re + i·im to the first of them. */
export interface HermitianEigen {
  readonly values: Float64Array;
  /** n × (as many as were wanted), both. */
  readonly re: Matrix;
  readonly im: Matrix;
}

/** What `hermitianEigen` solves. */
export interface HermitianProblem {
  readonly re: Matrix;
  readonly im: Matrix;
  readonly wanted?: ((values: Float64Array) => number) | undefined;
}

/** Products with a matrix that the engine holds until it is released. */
export interface CrossProducts {
  /** AᵀB. */
  times(a: Matrix): Matrix;
  release(): void;
}

/**
 * The dense kernels that everything above stands on. An implementation may choose its order of operations. Results are backward
 * stable in one of two senses. Column by column: exact for an input whose columns differ from the given ones by a small
 * multiple of eps of their own norms, so that columns on different scales do not disturb each other (`absorb`, `pivotedQr`,
 * `gradedSvd`). Normwise, which is faster: exact for an input that differs by a small multiple of eps of its norm
 * (`symmetricEigen`, `hermitianEigen`, `svd`, `singularValues`).
 * The decompositions scale by powers of two; `gradedSvd` counts as zero what is below 2^-860 of the largest entry. In the others,
 * and in products, the caller sees to it that no square overflows; columns whose squares underflow keep their digits but stand in
 * no order.
 */
export interface Engine {
  readonly name: string;
  /** The library that it stands on, with version and file, where it is not our own. */
  readonly library?: string;
  /** AᵀB (A.cols × B.cols). */
  crossProduct(a: Matrix, b: Matrix): Matrix;
  /** AᵀB for one B and many A, where the engine is faster when it knows that B, and can hold it. */
  crossProductsWith?(b: Matrix): CrossProducts | undefined;
  /** AB (A.rows × B.cols). */
  product(a: Matrix, b: Matrix): Matrix;
  /** Leaves in the square upper triangular `r` the R factor of [r; block]; `block` is destroyed. */
  absorb(r: Matrix, block: Matrix): void;
  pivotedQr(a: Matrix): PivotedQr;
  /** The upper triangular R with A = RᵀR for a symmetric A, its upper triangle read; undefined where a pivot is not positive. */
  cholesky(a: Matrix): Matrix | undefined;
  /**
   * For each XᵀX, whose upper triangle is read, the condition of the columns of X on unit norm, to about a tenth; undefined where it is not positive
   * definite.
   */
  gramConditions(grams: readonly Matrix[]): (Condition | undefined)[];
  /** R⁻¹B, or R⁻ᵀB where `transposed`, for an upper triangular R. */
  solveTriangular(r: Matrix, b: Matrix, options: { transposed: boolean }): Matrix;
  /**
   * All eigenvalues of a symmetric A, its lower triangle read, and the vectors to as many of the largest as `wanted` answers (all,
   * where it is not given; with 0 the work is a third); `wanted` must not use the engine.
   */
  symmetricEigen(a: Matrix, wanted?: (values: Float64Array) => number): SymmetricEigen;
  /** The same for a Hermitian re + i·im, its lower triangle read. */
  hermitianEigen(re: Matrix, im: Matrix, wanted?: (values: Float64Array) => number): HermitianEigen;
  /** The same of many, which an engine may solve side by side: faster for small ones, and equal to the bit. */
  hermitianEigenOfEach(problems: readonly HermitianProblem[]): HermitianEigen[];
  /** The thin SVD, small singular values of badly scaled columns as accurate as large ones. */
  gradedSvd(a: Matrix): Svd;
  /** The thin SVD to an absolute accuracy of a few eps of the largest singular value. */
  svd(a: Matrix): Svd;
  /** The min(rows, cols) singular values alone, falling, as accurate as those of `svd`. */
  singularValues(a: Matrix): Float64Array;
  /** The same of many, which an engine may solve side by side. */
  singularValuesOfEach(matrices: readonly Matrix[]): Float64Array[];
  /** Where the engine has a faster way than `absorb`: a stream that accumulates XᵀX, if its memory can hold it. */
  gramStream?(shape: GramShape): GramStream | undefined;
  /** The same for [X·A Y·B …] with the given A, B, …. */
  rotatedStream?(shape: RotatedShape): RotatedStream | undefined;
  /** A stream that accumulates Gram matrices of the transforms of maps; the engine's own memory decides whether it is fast. */
  spectralStream(shape: SpectralShape): SpectralStream;
}

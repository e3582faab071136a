import type { Svd } from './engine.js';
import { pivotedQr } from './householder.js';
import { column, largestMagnitude, type Matrix, pickColumns, scaled, transpose, zeros } from './matrix.js';
import { binaryExponent, powerOfTwo } from './power-of-two.js';
import { dot, subtractMultiple } from './vectors.js';

const { abs, min, sqrt } = Math;
const EPSILON = Number.EPSILON;

/** Jacobi converges quadratically after a QR: far fewer sweeps than this are ever needed. */
const MOST_SWEEPS = 60;
/** A squared norm that fell to this share of itself by a rotation is computed afresh. */
const NORM_TRUST = 0.1;
const SQUARE_OVERFLOWS = 1e150;

/**
 * The thin SVD by one-sided Jacobi rotations of the triangular factor of a pivoted QR
 * (Drmač & Veselić 2008): small singular values of a matrix with badly scaled columns come out
 * as accurately as large ones. Left and right vectors are complete even where values are zero.
 */
export function jacobiSvd(a: Matrix): Svd {
  if (a.rows < a.cols) {
    const { values, left, right } = jacobiSvd(transpose(a));
    return { values, left: right, right: left };
  }
  const { exponent, matrix } = toUnitScale(a);
  const qr = pivotedQr(matrix);
  const { rotated, rotation, norms, order } = orthogonaliseColumns(transpose(qr.r), { accumulate: true });
  const right = zeros(a.cols, a.cols);
  for (let c = 0; c < order.length; c++) {
    const from = column(rotated, order[c]);
    const to = column(right, c);
    const norm = norms[order[c]];
    for (let i = 0; i < a.cols; i++) to[qr.pivots[i]] = norm === 0 ? 0 : from[i] / norm;
  }
  completeBasis(right);
  return { values: descending(norms, order, exponent), left: qr.applyQ(pickColumns(rotation, order)), right };
}

/** The singular values alone, falling, as accurate as those of `jacobiSvd`. */
export function jacobiSingularValues(a: Matrix): Float64Array {
  const { exponent, matrix } = toUnitScale(a.rows < a.cols ? transpose(a) : a);
  const { norms, order } = orthogonaliseColumns(transpose(pivotedQr(matrix).r), { accumulate: false });
  return descending(norms, order, exponent);
}

function toUnitScale(a: Matrix): { exponent: number; matrix: Matrix } {
  const exponent = binaryExponent(largestMagnitude(a.data));
  return { exponent, matrix: scaled(a, { right: new Float64Array(a.cols).fill(powerOfTwo(-exponent)) }) };
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

/** Rotates columns of the square `a` in place until all are orthogonal; `rotation` is the product of the rotations. */
function orthogonaliseColumns(a: Matrix, { accumulate }: { accumulate: boolean }): Orthogonalised {
  const n = a.cols;
  const rotation = accumulate ? identity(n) : zeros(0, 0);
  const order = Int32Array.from({ length: n }, (_, j) => j);
  const squares = new Float64Array(n);
  const tolerance = EPSILON * sqrt(n);
  let rotations = 1;
  for (let sweep = 0; rotations > 0 && sweep < MOST_SWEEPS; sweep++) {
    rotations = 0;
    for (let j = 0; j < n; j++) squares[j] = square(column(a, j));
    for (let i = 0; i < n - 1; i++) {
      for (let j = i + 1; j < n; j++) {
        if (squares[order[j]] > squares[order[i]]) [order[i], order[j]] = [order[j], order[i]];
        if (rotatePair({ a, rotation, squares, tolerance }, order[i], order[j])) rotations++;
      }
    }
  }
  const norms = Float64Array.from({ length: n }, (_, j) => sqrt(square(column(a, j))));
  order.sort((i, j) => norms[j] - norms[i] || i - j);
  return { rotated: a, rotation, norms, order };
}

interface Sweep {
  readonly a: Matrix;
  readonly rotation: Matrix;
  readonly squares: Float64Array;
  readonly tolerance: number;
}

/** Makes columns i and j orthogonal, the norm of i not smaller; says whether anything had to be done. */
function rotatePair({ a, rotation, squares, tolerance }: Sweep, i: number, j: number): boolean {
  if (squares[j] === 0) return false;
  const [x, y] = [column(a, i), column(a, j)];
  const inner = dot(x, y);
  if (abs(inner) <= tolerance * sqrt(squares[i]) * sqrt(squares[j])) return false;
  const zeta = (squares[j] - squares[i]) / (2 * inner);
  const t = abs(zeta) > SQUARE_OVERFLOWS ? 0.5 / zeta : (zeta >= 0 ? 1 : -1) / (abs(zeta) + sqrt(1 + zeta * zeta));
  const c = 1 / sqrt(1 + t * t);
  rotate(x, y, c, c * t);
  if (rotation.rows > 0) rotate(column(rotation, i), column(rotation, j), c, c * t);
  squares[i] = updatedSquare(squares[i], -t * inner, x);
  squares[j] = updatedSquare(squares[j], t * inner, y);
  return true;
}

function updatedSquare(before: number, change: number, v: Float64Array): number {
  const after = before + change;
  return after < NORM_TRUST * before ? square(v) : after;
}

/** (x, y) ← (c·x − s·y, s·x + c·y) in Rutishauser's form, whose rounding error shrinks with the angle. */
function rotate(x: Float64Array, y: Float64Array, c: number, s: number): void {
  const h = s / (1 + c);
  for (let i = 0; i < x.length; i++) {
    const p = x[i];
    const q = y[i];
    x[i] = p - s * (q + h * p);
    y[i] = q + s * (p - h * q);
  }
}

function square(x: Float64Array): number {
  return dot(x, x);
}

function identity(n: number): Matrix {
  const eye = zeros(n, n);
  for (let j = 0; j < n; j++) eye.data[j * n + j] = 1;
  return eye;
}

/** Fills the zero columns at the end of an otherwise orthonormal square matrix so that all columns are orthonormal. */
function completeBasis(basis: Matrix): void {
  let candidate = 0;
  for (let j = 0; j < basis.cols; j++) {
    const v = column(basis, j);
    while (square(v) === 0) {
      v[candidate++] = 1;
      removeSpan(basis, j, v);
    }
  }
}

/** A unit vector outside the span loses most of itself at worst to the n-th part of its square. */
function removeSpan(basis: Matrix, j: number, v: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let c = 0; c < min(j, basis.cols); c++) {
      const u = column(basis, c);
      subtractMultiple(v, dot(u, v), u);
    }
  }
  const length = sqrt(square(v));
  const usable = length > 0.5 / sqrt(basis.rows);
  for (let i = 0; i < v.length; i++) v[i] = usable ? v[i] / length : 0;
}

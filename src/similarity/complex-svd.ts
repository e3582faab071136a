import type { Engine } from '../engine/engine.js';
import { type Matrix, zeros } from '../engine/matrix.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';
import { eigenOfEach } from './complex-eigen.js';
import { adjoint, adjointProduct, complexProduct, complexScaled, firstColumns } from './complex-matrix.js';

const { abs, max, min, sqrt } = Math;
const EPSILON = Number.EPSILON;

/** A = left · diag(values) · rightᴴ with orthonormal columns on both sides and falling values ≥ 0. */
export interface ComplexSvd {
  readonly values: Float64Array;
  readonly left: ComplexMatrix;
  readonly right: ComplexMatrix;
}

/** The min(rows, cols) singular values of each of many, falling. */
export function complexSingularValuesOfEach(matrices: readonly ComplexMatrix[], engine: Engine): Float64Array[] {
  const values = engine.singularValuesOfEach(matrices.map((a) => (a.im === undefined ? a.re : asReal(a, a.im))));
  return values.map((own, i) => (matrices[i].im === undefined ? own : everySecond(own)));
}

/**
 * P and Q of each M = P·diag(ρ)·Qᴴ, each from the eigenvectors of M·Mᴴ or MᴴM: half the work of an SVD. Each is orthonormal, but columns of
 * one need not be those of the other up to a phase where ρ is small or tied.
 */
export function alignedDirectionsOfEach(
  overlaps: readonly ComplexMatrix[],
  engine: Engine,
): (readonly [ComplexMatrix, ComplexMatrix])[] {
  const problems = overlaps.flatMap((m) =>
    [adjoint(m), m].map((own) => ({ matrix: adjointProduct(own, own, engine), count: own.re.cols })),
  );
  const found = eigenOfEach(problems, engine);
  return overlaps.map(({ re }, i) => {
    const k = min(re.rows, re.cols);
    const [left, right] = [found[2 * i], found[2 * i + 1]].map(({ vectors }) => firstColumns(vectors, k));
    return [left, right];
  });
}

/**
 * The thin SVD, by that of the real matrix [Re −Im; Im Re], which has every singular value twice. Any of its vectors (x, y) is a
 * singular vector x + iy; those that belong together are one up to a phase.
 */
export function complexSvd(a: ComplexMatrix, engine: Engine): ComplexSvd {
  const { rows, cols } = a.re;
  const k = min(rows, cols);
  if (k === 0) return { values: new Float64Array(0), left: { re: zeros(rows, 0) }, right: { re: zeros(cols, 0) } };
  if (a.im === undefined) {
    const { values, left, right } = engine.svd(a.re);
    return { values, left: { re: left }, right: { re: right } };
  }
  const both = engine.svd(asReal(a, a.im));
  const out = { left: complexZeros(rows, k), right: complexZeros(cols, k) };
  const tolerance = TIED * k * EPSILON * both.values[0];
  for (let first = 0, filled = 0; filled < k; ) {
    let end = first + 2;
    while (end < 2 * k && both.values[end - 1] - both.values[end] <= tolerance) end++;
    end += (end - first) % 2;
    const [left, right] = [both.left, both.right].map((vectors) => complexColumns(vectors, first, end));
    const factors = halfFactors(left, engine);
    // Where singular values are zero, the two sides have nothing to do with each other.
    const unrelated = both.values[first] <= tolerance;
    put(out.left, filled, complexProduct(left, factors, engine));
    put(out.right, filled, complexProduct(right, unrelated ? halfFactors(right, engine) : factors, engine));
    filled += (end - first) / 2;
    first = end;
  }
  return {
    values: everySecond(both.values),
    left: orthonormal(out.left, engine),
    right: orthonormal(out.right, engine),
  };
}

/** Two steps take a defect below this below rounding, and no defect takes more than these many. */
const SMALL_DEFECT = 1e-9;
const MOST_STEPS = 12;

/**
 * Orthonormal columns near the given ones, which nearly are. Rounding mixes vectors of close singular values, and those of a pair differently, so that one
 * of each pair alone is not orthogonal to the others; the nearest orthonormal columns, by Newton's iteration, are singular vectors as good as they.
 */
function orthonormal(columns: ComplexMatrix, engine: Engine): ComplexMatrix {
  let current = columns;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { re, im } = adjointProduct(current, current, engine);
    const n = re.cols;
    let defect = 0;
    for (let at = 0; at < re.data.length; at++) {
      const target = at % (n + 1) === 0 ? 1 : 0;
      defect = max(defect, abs(re.data[at] - target), im === undefined ? 0 : abs(im.data[at]));
      // (3I − G)/2.
      re.data[at] = (3 * target - re.data[at]) / 2;
      if (im !== undefined) im.data[at] /= -2;
    }
    if (defect <= EPSILON) break;
    current = complexProduct(current, im === undefined ? { re } : { re, im }, engine);
    if (defect < SMALL_DEFECT) break;
  }
  return current;
}

/** Singular values closer than this, in units of k·eps times the largest, have any basis of theirs. */
const TIED = 4;

function asReal({ re }: ComplexMatrix, im: Matrix): Matrix {
  const { rows, cols } = re;
  const out = zeros(2 * rows, 2 * cols);
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < rows; i++) {
      const [x, y] = [re.data[j * rows + i], im.data[j * rows + i]];
      out.data[j * 2 * rows + i] = x;
      out.data[j * 2 * rows + rows + i] = y;
      out.data[(cols + j) * 2 * rows + i] = -y;
      out.data[(cols + j) * 2 * rows + rows + i] = x;
    }
  }
  return out;
}

function everySecond(values: Float64Array): Float64Array {
  return values.filter((_, i) => i % 2 === 0);
}

interface FullComplex {
  readonly re: Matrix;
  readonly im: Matrix;
}

function complexZeros(rows: number, cols: number): FullComplex {
  return { re: zeros(rows, cols), im: zeros(rows, cols) };
}

/** Columns (x, y) of a real matrix as x + iy. */
function complexColumns({ rows, data }: Matrix, first: number, end: number): FullComplex {
  const out = complexZeros(rows / 2, end - first);
  for (let j = 0; j < end - first; j++) {
    const from = (first + j) * rows;
    out.re.data.set(data.subarray(from, from + rows / 2), (j * rows) / 2);
    out.im.data.set(data.subarray(from + rows / 2, from + rows), (j * rows) / 2);
  }
  return out;
}

/**
 * Factors that combine so many columns into half as many orthonormal ones that span the same: their Gram matrix is twice a projection, for as real vectors
 * they are orthonormal.
 */
function halfFactors(columns: FullComplex, engine: Engine): ComplexMatrix {
  const count = columns.re.cols / 2;
  // Any one of a pair spans what both do.
  if (count === 1) return { re: { rows: 2, cols: 1, data: Float64Array.of(1, 0) } };
  const { re, im } = adjointProduct(columns, columns, engine) as FullComplex;
  const { values, re: x, im: y } = engine.hermitianEigen(re, im, () => count);
  return complexScaled({ re: x, im: y }, { right: values.subarray(0, count).map((value) => 1 / sqrt(value)) });
}

function put(out: FullComplex, first: number, { re, im }: ComplexMatrix): void {
  out.re.data.set(re.data, first * re.rows);
  if (im !== undefined) out.im.data.set(im.data, first * re.rows);
}

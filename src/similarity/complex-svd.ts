import type { Engine } from '../engine/engine.js';
import { column, type Matrix, zeros } from '../engine/matrix.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';

const { hypot, max, min } = Math;
const EPSILON = Number.EPSILON;

/** A = left · diag(values) · rightᴴ with orthonormal columns on both sides and falling values ≥ 0. */
export interface ComplexSvd {
  readonly values: Float64Array;
  readonly left: ComplexMatrix;
  readonly right: ComplexMatrix;
}

/** The min(rows, cols) singular values, falling. */
export function complexSingularValues(a: ComplexMatrix, engine: Engine): Float64Array {
  if (a.re.rows === 0 || a.re.cols === 0) return new Float64Array(0);
  return a.im === undefined ? engine.singularValues(a.re) : everySecond(engine.singularValues(asReal(a, a.im)));
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
    const count = (end - first) / 2;
    const rest = { first, end, filled, count };
    // Where singular values are zero, the two sides have nothing to do with each other.
    const combinations = independentColumns(both.left, out.left, rest);
    if (both.values[first] <= tolerance) independentColumns(both.right, out.right, rest);
    else combine(both.right, out.right, { ...rest, combinations });
    filled += count;
    first = end;
  }
  return { values: everySecond(both.values), ...out };
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

interface Group {
  /** Columns of the real matrix. */
  readonly first: number;
  readonly end: number;
  /** Columns already filled, and how many the group fills. */
  readonly filled: number;
  readonly count: number;
}

/** A column as a sum of columns of the real matrix, from the group's first on, with complex factors. */
type Combination = { readonly re: Float64Array; readonly im: Float64Array };

/**
 * Fills columns with an orthonormal basis of what the group's columns (x, y) span as x + iy, by Gram–Schmidt that always takes the
 * column with the most left of it; returns how each was made.
 */
function independentColumns(real: Matrix, out: FullComplex, { first, end, filled, count }: Group): Combination[] {
  const rows = out.re.rows;
  const left = Array.from({ length: end - first }, (_, c) => {
    const whole = column(real, first + c);
    const [re, im] = [new Float64Array(end - first), new Float64Array(end - first)];
    re[c] = 1;
    return { x: whole.slice(0, rows), y: whole.slice(rows), re, im };
  });
  const made: Combination[] = [];
  for (let k = 0; k < count; k++) {
    const sizes = left.map(({ x, y }) => hypot(norm(x), norm(y)));
    const best = left[sizes.indexOf(max(...sizes))];
    const factor = 1 / hypot(norm(best.x), norm(best.y));
    for (const part of [best.x, best.y, best.re, best.im]) for (let i = 0; i < part.length; i++) part[i] *= factor;
    const taken = { x: column(out.re, filled + k), y: column(out.im, filled + k) };
    taken.x.set(best.x);
    taken.y.set(best.y);
    const combination = { re: best.re.slice(), im: best.im.slice() };
    made.push(combination);
    for (const other of left) {
      const [re, im] = inner(taken, other);
      subtract(other.x, other.y, { ...taken, re, im });
      subtract(other.re, other.im, { x: combination.re, y: combination.im, re, im });
    }
  }
  return made;
}

/** The same sums of the other side's columns. */
function combine(
  real: Matrix,
  out: FullComplex,
  { first, end, filled, combinations }: Group & { combinations: readonly Combination[] },
): void {
  const rows = out.re.rows;
  combinations.forEach(({ re, im }, k) => {
    for (let c = 0; c < end - first; c++) {
      const whole = column(real, first + c);
      for (let i = 0; i < rows; i++) {
        out.re.data[(filled + k) * rows + i] += re[c] * whole[i] - im[c] * whole[rows + i];
        out.im.data[(filled + k) * rows + i] += re[c] * whole[rows + i] + im[c] * whole[i];
      }
    }
  });
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** ⟨a, b⟩, conjugate in a. */
function inner(a: { x: Float64Array; y: Float64Array }, b: { x: Float64Array; y: Float64Array }): [number, number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.x.length; i++) {
    re += a.x[i] * b.x[i] + a.y[i] * b.y[i];
    im += a.x[i] * b.y[i] - a.y[i] * b.x[i];
  }
  return [re, im];
}

/** (toX + i·toY) −= (re + i·im)(x + iy). */
function subtract(
  toX: Float64Array,
  toY: Float64Array,
  { x, y, re, im }: { x: Float64Array; y: Float64Array; re: number; im: number },
): void {
  for (let i = 0; i < toX.length; i++) {
    const [a, b] = [x[i], y[i]];
    toX[i] -= re * a - im * b;
    toY[i] -= re * b + im * a;
  }
}

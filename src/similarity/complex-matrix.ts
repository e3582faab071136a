import type { Engine } from '../engine/engine.js';
import { leadingColumns, type Matrix, scaled, transpose, zeros } from '../engine/matrix.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';

/** AB. */
export function complexProduct(a: ComplexMatrix, b: ComplexMatrix, engine: Engine): ComplexMatrix {
  return multiplied(a, b, engine.product);
}

/** AᴴB. */
export function adjointProduct(a: ComplexMatrix, b: ComplexMatrix, engine: Engine): ComplexMatrix {
  return multiplied(conjugate(a), b, engine.crossProduct);
}

function multiplied(a: ComplexMatrix, b: ComplexMatrix, multiply: (a: Matrix, b: Matrix) => Matrix): ComplexMatrix {
  const re = multiply(a.re, b.re);
  if (a.im === undefined && b.im === undefined) return { re };
  if (a.im === undefined) return { re, im: multiply(a.re, b.im as Matrix) };
  if (b.im === undefined) return { re, im: multiply(a.im, b.re) };
  const im = multiply(a.re, b.im);
  add(re, multiply(a.im, b.im), -1);
  add(im, multiply(a.im, b.re), 1);
  return { re, im };
}

function add(to: Matrix, amount: Matrix, sign: number): void {
  for (let i = 0; i < to.data.length; i++) to.data[i] += sign * amount.data[i];
}

function conjugate({ re, im }: ComplexMatrix): ComplexMatrix {
  return im === undefined ? { re } : { re, im: { ...im, data: im.data.map((value) => -value) } };
}

/** Aᴴ. */
export function adjoint(a: ComplexMatrix): ComplexMatrix {
  return each(conjugate(a), transpose);
}

/** The same of both parts. */
export function each({ re, im }: ComplexMatrix, change: (part: Matrix) => Matrix): ComplexMatrix {
  return im === undefined ? { re: change(re) } : { re: change(re), im: change(im) };
}

/** diag(left) · A · diag(right), copied. */
export function complexScaled(a: ComplexMatrix, sides: { left?: Float64Array; right?: Float64Array }): ComplexMatrix {
  return each(a, (part) => scaled(part, sides));
}

/** The first columns, sharing the matrix's memory. */
export function firstColumns(a: ComplexMatrix, count: number): ComplexMatrix {
  return each(a, (part) => leadingColumns(part, count));
}

/** Rows and columns from a place on, copied. */
export function partOf(
  a: ComplexMatrix,
  { row, col, rows, cols }: { row: number; col: number; rows: number; cols: number },
): ComplexMatrix {
  return each(a, (part) => {
    const out = zeros(rows, cols);
    for (let j = 0; j < cols; j++) {
      const from = (col + j) * part.rows + row;
      out.data.set(part.data.subarray(from, from + rows), j * rows);
    }
    return out;
  });
}

/** |a_ij|² summed over each column. */
export function squaredColumnNorms({ re, im }: ComplexMatrix): Float64Array {
  const out = new Float64Array(re.cols);
  for (let j = 0, at = 0; j < re.cols; j++) {
    for (let i = 0; i < re.rows; i++, at++) out[j] += re.data[at] ** 2 + (im === undefined ? 0 : im.data[at] ** 2);
  }
  return out;
}

/** |a_ij|² summed over each row. */
export function squaredRowNorms({ re, im }: ComplexMatrix): Float64Array {
  const out = new Float64Array(re.rows);
  for (let j = 0, at = 0; j < re.cols; j++) {
    for (let i = 0; i < re.rows; i++, at++) out[i] += re.data[at] ** 2 + (im === undefined ? 0 : im.data[at] ** 2);
  }
  return out;
}

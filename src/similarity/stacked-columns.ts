import type { Engine } from '../engine/engine.js';
import { column, type Matrix, pickColumns, zeros } from '../engine/matrix.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';

/** Columns over datapoints; of complex ones the imaginary parts stand below the real ones. */
export interface StackedColumns {
  readonly complex: boolean;
  readonly stack: Matrix;
}

/** XᴴY, in one product of real matrices. */
export function stackedOverlap(x: StackedColumns, y: StackedColumns, engine: Engine): ComplexMatrix {
  if (!x.complex) return { re: engine.crossProduct(x.stack, y.stack) };
  const k = x.stack.cols;
  const both = engine.crossProduct(besideTurned(x.stack), y.stack);
  const [re, im] = [zeros(k, both.cols), zeros(k, both.cols)];
  for (let j = 0; j < both.cols; j++) {
    const own = column(both, j);
    re.data.set(own.subarray(0, k), j * k);
    im.data.set(own.subarray(k), j * k);
  }
  return { re, im };
}

/** X·A, in one product of real matrices. */
export function stackedProduct(x: StackedColumns, { re, im }: ComplexMatrix, engine: Engine): StackedColumns {
  if (!x.complex || im === undefined) return { complex: x.complex, stack: engine.product(x.stack, re) };
  const k = re.cols;
  const factors = zeros(re.rows, 2 * k);
  factors.data.set(re.data);
  factors.data.set(im.data, re.data.length);
  const both = engine.product(x.stack, factors);
  const stack = zeros(both.rows, k);
  const half = both.rows / 2;
  for (let j = 0; j < k; j++) {
    const [a, b, out] = [column(both, j), column(both, k + j), column(stack, j)];
    for (let i = 0; i < half; i++) {
      out[i] = a[i] - b[half + i];
      out[half + i] = b[i] + a[half + i];
    }
  }
  return { complex: true, stack };
}

/** The columns of these places; all of them where these are all. */
export function pickStacked({ complex, stack }: StackedColumns, places: Int32Array): StackedColumns {
  return { complex, stack: places.length === stack.cols ? stack : pickColumns(stack, places) };
}

/** Takes the mean of every real column off, in place. */
export function centreStacked({ stack }: StackedColumns): void {
  for (let j = 0; j < stack.cols; j++) {
    const own = column(stack, j);
    // What the first mean leaves of rounding the second takes.
    for (let twice = 0; twice < 2; twice++) {
      let sum = 0;
      for (let i = 0; i < own.length; i++) sum += own[i];
      const mean = sum / own.length;
      for (let i = 0; i < own.length; i++) own[i] -= mean;
    }
  }
}

/** [X iX] with its imaginary parts below: the real part of its adjoint times Y holds both parts of XᴴY. */
function besideTurned(stack: Matrix): Matrix {
  const out = zeros(stack.rows, 2 * stack.cols);
  out.data.set(stack.data);
  const half = stack.rows / 2;
  for (let j = 0; j < stack.cols; j++) {
    const [own, turned] = [column(stack, j), column(out, stack.cols + j)];
    for (let i = 0; i < half; i++) {
      turned[i] = -own[half + i];
      turned[half + i] = own[i];
    }
  }
  return out;
}

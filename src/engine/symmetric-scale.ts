import type { Matrix } from './matrix.js';
import { binaryExponent, powerOfTwo } from './power-of-two.js';

const { abs, max } = Math;

/** A matrix and the power of two, `factor` = 2^-exponent, that brings its lower triangle to a largest entry between 1 and 2. */
export interface ScaledSymmetric {
  readonly a: Matrix;
  readonly factor: number;
  readonly exponent: number;
}

export function toUnitScale(a: Matrix): ScaledSymmetric {
  const n = a.rows;
  let largest = 0;
  for (let j = 0; j < n; j++) for (let i = j; i < n; i++) largest = max(largest, abs(a.data[j * n + i]));
  const exponent = binaryExponent(largest);
  return { a, factor: powerOfTwo(-exponent), exponent };
}

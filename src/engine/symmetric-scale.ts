import type { Matrix } from './matrix.js';
import { binaryExponent } from './power-of-two.js';

const { abs, max } = Math;

/** The exponent e for which 2^-e brings the largest entry of the lower triangle between 1 and 2. */
export function unitExponent({ rows: n, data }: Matrix): number {
  let largest = 0;
  for (let j = 0; j < n; j++) for (let i = j; i < n; i++) largest = max(largest, abs(data[j * n + i]));
  return binaryExponent(largest);
}

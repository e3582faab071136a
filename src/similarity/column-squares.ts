import { column, type Matrix } from '../engine/matrix.js';
import { dot } from '../engine/vectors.js';

/** The squared norm of every column. */
export function columnSquares(a: Matrix): Float64Array {
  const squares = new Float64Array(a.cols);
  for (let j = 0; j < a.cols; j++) squares[j] = dot(column(a, j), column(a, j));
  return squares;
}

/** The sum of the values. */
export function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

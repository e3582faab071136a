import { column, type Matrix } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';

const { sqrt } = Math;

/*
 * Centred neurons over m datapoints have m − 1 dimensions: those that the reflection of (1, …, 1)/√m to −e₁ leaves of them. It
 * changes no inner product, and costs one subtraction a value.
 */

/** Writes the m − 1 coordinates of centred values, times a factor. */
export function toDimensions(centred: Float64Array, coordinates: Float64Array, factor = 1): void {
  const m = centred.length;
  const shift = centred[0] / (sqrt(m) + 1);
  for (let i = 1; i < m; i++) coordinates[i - 1] = (centred[i] - shift) * factor;
}

/** The squared norms of the centred rows of a layer, from the Gram matrix of its m − 1 dimensions: the diagonal of XXᵀ. */
export function rowSquaresOfGram(gram: Matrix): Float64Array {
  const n = gram.rows;
  const m = n + 1;
  const sums = Float64Array.from({ length: n }, (_, j) => column(gram, j).reduce((sum, value) => sum + value, 0));
  const total = sums.reduce((sum, value) => sum + value, 0);
  const share = 1 / (sqrt(m) * (sqrt(m) + 1));
  return Float64Array.from({ length: m }, (_, i) => {
    if (i === 0) return total / m;
    return gram.data[(i - 1) * n + i - 1] - 2 * share * sums[i - 1] + share * share * total;
  });
}

/** The same from the coordinates of the neurons, column j in units of 2^exponents[j], for rows in units of 2^exponent. */
export function rowSquaresOfFrame(
  frame: Matrix,
  { exponents, exponent }: { exponents: Int32Array; exponent: number },
): Float64Array {
  const m = frame.rows + 1;
  const squares = new Float64Array(m);
  const share = 1 / (sqrt(m) * (sqrt(m) + 1));
  for (let j = 0; j < frame.cols; j++) {
    const coordinates = column(frame, j);
    const unit = powerOfTwo(exponents[j] - exponent);
    const sum = coordinates.reduce((total, value) => total + value, 0);
    squares[0] += ((sum / sqrt(m)) * unit) ** 2;
    for (let i = 1; i < m; i++) squares[i] += ((coordinates[i - 1] - share * sum) * unit) ** 2;
  }
  return squares;
}

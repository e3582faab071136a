import { type Matrix, zeros } from '../../src/engine/matrix.js';

export type Values = Float32Array | Float64Array;

/** Rows from `first` on of a row-major group of columns. */
export function rowsOf(values: Values, width: number, first: number, rows: number): Values {
  return values.slice(first * width, (first + rows) * width);
}

/** Row-major groups side by side, scaled and centred column by column: rows × all columns. */
export function centredMatrix(
  groups: readonly Values[],
  widths: readonly number[],
  { scale, mean, rest }: { scale: Float64Array; mean: Float64Array; rest: Float64Array },
): Matrix {
  const rows = groups[0].length / widths[0];
  const out = zeros(rows, scale.length);
  let first = 0;
  groups.forEach((values, g) => {
    for (let j = 0; j < widths[g]; j++) {
      const c = first + j;
      for (let i = 0; i < rows; i++) out.data[c * rows + i] = values[i * widths[g] + j] * scale[c] - mean[c] - rest[c];
    }
    first += widths[g];
  });
  return out;
}

/** Integers up to a size from a seed, so that sums of products are exact in any order. */
export function integers(count: number, seed: number, most = 8): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >> 16) % (most + 1);
  });
}

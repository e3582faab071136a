import { type Matrix, zeros } from './matrix.js';
import { crossProduct } from './products.js';

const { floor, sqrt } = Math;

/** Columns whose mean over all datapoints is taken off, though they come in chunks and none is kept. */
export interface CentredColumns {
  /**
   * Takes the chunk's own means off its first `count` rows. Slivers of four columns follow each other, `width` values apart, each row by row; the other
   * rows are left alone.
   */
  centre(slivers: Float64Array, shape: { count: number; width: number }): void;
  /** The means of all chunks together. */
  means(): Float64Array;
  /** What the Gram matrix of all chunks, turned where they are, has beside the sum of theirs: the products of the steps between their means. */
  between(): Matrix;
}

const TILE = 4;

/** So many columns without a datapoint yet, turned by a matrix where it is given; chunks are joined by the parallel-variance identity. */
export function centredColumns(columns: number, turn?: Matrix): CentredColumns {
  const means = new Float64Array(columns);
  const steps = new Float64Array(columns);
  const products = zeros(turn?.cols ?? columns, turn?.cols ?? columns);
  let seen = 0;
  return {
    centre(slivers, { count, width }) {
      for (let j = 0; j < columns; j++) {
        const first = floor(j / TILE) * width + (j % TILE);
        let mean = takeOffMean(slivers, { first, count });
        // The second time takes off what rounding left.
        mean += takeOffMean(slivers, { first, count });
        steps[j] = mean - means[j];
        means[j] += (steps[j] * count) / (seen + count);
      }
      const weight = sqrt((seen * count) / (seen + count));
      seen += count;
      if (weight === 0) return;
      // Steps are turned before they are multiplied: their products would have lost what the turn brings out.
      const own = turn === undefined ? steps : crossProduct(turn, { rows: columns, cols: 1, data: steps }).data;
      for (let q = 0; q < own.length; q++) {
        const factor = weight * own[q];
        for (let p = 0; p < own.length; p++) products.data[q * own.length + p] += weight * own[p] * factor;
      }
    },
    means: () => means.slice(),
    between: () => products,
  };
}

function takeOffMean(values: Float64Array, { first, count }: { first: number; count: number }): number {
  const end = first + count * TILE;
  let sum = 0;
  for (let at = first; at < end; at += TILE) sum += values[at];
  const mean = sum / count;
  for (let at = first; at < end; at += TILE) values[at] -= mean;
  return mean;
}

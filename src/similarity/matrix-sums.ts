import { column, type Matrix } from '../engine/matrix.js';
import { dot, subtractMultiple } from '../engine/vectors.js';
import type { BlockSums, LayerSums } from './row-moments.js';

/** The row sums of `Earlier` and `OwnBlock` for centred neurons that stand as the columns of one matrix. */
export function matrixSums(matrix: Matrix, widths: readonly number[]) {
  const levers = (weights: Float64Array) => layerSums(matrix, leverRows(matrix, widths, weights));
  return {
    levers,
    sums({ unit, lever }: { unit: Float64Array; lever: Float64Array }): BlockSums {
      const norms = squaredNorms(matrix, widths, unit);
      return {
        totals: norms.map((a) => a.reduce((sum, value) => sum + value, 0)),
        norms: layerSums(matrix, norms),
        levers: levers(lever),
      };
    },
  };
}

function layerSums(matrix: Matrix, vectors: readonly Float64Array[]): LayerSums {
  return {
    products: vectors.map((a) => vectors.map((b) => dot(a, b))),
    dots: vectors.map((a) => Float64Array.from({ length: matrix.cols }, (_, j) => dot(a, column(matrix, j)))),
  };
}

function squaredNorms(matrix: Matrix, widths: readonly number[], unit: Float64Array): Float64Array[] {
  return byLayer(matrix, widths, (squares, neuron, j) => {
    for (let i = 0; i < squares.length; i++) squares[i] += (neuron[i] * unit[j]) ** 2;
  });
}

function leverRows(matrix: Matrix, widths: readonly number[], weights: Float64Array): Float64Array[] {
  return byLayer(matrix, widths, (sum, neuron, j) => subtractMultiple(sum, -weights[j], neuron));
}

/** For each layer, a vector over the rows to which each of its neurons adds something. */
function byLayer(
  matrix: Matrix,
  widths: readonly number[],
  add: (to: Float64Array, neuron: Float64Array, j: number) => void,
): Float64Array[] {
  let j = 0;
  return widths.map((width) => {
    const vector = new Float64Array(matrix.rows);
    for (const end = j + width; j < end; j++) add(vector, column(matrix, j), j);
    return vector;
  });
}

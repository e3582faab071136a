import type { Engine } from '../engine/engine.js';
import { leadingColumns, type Matrix, scaled } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import type { CondensedLayer } from './condense.js';
import { inNeuronSpace } from './neuron-space.js';
import type { Subspace } from './svd.js';

/** Directions of a layer: the layer as it was condensed, all its left singular vectors, and the directions in their coordinates. */
export interface DirectionsOfLayer {
  readonly layer: CondensedLayer;
  readonly space: Subspace;
  readonly coordinates: Matrix;
}

/** A_k (neurons × k): (x − μ)·A_k are the values of the first k directions, of unit norm over the layer's datapoints. */
export function coefficients({ layer, space, coordinates }: DirectionsOfLayer, k: number, engine: Engine): Matrix {
  const first = topRows(leadingColumns(coordinates, k), lastRow(coordinates, k));
  return inNeuronSpace(layer, space, first, { engine });
}

/** Σ·A_k (neurons × k), in units of 2^exponent: what a unit of each direction adds to each neuron. */
export function loadingsOf({ space, coordinates }: DirectionsOfLayer, k: number, engine: Engine): Matrix {
  const inBasis = engine.product(space.left, leadingColumns(coordinates, k));
  return engine.crossProduct(space.loadings as Matrix, inBasis);
}

/** The same in the dump's own units. */
export function loadingsInDumpUnits(directions: DirectionsOfLayer, k: number, engine: Engine): Matrix {
  const loadings = loadingsOf(directions, k, engine);
  const unit = powerOfTwo(directions.space.exponent);
  return scaled(loadings, { right: new Float64Array(k).fill(unit) });
}

/** How many rows of the first k columns hold anything: directions within the cut have nothing beyond it. */
function lastRow({ rows, data }: Matrix, k: number): number {
  for (let i = rows - 1; i > 0; i--) {
    for (let j = 0; j < k; j++) if (data[j * rows + i] !== 0) return i + 1;
  }
  return 1;
}

function topRows(a: Matrix, rows: number): Matrix {
  const data = new Float64Array(rows * a.cols);
  for (let j = 0; j < a.cols; j++) data.set(a.data.subarray(j * a.rows, j * a.rows + rows), j * rows);
  return { rows, cols: a.cols, data };
}

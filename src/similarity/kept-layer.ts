import type { Engine } from '../engine/engine.js';
import { leadingColumns, type Matrix } from '../engine/matrix.js';
import type { Activations } from './activations.js';
import { type Cut, keptDirections } from './kept-directions.js';
import { type ReduceOptions, reduceLayer } from './reduce-layer.js';
import type { Subspace } from './svd.js';

/** What metrics at the cut need of a layer: λ, and its kept singular directions over the datapoints. */
export interface KeptLayer
  extends Pick<
    Subspace,
    'name' | 'datapoints' | 'neurons' | 'rank' | 'singularValues' | 'deadNeurons' | 'duplicateNeurons' | 'condition'
  > {
  /** U of the kept directions, in the m − 1 dimensions of the centred datapoints: orthonormal columns. */
  readonly directions: Matrix;
}

/** Reduces a layer to the directions that a cut keeps. */
export async function keptLayer(
  layer: Activations,
  options: ReduceOptions & { engine: Engine; cut: Cut },
): Promise<KeptLayer> {
  const { engine, cut } = options;
  const space = await reduceLayer(layer, options);
  const { name, datapoints, neurons, rank, singularValues, deadNeurons, duplicateNeurons, condition } = space;
  const left = leadingColumns(space.left, keptDirections(space, cut));
  const directions = space.basis === undefined ? left : engine.product(space.basis, left);
  return { name, datapoints, neurons, rank, singularValues, deadNeurons, duplicateNeurons, condition, directions };
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import type { Activations } from './activations.js';
import { condenseByDatapoints } from './condense-by-datapoints.js';
import { type Cut, DEFAULT_CUT } from './kept-directions.js';
import type { RowSquares } from './row-moments.js';
import { type Subspace, subspace } from './svd.js';

/** How a layer is reduced. */
export interface ReduceOptions {
  readonly engine?: Engine;
  readonly cut?: Cut;
  readonly onStage?: ((stage: string) => void) | undefined;
}

/** A layer reduced by itself: every direction of it. */
export interface WholeLayer {
  readonly space: Subspace;
  /** The squared norms of its centred rows. */
  readonly rowSquares: RowSquares;
}

/**
 * Reduces one layer by itself, once for all comparisons with other layers over the same m datapoints: its basis Q is in the m − 1 dimensions of
 * the centred datapoints (`toDimensions`), which all of them share.
 *
 * @throws SvccaError ('undefined') when no neuron of the layer varies.
 */
export async function reduceLayer(layer: Activations, options: ReduceOptions = {}): Promise<Subspace> {
  return (await wholeLayer(layer, options)).space;
}

/** The same with the squared norms of its rows, for metrics that need them. */
export async function wholeLayer(
  layer: Activations,
  { engine = defaultEngine, cut = DEFAULT_CUT, onStage }: ReduceOptions = {},
): Promise<WholeLayer> {
  const { layers, rowSquares } = await condenseByDatapoints([layer], { engine, cut, moments: true, onStage });
  return { space: subspace(layers[0], { engine, cut }), rowSquares: (rowSquares as RowSquares[])[0] };
}

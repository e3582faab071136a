import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { type ChainLayer, isComputed } from './compress-chain.js';
import { predictions } from './predictions.js';

/**
 * How often the last layer's largest output is the label's when no layer of the chain is compressed, to be held against what the last plan predicts: null
 * where there are no labels, or plans are not all from one network whose layers follow from each other.
 */
export async function uncompressedAccuracy(
  layers: readonly ChainLayer[],
  { engine = defaultEngine }: { engine?: Engine } = {},
): Promise<number | null> {
  const last = layers[layers.length - 1];
  if (last?.next === undefined || last.labels === undefined || layers.length < 2) return null;
  if (layers.some((layer, i) => i > 0 && !isComputed(layer, layers[i - 1]))) return null;
  const { next, labels, layer, heldOut = layer } = last;
  const means = new Float64Array(layer.neurons);
  const { right } = await predictions(heldOut, [], { next, labels, means, engine });
  return right / heldOut.datapoints;
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { type ChainLayer, isComputed } from './compress-chain.js';
import type { PlannedLayer } from './compress-plan.js';
import type { CompressionPlan } from './compression-result.js';
import { predictions } from './predictions.js';

/**
 * How often the last layer's largest output is the label's, with no layer of the chain compressed and with all of them: null where there are no
 * labels, or plans are not all from one network whose layers follow from each other.
 */
export async function networkAccuracy(
  layers: readonly ChainLayer[],
  planned: readonly Pick<PlannedLayer, 'plan'>[],
  { engine = defaultEngine }: { engine?: Engine } = {},
): Promise<CompressionPlan['accuracy']> {
  const last = layers[layers.length - 1];
  const after = planned[planned.length - 1]?.plan.predicted?.accuracy ?? null;
  if (last?.next === undefined || last.labels === undefined || after === null) return null;
  if (layers.some((layer, i) => i > 0 && !isComputed(layer, layers[i - 1]))) return null;
  const { next, labels, layer, heldOut = layer } = last;
  const means = new Float64Array(layer.neurons);
  const { right } = await predictions(heldOut, [], { next, labels, means, engine });
  return { before: right / heldOut.datapoints, after };
}

import { defaultEngine } from '../engine/default-engine.js';
import { SvccaError } from '../errors.js';
import type { Activations, Block } from '../similarity/activations.js';
import { type FactorOptions, factorPair } from './factor-pair.js';
import type { LayerDirections } from './layer-directions.js';

/**
 * The layer restricted to its top k directions, μ + D·E·(x − μ), block by block as it is read; it may be of other datapoints than those that the
 * directions are from.
 *
 * @throws SvccaError 'usage' when more directions are asked for than the cut keeps, 'input' when the layer has other neurons.
 */
export function projectedActivations(
  layer: Activations,
  directions: LayerDirections,
  { k, method, engine = defaultEngine }: FactorOptions,
): Activations {
  requireSameNeurons(layer, directions.summary);
  const { encoder, decoder } = factorPair(directions, { k, method, engine });
  const { means } = directions;
  const { name, datapoints, neurons } = layer;
  const project = ({ start, rows, values }: Block): Block => {
    const centred = new Float64Array(rows * neurons);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < neurons; j++) centred[i * neurons + j] = values[i * neurons + j] - means[j];
    }
    const encoded = engine.product(encoder, { rows: neurons, cols: rows, data: centred });
    const { data } = engine.product(decoder, encoded);
    for (let i = 0; i < rows; i++) for (let j = 0; j < neurons; j++) data[i * neurons + j] += means[j];
    return { start, rows, values: data };
  };
  return {
    name,
    datapoints,
    neurons,
    ...(layer.once ? { once: true } : {}),
    async *blocks(rowsPerBlock) {
      for await (const block of layer.blocks(rowsPerBlock)) yield project(block);
    },
  };
}

/** @throws SvccaError ('input') when a layer cannot be one on other datapoints of the layer that the directions are from. */
export function requireSameNeurons(layer: Activations, found: Pick<Activations, 'name' | 'neurons'>): void {
  if (layer.neurons === found.neurons) return;
  throw new SvccaError('input', `${layer.name} has ${layer.neurons} neurons but ${found.name} has ${found.neurons}`, {
    hint: 'give the same layer on other inputs',
  });
}

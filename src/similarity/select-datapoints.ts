import { SvccaError } from '../errors.js';
import type { Activations, Block, NeuronBlock } from './activations.js';
import { seededRandom } from './random.js';

const { min } = Math;

/** Which datapoints of a layer are used: the first `count`, or `count` drawn without replacement by a seed. */
export interface Selection {
  readonly count: number;
  /** Without a seed, the first ones. */
  readonly seed?: number | undefined;
}

/**
 * The layer on some of its datapoints, in their order; on all without a selection. Layers of equally many datapoints keep the same ones.
 *
 * @throws SvccaError ('usage') when the layer has fewer datapoints than asked for.
 */
export function selectDatapoints(layer: Activations, selection: Selection | undefined): Activations {
  if (selection === undefined) return layer;
  const { count, seed } = selection;
  if (count > layer.datapoints) {
    throw new SvccaError('usage', `${layer.name} has ${layer.datapoints} datapoints, but ${count} were asked for`, {
      hint: `ask for at most ${layer.datapoints}`,
    });
  }
  return {
    name: layer.name,
    datapoints: count,
    neurons: layer.neurons,
    ...(layer.once ? { once: true } : {}),
    ...(layer.grid ? { grid: layer.grid } : {}),
    blocks: (rowsPerBlock) => selectedBlocks(layer, { count, seed }, rowsPerBlock),
    ...(layer.neuronBlocks
      ? { neuronBlocks: (neuronsPerBlock: number) => selectedNeurons(layer, { count, seed }, neuronsPerBlock) }
      : {}),
  };
}

async function* selectedBlocks(
  layer: Activations,
  { count, seed }: Selection,
  rowsPerBlock: number,
): AsyncGenerator<Block> {
  const { datapoints, neurons } = layer;
  const takes = seed === undefined ? () => true : drawing({ count, datapoints, seed });
  let values = new Float64Array(min(rowsPerBlock, count) * neurons);
  let start = 0;
  let rows = 0;
  for await (const block of layer.blocks(rowsPerBlock)) {
    for (let i = 0; i < block.rows && start + rows < count; i++) {
      if (!takes()) continue;
      values.set(block.values.subarray(i * neurons, (i + 1) * neurons), rows++ * neurons);
      if (rows < rowsPerBlock && start + rows < count) continue;
      yield { start, rows, values: values.subarray(0, rows * neurons) };
      start += rows;
      rows = 0;
      values = new Float64Array(min(rowsPerBlock, count - start) * neurons);
    }
    if (start === count) return;
  }
}

async function* selectedNeurons(
  { neuronBlocks, datapoints }: Activations,
  { count, seed }: Selection,
  neuronsPerBlock: number,
): AsyncGenerator<NeuronBlock> {
  const takes = seed === undefined ? () => true : drawing({ count, datapoints, seed });
  const taken = Array.from({ length: datapoints }, (_, i) => i)
    .filter(() => takes())
    .slice(0, count);
  for await (const { places, values } of neuronBlocks?.(neuronsPerBlock) ?? []) {
    const kept = new Float64Array(places.length * count);
    for (let c = 0; c < places.length; c++) {
      for (let i = 0; i < count; i++) kept[c * count + i] = values[c * datapoints + taken[i]] as number;
    }
    yield { places, values: kept };
  }
}

/** Says for one datapoint after the other whether it is drawn: every set of `count` is equally likely (Knuth's algorithm S). */
function drawing({ count, datapoints, seed }: { count: number; datapoints: number; seed: number }): () => boolean {
  const random = seededRandom(seed);
  let wanted = count;
  let left = datapoints;
  return () => {
    const taken = random() * left-- < wanted;
    if (taken) wanted--;
    return taken;
  };
}

import { SvccaError } from '../errors.js';
import type { Activations, NeuronBlock } from './activations.js';

/** A layer that can be read neuron by neuron, again and again. */
export interface NeuronOrder {
  readonly layer: Activations;
  /** The layer's neurons, in blocks as `Activations.neuronBlocks` promises them. */
  read(neuronsPerBlock: number): AsyncIterable<NeuronBlock>;
}

/** Datapoints read at a time where the whole layer has to be turned. */
const ROWS = 256;

/** The layer neuron by neuron: in place where it can be had that way, else from a copy in memory, as large as the layer. */
export async function inNeuronOrder(layer: Activations): Promise<NeuronOrder> {
  if (layer.neuronBlocks !== undefined) return { layer, read: (count) => checked(layer, count) };
  const values = await turned(layer);
  return { layer, read: (count) => held(values, layer, count) };
}

async function* checked(layer: Activations, neuronsPerBlock: number): AsyncGenerator<NeuronBlock> {
  const { name, neurons, datapoints } = layer;
  const seen = new Uint8Array(neurons);
  let done = 0;
  for await (const block of layer.neuronBlocks?.(neuronsPerBlock) ?? []) {
    const count = Math.min(neuronsPerBlock, neurons - done);
    const { places, values } = block;
    const fresh = places.every((place) => seen[place] === 0 && ++seen[place] === 1);
    if (!fresh || places.length !== count || values.length !== count * datapoints) {
      const found = `${places.length} neurons in ${values.length} values after ${done} others`;
      const asked = `${count} other ones of ${datapoints} datapoints were asked for`;
      throw new SvccaError('input', `${name} gives ${found}, where ${asked}`);
    }
    done += count;
    yield block;
  }
  if (done < neurons) throw new SvccaError('input', `${name} gives ${done} neurons, but ${neurons} were announced`);
}

/** All values of a layer, neuron by neuron. */
async function turned(layer: Activations): Promise<Float32Array | Float64Array> {
  const { neurons, datapoints } = layer;
  let values: Float32Array | Float64Array | undefined;
  for await (const block of layer.blocks(Math.min(ROWS, datapoints))) {
    values ??= roomFor(layer, block.values.BYTES_PER_ELEMENT === 4 ? Float32Array : Float64Array);
    for (let i = 0; i < block.rows; i++) {
      for (let j = 0, to = block.start + i; j < neurons; j++, to += datapoints) {
        values[to] = block.values[i * neurons + j] as number;
      }
    }
  }
  return values ?? new Float64Array(0);
}

function roomFor(
  { name, neurons, datapoints }: Activations,
  Kind: Float32ArrayConstructor | Float64ArrayConstructor,
): Float32Array | Float64Array {
  try {
    return new Kind(neurons * datapoints);
  } catch (cause) {
    const bytes = neurons * datapoints * Kind.BYTES_PER_ELEMENT;
    throw new SvccaError('input', `${name} does not fit into memory: its ${neurons} neurons take ${bytes} bytes`, {
      hint: 'save it as a .npy or an .npz that is not compressed, which can be read in any order',
      cause,
    });
  }
}

async function* held(
  values: Float32Array | Float64Array,
  { neurons, datapoints }: Activations,
  neuronsPerBlock: number,
): AsyncGenerator<NeuronBlock> {
  for (let start = 0; start < neurons; start += neuronsPerBlock) {
    const count = Math.min(neuronsPerBlock, neurons - start);
    const places = Int32Array.from({ length: count }, (_, c) => start + c);
    yield { places, values: values.subarray(start * datapoints, (start + count) * datapoints) };
  }
}

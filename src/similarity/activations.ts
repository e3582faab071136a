import { SvccaError } from '../errors.js';

const { floor } = Math;
const finite = Number.isFinite;

/**
 * Consecutive datapoints of a layer: neuron j at datapoint `start + i` is `values[i * neurons + j]`,
 * always finite. The array belongs to the caller of `blocks` until it asks for the next block.
 */
export interface Block {
  readonly start: number;
  readonly rows: number;
  readonly values: Float32Array | Float64Array;
}

/** How a layer's neurons lie in space: neuron (y·width + x)·channels + c is channel c at position (y, x). */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Some neurons of a layer, each with all its m datapoints: neuron `places[i]` at datapoint j is `values[i * m + j]`, always
 * finite. The array belongs to the caller of `neuronBlocks` until it asks for the next block.
 */
export interface NeuronBlock {
  readonly places: Int32Array;
  readonly values: Float32Array | Float64Array;
}

/** A layer's activations, seen as blocks of datapoints in order, whatever holds them: memory, a file or a pipe. */
export interface Activations {
  readonly name: string;
  readonly datapoints: number;
  readonly neurons: number;
  /** Whether `blocks` may be asked for only once, as those of a pipe. */
  readonly once?: boolean;
  /** Where its neurons are the channels of a map, which a convolution computes. */
  readonly grid?: Grid;
  /** Every datapoint once, in blocks of `rowsPerBlock` (the last one may be shorter). */
  blocks(rowsPerBlock: number): AsyncIterable<Block>;
  /** Every neuron once, in whichever order is the quickest, in blocks of `neuronsPerBlock` (the last one may be shorter); where they can be had that way. */
  neuronBlocks?(neuronsPerBlock: number): AsyncIterable<NeuronBlock>;
}

/** A layer whose neurons lie in space or time. */
export type SpatialActivations = Activations & { readonly grid: Grid };

/**
 * Activations that are already in memory: `values` is datapoints × neurons, datapoint-major.
 *
 * @throws SvccaError ('input') when the values are not as many as that, or, while they are read, not finite.
 */
export function activationsFrom(
  values: ArrayLike<number>,
  { name = 'layer', datapoints, neurons }: { name?: string; datapoints: number; neurons: number },
): Activations {
  if (values.length !== datapoints * neurons) {
    const expected = `${datapoints} datapoints × ${neurons} neurons = ${datapoints * neurons}`;
    throw new SvccaError('input', `${name} has ${values.length} values, but ${expected} were announced`);
  }
  return {
    name,
    datapoints,
    neurons,
    async *blocks(rowsPerBlock) {
      for (let start = 0; start < datapoints; start += rowsPerBlock) {
        const rows = Math.min(rowsPerBlock, datapoints - start);
        const block = new Float64Array(rows * neurons);
        for (let i = 0; i < block.length; i++) {
          block[i] = values[start * neurons + i] as number;
          if (!finite(block[i]))
            throw notFinite(block[i], { name, datapoint: start + floor(i / neurons), neuron: i % neurons });
        }
        yield { start, rows, values: block };
      }
    },
    async *neuronBlocks(neuronsPerBlock) {
      for (let start = 0; start < neurons; start += neuronsPerBlock) {
        const count = Math.min(neuronsPerBlock, neurons - start);
        const block = new Float64Array(count * datapoints);
        for (let i = 0; i < datapoints; i++) {
          for (let c = 0; c < count; c++) {
            const value = values[i * neurons + start + c] as number;
            if (!finite(value)) throw notFinite(value, { name, datapoint: i, neuron: start + c });
            block[c * datapoints + i] = value;
          }
        }
        yield { places: Int32Array.from({ length: count }, (_, c) => start + c), values: block };
      }
    },
  };
}

function notFinite(value: number, at: { name: string; datapoint: number; neuron: number }): SvccaError {
  return new SvccaError('input', `${at.name} holds ${value} at datapoint ${at.datapoint} of neuron ${at.neuron}`, {
    hint: 'drop this datapoint from every layer',
  });
}

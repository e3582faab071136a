import { column, type Matrix, zeros } from '../engine/matrix.js';
import { centreNeuron, type NeuronStatistics } from './centre.js';
import { toDimensions } from './centred-dimensions.js';
import type { NeuronOrder } from './neuron-order.js';

/** Consecutive neurons of a layer, centred: column c is neuron `start + c` in units of 2^exponents[start + c]. */
export interface CentredNeurons {
  readonly start: number;
  /** (datapoints − 1) × neurons; the caller's until it asks for the next ones. */
  readonly coordinates: Matrix;
}

/** How neurons are read one block after the other. */
export interface NeuronReading {
  readonly neuronsPerBlock: number;
  readonly onNeurons?: ((neurons: number) => void) | undefined;
}

/** Reads a layer neuron by neuron, fills in what there is to know of each, and centres it by its mean, exactly constant ones to zeros. */
export async function* centredNeurons(
  { layer, read }: NeuronOrder,
  statistics: NeuronStatistics,
  { neuronsPerBlock, onNeurons }: NeuronReading,
): AsyncGenerator<CentredNeurons> {
  const { datapoints, neurons } = layer;
  const room = zeros(datapoints - 1, Math.min(neuronsPerBlock, neurons));
  const values = new Float64Array(datapoints);
  const about = { values, rows: datapoints, seen: 0, frame: zeros(0, neurons) };
  for await (const block of read(neuronsPerBlock)) {
    for (let c = 0; c < block.neurons; c++) {
      values.set(block.values.subarray(c * datapoints, (c + 1) * datapoints));
      centreNeuron(statistics, block.start + c, about);
      toDimensions(values, column(room, c));
    }
    const coordinates = { ...room, cols: block.neurons, data: room.data.subarray(0, room.rows * block.neurons) };
    yield { start: block.start, coordinates };
    onNeurons?.(block.neurons);
  }
}

import { column, type Matrix, zeros } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { hashWords, joinMean, type NeuronStatistics, raiseUnit } from './centre.js';
import { toDimensions } from './centred-dimensions.js';
import type { NeuronOrder } from './neuron-order.js';

/** Some neurons of a layer, centred: column c is neuron j = `places[c]` in units of 2^exponents[j]. */
export interface CentredNeurons {
  readonly places: Int32Array;
  /** (datapoints − 1) × neurons; the caller's until it asks for the next ones. */
  readonly coordinates: Matrix;
}

/** How neurons are read one block after the other. */
export interface NeuronReading {
  readonly neuronsPerBlock: number;
  readonly onNeurons?: ((neurons: number) => void) | undefined;
}

/**
 * Reads a layer neuron by neuron, fills in what there is to know of each (not again what tells equal ones, where they are read
 * `again`), and centres it by its mean, exactly constant ones to zeros.
 */
export async function* centredNeurons(
  { layer, read }: NeuronOrder,
  statistics: NeuronStatistics,
  { neuronsPerBlock, onNeurons, again = false }: NeuronReading & { again?: boolean },
): AsyncGenerator<CentredNeurons> {
  const { datapoints, neurons } = layer;
  const room = zeros(datapoints - 1, Math.min(neuronsPerBlock, neurons));
  const values = new Float64Array(datapoints);
  for await (const block of read(neuronsPerBlock)) {
    const { places } = block;
    for (let c = 0; c < places.length; c++) {
      const stored = block.values.subarray(c * datapoints, (c + 1) * datapoints);
      if (!again) hashWords(statistics, places[c], stored);
      values.set(stored);
      centre(statistics, places[c], values);
      toDimensions(values, column(room, c));
    }
    const cols = places.length;
    yield { places, coordinates: { ...room, cols, data: room.data.subarray(0, room.rows * cols) } };
    onNeurons?.(cols);
  }
}

/** Centres all values of a neuron in place, in units of 2^exponents[j]: by their mean, and then by that of what rounding left of it. */
function centre(statistics: NeuronStatistics, j: number, values: Float64Array): void {
  const rows = values.length;
  const first = values[0];
  let largest = 0;
  let constant = true;
  for (let i = 0; i < rows; i++) {
    const value = values[i];
    if (value !== first) constant = false;
    const size = value < 0 ? -value : value;
    if (size > largest) largest = size;
  }
  raiseUnit(statistics, j, largest);
  const scale = powerOfTwo(-statistics.exponents[j]);
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i] *= scale;
  const mean = constant ? values[0] : sum / rows;
  sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i] -= mean;
  const rest = constant ? 0 : sum / rows;
  if (rest !== 0) for (let i = 0; i < rows; i++) values[i] -= rest;
  joinMean(statistics, j, { mean, rest, constant }, { rows, seen: 0 });
}

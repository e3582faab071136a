import type { Activations } from '../similarity/activations.js';
import { seededRandom } from '../similarity/random.js';

const { abs, floor, max } = Math;

const BLOCK_VALUES = 2 ** 20;

/** The neurons by the mean magnitude of their activations, the largest first; of equal ones the first. Reads the layer once. */
export async function largestFirst(layer: Activations): Promise<Int32Array> {
  const { neurons } = layer;
  const sums = new Float64Array(neurons);
  for await (const { rows, values } of layer.blocks(max(1, floor(BLOCK_VALUES / neurons)))) {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < neurons; j++) sums[j] += abs(values[i * neurons + j]) / layer.datapoints;
  }
  return byValue(sums);
}

/** The places of the values, the largest first; of equal ones the first. */
export function byValue(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
}

/** So many orders of the neurons, every one of them equally likely (Fisher and Yates), the same ones for the same seed. */
export function randomOrders({ neurons, draws, seed }: { neurons: number; draws: number; seed: number }): Int32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: draws }, () => {
    const order = Int32Array.from({ length: neurons }, (_, j) => j);
    for (let j = neurons - 1; j > 0; j--) {
      const other = floor(random() * (j + 1));
      [order[j], order[other]] = [order[other], order[j]];
    }
    return order;
  });
}

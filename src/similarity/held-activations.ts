import type { Activations, Block } from './activations.js';

const { max, min } = Math;

/** Values read at a time. */
const BLOCK_VALUES = 2 ** 20;

/** The same layer with its datapoints read once, now, and held as the numbers that they were. */
export async function heldActivations(layer: Activations): Promise<Activations> {
  const { name, datapoints, neurons, grid } = layer;
  let held: Block['values'] | undefined;
  for await (const { start, values } of layer.blocks(max(1, Math.floor(BLOCK_VALUES / neurons)))) {
    held ??=
      values instanceof Float32Array ? new Float32Array(datapoints * neurons) : new Float64Array(datapoints * neurons);
    held.set(values, start * neurons);
  }
  return {
    name,
    datapoints,
    neurons,
    ...(grid === undefined ? {} : { grid }),
    async *blocks(rowsPerBlock) {
      for (let start = 0; start < datapoints; start += rowsPerBlock) {
        const rows = min(rowsPerBlock, datapoints - start);
        const values = held?.slice(start * neurons, (start + rows) * neurons) ?? new Float64Array(0);
        yield { start, rows, values };
      }
    },
  };
}

import { type Activations, activationsFrom } from './activations.js';

const { floor, max, min } = Math;

/** Values read at a time. */
const BLOCK_VALUES = 2 ** 20;

/** The same layer, read once, now, and held to be read as often as needed; in single precision where it comes so. */
export async function heldActivations(layer: Activations): Promise<Activations> {
  const { name, datapoints, neurons, grid } = layer;
  let held: Float32Array | Float64Array = new Float64Array(0);
  for await (const { start, values } of layer.blocks(max(1, floor(BLOCK_VALUES / neurons)))) {
    if (start === 0) {
      const size = datapoints * neurons;
      held = values instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
    }
    held.set(values, start * neurons);
  }
  return {
    ...activationsFrom(held, { name, datapoints, neurons }),
    ...(grid === undefined ? {} : { grid }),
    async *blocks(rowsPerBlock) {
      for (let start = 0; start < datapoints; start += rowsPerBlock) {
        const rows = min(rowsPerBlock, datapoints - start);
        // Whoever asks for a block may write to it.
        yield { start, rows, values: held.slice(start * neurons, (start + rows) * neurons) };
      }
    },
  };
}

import { type Activations, activationsFrom } from './activations.js';

/** Datapoints read at a time. */
const ROWS = 1024;

/** The same layer in memory, to be read as often as needed; in single precision where it comes so. */
export async function heldActivations({ name, datapoints, neurons, grid, blocks }: Activations): Promise<Activations> {
  let held: Float32Array | Float64Array | undefined;
  for await (const { start, values } of blocks(ROWS)) {
    held ??=
      values instanceof Float32Array ? new Float32Array(datapoints * neurons) : new Float64Array(datapoints * neurons);
    held.set(values, start * neurons);
  }
  const layer = activationsFrom(held ?? [], { name, datapoints, neurons });
  return grid === undefined ? layer : { ...layer, grid };
}

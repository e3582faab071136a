import type { Block, SpatialActivations } from './activations.js';

const { floor, max, min } = Math;

/** Writes one number a channel to `target` from `to` on, made of the values of one datapoint, which stand from `at` on. */
export type Summary = (
  from: { readonly values: Block['values']; readonly at: number },
  target: Float64Array,
  to: number,
) => void;

/** Blocks of one number a channel, each datapoint summarised; no more values are read at a time than a block has. */
export async function* summarisedBlocks(
  layer: SpatialActivations,
  rowsPerBlock: number,
  summarise: Summary,
): AsyncGenerator<Block> {
  const { datapoints, neurons, grid } = layer;
  const { height, width, channels } = grid;
  const room = new Float64Array(min(rowsPerBlock, datapoints) * channels);
  let start = 0;
  let filled = 0;
  for await (const { values } of layer.blocks(max(1, floor(rowsPerBlock / (height * width))))) {
    for (let at = 0; at < values.length; at += neurons) {
      summarise({ values, at }, room, filled++ * channels);
      if (filled < rowsPerBlock && start + filled < datapoints) continue;
      yield { start, rows: filled, values: room.subarray(0, filled * channels) };
      start += filled;
      filled = 0;
    }
  }
}

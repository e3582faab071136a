import type { Activations, Block, SpatialActivations } from './activations.js';

const { floor, max, min } = Math;

/** The layer with every position of every datapoint as a datapoint of its own, in order: one neuron a channel. */
export function positionsAsDatapoints(layer: SpatialActivations): Activations {
  const { name, datapoints, once, grid } = layer;
  const positions = grid.height * grid.width;
  return {
    name,
    datapoints: datapoints * positions,
    neurons: grid.channels,
    ...(once ? { once } : {}),
    blocks: (rowsPerBlock) => recut(layer, { positions, rowsPerBlock }),
  };
}

/** The values stay where they are, in order; only where blocks end is new. What no block of the layer holds whole is put together. */
async function* recut(
  layer: SpatialActivations,
  { positions, rowsPerBlock }: { positions: number; rowsPerBlock: number },
): AsyncGenerator<Block> {
  const { channels } = layer.grid;
  const left = (start: number) => min(rowsPerBlock, layer.datapoints * positions - start);
  let [start, filled] = [0, 0];
  let room: Block['values'] | undefined;
  for await (const { values } of layer.blocks(max(1, floor(rowsPerBlock / positions)))) {
    for (let at = 0; at < values.length; ) {
      const rows = left(start);
      const end = at + min(rows * channels - filled, values.length - at);
      const part = values.subarray(at, end);
      at = end;
      if (part.length < rows * channels) {
        room ??= roomLike(values, left(0) * channels);
        room.set(part, filled);
        filled += part.length;
        if (filled < rows * channels) continue;
      }
      yield { start, rows, values: filled === 0 ? part : (room as Block['values']).subarray(0, filled) };
      start += rows;
      filled = 0;
    }
  }
}

/** Room of the same type of numbers. */
function roomLike(values: Block['values'], length: number): Block['values'] {
  return values.BYTES_PER_ELEMENT === 4 ? new Float32Array(length) : new Float64Array(length);
}

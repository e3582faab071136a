import type { Activations, Block, SpatialActivations } from './activations.js';

const { floor } = Math;

/** A layer of maps flattened channel after channel, as x.flatten(1) does with channels first: neuron (c·height + y)·width + x is channel c at position (y, x). */
export function channelsFirst(layer: SpatialActivations): Activations {
  const { grid, neuronBlocks, ...flat } = layer;
  const { channels } = grid;
  const positions = grid.height * grid.width;
  if (channels === 1 || positions === 1) return { ...flat, ...(neuronBlocks === undefined ? {} : { neuronBlocks }) };
  const place = (neuron: number) => (neuron % channels) * positions + floor(neuron / channels);
  const reorder = ({ start, rows, values }: Block): Block => {
    const to = values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length);
    for (let at = 0; at < values.length; at += layer.neurons) {
      for (let p = 0, from = at; p < positions; p++) {
        for (let c = 0; c < channels; c++) to[at + c * positions + p] = values[from++] as number;
      }
    }
    return { start, rows, values: to };
  };
  return {
    ...flat,
    async *blocks(rowsPerBlock) {
      for await (const block of layer.blocks(rowsPerBlock)) yield reorder(block);
    },
    ...(neuronBlocks === undefined
      ? {}
      : {
          async *neuronBlocks(neuronsPerBlock: number) {
            for await (const { places, values } of neuronBlocks(neuronsPerBlock)) {
              yield { places: places.map(place), values };
            }
          },
        }),
  };
}

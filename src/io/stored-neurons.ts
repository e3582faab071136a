import type { Source } from './dump.js';

const { floor } = Math;

/**
 * For each neuron of a dump in Fortran order, which one it is among the neurons as they are stored, one after the other, the
 * first axis running fastest; undefined where the two orders are the same.
 */
export function storedNeurons({ dump: { shape, fortran }, layout, neurons, turned }: Source): Int32Array | undefined {
  if (shape.length <= 2 || !fortran || turned) return undefined;
  const strides = shape.map((_, axis) => shape.slice(1, axis).reduce((product, length) => product * length, 1));
  const axes = layout === 'nchw' ? [2, 3, 1] : shape.map((_, axis) => axis).slice(1);
  const places = new Int32Array(neurons);
  let filled = 1;
  for (const axis of axes.reverse()) {
    for (let i = 1; i < shape[axis]; i++) {
      for (let j = 0; j < filled; j++) places[i * filled + j] = places[j] + i * strides[axis];
    }
    filled *= shape[axis];
  }
  return places;
}

/** Which neuron is stored as number so and so among those of a datapoint, in any order of storage. */
export function neuronsStored(source: Source): (stored: number) => number {
  const { grid, layout } = source;
  const places = storedNeurons(source);
  if (places !== undefined) {
    const inverse = new Int32Array(places.length);
    for (let neuron = 0; neuron < places.length; neuron++) inverse[places[neuron]] = neuron;
    return (stored) => inverse[stored];
  }
  if (layout !== 'nchw' || grid === undefined || source.dump.fortran) return (stored) => stored;
  const positions = grid.height * grid.width;
  return (stored) => (stored % positions) * grid.channels + floor(stored / positions);
}

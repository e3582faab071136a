import type { Source } from './dump.js';

/**
 * For each neuron of a dump in Fortran order, which one it is among the neurons as they are stored, one after the other, the
 * first axis running fastest; undefined where the two orders are the same.
 */
export function storedNeurons({ dump: { shape, fortran }, layout, neurons }: Source): Int32Array | undefined {
  if (shape.length <= 2 || !fortran) return undefined;
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

import type { Source } from './dump.js';

const { floor } = Math;

/** Where a value stands: its datapoint, and its neuron among those of one datapoint as they are stored. */
export interface Place {
  readonly datapoint: number;
  readonly neuron: number;
}

/** The numpy index of a value in the array as it is stored, and what that index means, for people. */
export function arrayPlace(source: Source, found: Place): { index: readonly number[]; words: string } {
  const { dump, layout, turned } = source;
  const place = turned ? { datapoint: found.neuron, neuron: found.datapoint } : found;
  if (dump.shape.length <= 2) {
    const { datapoint, neuron } = place;
    const index = dump.shape.length === 1 ? [datapoint] : layout === 'nd' ? [datapoint, neuron] : [neuron, datapoint];
    return { index, words: `datapoint ${datapoint} of neuron ${neuron}` };
  }
  const index = [place.datapoint, ...unravelled(source, place.neuron)];
  const [d, a, b, c] = index;
  switch (layout) {
    case 'nhwc':
      return { index, words: `datapoint ${d}, position (${a}, ${b}), channel ${c}` };
    case 'nchw':
      return { index, words: `datapoint ${d}, position (${b}, ${c}), channel ${a}` };
    default:
      return { index, words: `datapoint ${d}, position ${a}, neuron ${b}` };
  }
}

/** The index along each axis but the first: in C order the last one runs fastest, in Fortran order the first one. */
function unravelled({ dump: { shape, fortran } }: Source, neuron: number): number[] {
  const index = shape.slice(1);
  let left = neuron;
  for (let i = 0; i < index.length; i++) {
    const axis = fortran ? i : index.length - 1 - i;
    const length = index[axis] as number;
    index[axis] = left % length;
    left = floor(left / length);
  }
  return index;
}

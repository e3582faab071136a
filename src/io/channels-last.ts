import { blockValues, type Values } from './block-room.js';
import type { Source } from './dump.js';
import { transposeTiles } from './transpose-tiles.js';

/**
 * Puts the values of some datapoints into the order of `Grid`, channels last, where they are stored channels first; they are
 * good until the next call. Values that are in that order already are returned as they are.
 */
export function channelsLast(source: Source, mostRows: number): (values: Values) => Values {
  const { layout, grid, neurons, turned } = source;
  if (layout !== 'nchw' || grid === undefined || turned) return (values) => values;
  const { height, width, channels } = grid;
  const positions = height * width;
  if (channels === 1 || positions === 1) return (values) => values;
  const room = blockValues(source, mostRows);
  return (from) => {
    const to = room.subarray(0, from.length);
    for (let at = 0; at < from.length; at += neurons) {
      transposeTiles({ from, first: at, stride: positions, rows: positions, columns: channels, to, at });
    }
    return to;
  };
}

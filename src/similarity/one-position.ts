import { SvccaError } from '../errors.js';
import type { Activations, SpatialActivations } from './activations.js';
import { summarisedBlocks } from './summarised-blocks.js';

/**
 * The layer at one of its positions, counted from 0, or from the end where negative (-1 is the last): one neuron a channel.
 *
 * @throws SvccaError ('usage') when there is no such position.
 */
export function onePosition(layer: SpatialActivations, index: number): Activations {
  const { name, datapoints, once, grid } = layer;
  const { height, width, channels } = grid;
  const positions = height * width;
  if (index >= positions || index < -positions) {
    throw new SvccaError('usage', `${name} has ${positions} positions, but position ${index} was asked for`, {
      hint: `ask for 0 to ${positions - 1}, or for -1 to -${positions} counted from the end`,
    });
  }
  const skipped = (index < 0 ? index + positions : index) * channels;
  return {
    name,
    datapoints,
    neurons: channels,
    ...(once ? { once } : {}),
    blocks: (rowsPerBlock) =>
      summarisedBlocks(layer, rowsPerBlock, ({ values, at }, target, to) => {
        target.set(values.subarray(at + skipped, at + skipped + channels), to);
      }),
  };
}

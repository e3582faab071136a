import type { Activations, SpatialActivations } from './activations.js';
import { type Summary, summarisedBlocks } from './summarised-blocks.js';

const { ceil, log2 } = Math;
const finite = Number.isFinite;

/** The layer with every channel averaged over its positions, right to rounding: one neuron a channel. */
export function pooled(layer: SpatialActivations): Activations {
  const { name, datapoints, once, grid } = layer;
  return {
    name,
    datapoints,
    neurons: grid.channels,
    ...(once ? { once } : {}),
    blocks: (rowsPerBlock) =>
      summarisedBlocks(layer, rowsPerBlock, means({ positions: grid.height * grid.width, channels: grid.channels })),
  };
}

interface Sizes {
  readonly positions: number;
  readonly channels: number;
}

/** Sums keep what rounding takes from them (Knuth's two-sum), a channel each. */
function means({ positions, channels }: Sizes): Summary {
  const sums = new Float64Array(channels);
  const lost = new Float64Array(channels);
  return ({ values, at }, target, to) => {
    sums.fill(0);
    lost.fill(0);
    for (let p = 0, from = at; p < positions; p++) {
      for (let c = 0; c < channels; c++, from++) {
        const value = values[from];
        const before = sums[c];
        const sum = before + value;
        const added = sum - before;
        lost[c] += before - (sum - added) + (value - added);
        sums[c] = sum;
      }
    }
    for (let c = 0; c < channels; c++) {
      const mean = (sums[c] + lost[c]) / positions;
      target[to + c] = finite(mean) ? mean : scaledMean(values, { at: at + c, positions, channels });
    }
  };
}

/** The mean of values whose sum overflows: they are divided by a power of two, exactly, before they are added. */
function scaledMean(values: ArrayLike<number>, { at, positions, channels }: Sizes & { readonly at: number }): number {
  const scale = 2 ** ceil(log2(positions));
  let sum = 0;
  let lost = 0;
  for (let p = 0, from = at; p < positions; p++, from += channels) {
    const value = values[from] / scale;
    const next = sum + value;
    const added = next - sum;
    lost += sum - (next - added) + (value - added);
    sum = next;
  }
  return (sum + lost) * (scale / positions);
}

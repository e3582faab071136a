import { SvccaError } from '../errors.js';
import { spectralMemory } from '../similarity/spectral-memory.js';
import type { LayerReading } from './read-layers.js';

const { ceil, floor, max, min } = Math;

/** Node, the program and what it needs at any size. */
const BASE = 80e6;

/** Values of a block of neurons, and how many times one is held: as it is stored, read, turned, centred and packed. */
const BLOCK_VALUES = 2 ** 20;
const BLOCK_COPIES = 12;

/** Matrices of datapoints × datapoints that are held at once: the first layer, reduced, beside the factorisation of the second. */
const SQUARES = 20;

/** Beside what reading takes, what blocks of frequencies take while they are compared. */
const FREQUENCY_SHARE = 1.25;

/** The sizes of two layers, of what a comparison holds the products of. */
export interface CompareSizes {
  readonly neurons: readonly number[];
  readonly datapoints: number;
  /** Where layers are compared frequency by frequency: what all frequencies take. */
  readonly frequencyBytes?: number;
}

/** The sizes of two layers as they are compared. */
export function sizesOf(readings: readonly [LayerReading, LayerReading]): CompareSizes {
  const [x, y] = readings.map(({ activations }) => activations);
  const byFrequency = x.grid !== undefined || y.grid !== undefined;
  return {
    neurons: [x.neurons, y.neurons],
    datapoints: x.datapoints,
    ...(byFrequency ? { frequencyBytes: spectralMemory([x, y]) } : {}),
  };
}

/**
 * Bytes that `compare` stays within. Where both layers have fewer neurons than datapoints they depend on the neurons alone, and
 * metrics that need QR may take twice the part that grows; else on the datapoints alone, unless a layer leaves some of their
 * dimensions out, as where datapoints are repeated, and has to be held whole. Saved directions come on top.
 */
export function compareMemory({ neurons, datapoints, frequencyBytes }: CompareSizes): number {
  if (frequencyBytes !== undefined) return BASE + FREQUENCY_SHARE * frequencyBytes;
  if (isWide({ neurons, datapoints })) {
    const block = min(BLOCK_VALUES, datapoints * max(...neurons));
    return BASE + 8 * (BLOCK_COPIES * block + SQUARES * datapoints ** 2);
  }
  const all = total(neurons);
  return BASE + 8 * all * (3 * all + max(1024, all));
}

/** @throws SvccaError ('usage') when a comparison of layers of these sizes takes more bytes than allowed. */
export function requireMemory(sizes: CompareSizes, allowed: number | undefined): void {
  const needed = compareMemory(sizes);
  if (allowed === undefined || needed <= allowed) return;
  const [what, less] =
    sizes.frequencyBytes !== undefined
      ? ['layers frequency by frequency', 'use --conv pool; datapoints make no difference']
      : isWide(sizes)
        ? [
            `layers over ${sizes.datapoints} datapoints`,
            'use fewer datapoints (--datapoints); neurons make no difference',
          ]
        : [`${total(sizes.neurons)} neurons in all`, 'dump fewer neurons; datapoints make no difference'];
  throw new SvccaError(
    'usage',
    `comparing ${what} takes about ${ceil(needed / 1e6)} MB of memory, but --memory allows ${floor(allowed / 1e6)} MB`,
    { hint: `allow more, or ${less}` },
  );
}

function isWide({ neurons, datapoints }: CompareSizes): boolean {
  return neurons.some((count) => count >= datapoints);
}

function total(neurons: readonly number[]): number {
  return neurons.reduce((sum, count) => sum + count, 0);
}

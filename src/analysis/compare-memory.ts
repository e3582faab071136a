import { SvccaError } from '../errors.js';
import type { LayerReading } from './read-layers.js';

const { ceil, max, min } = Math;

/** Node, the program and what it needs at any size. */
const BASE = 80e6;

/** Values of a block of neurons, and how many times one is held: as it is stored, read, turned, centred and packed. */
const BLOCK_VALUES = 2 ** 20;
const BLOCK_COPIES = 12;

/** Matrices of datapoints × datapoints that are held at once: the first layer, reduced, beside the factorisation of the second. */
const SQUARES = 20;

/** The sizes of two layers, of what a comparison holds the products of. */
export interface CompareSizes {
  readonly neurons: readonly number[];
  /** Undefined where layers are compared frequency by frequency. */
  readonly datapoints: number | undefined;
}

/** The sizes of layers as they are compared: frequency by frequency, their channels. What all frequencies take is not counted yet. */
export function sizesOf(readings: readonly LayerReading[]): CompareSizes {
  const byFrequency = readings.some(({ activations: { grid } }) => grid !== undefined);
  return {
    neurons: readings.map(({ activations: { neurons, grid } }) => grid?.channels ?? neurons),
    datapoints: byFrequency ? undefined : readings[0].activations.datapoints,
  };
}

/**
 * Bytes that `compare` stays within. Where both layers have fewer neurons than datapoints they depend on the neurons alone, and
 * metrics that need QR may take twice the part that grows; else on the datapoints alone, unless a layer leaves some of their
 * dimensions out, as where datapoints are repeated, and has to be held whole. Saved directions come on top.
 */
export function compareMemory({ neurons, datapoints }: CompareSizes): number {
  if (datapoints !== undefined && isWide({ neurons, datapoints })) {
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
  const [what, less] = isWide(sizes)
    ? [`layers over ${sizes.datapoints} datapoints`, 'use fewer datapoints (--datapoints); neurons make no difference']
    : [`${total(sizes.neurons)} neurons in all`, 'dump fewer neurons; datapoints make no difference'];
  throw new SvccaError(
    'usage',
    `comparing ${what} takes about ${megabytes(needed)} of memory, but --memory allows ${megabytes(allowed)}`,
    { hint: `allow more, or ${less}` },
  );
}

function isWide({ neurons, datapoints = Number.POSITIVE_INFINITY }: CompareSizes): boolean {
  return neurons.some((count) => count >= datapoints);
}

function total(neurons: readonly number[]): number {
  return neurons.reduce((sum, count) => sum + count, 0);
}

function megabytes(bytes: number): string {
  return `${ceil(bytes / 1e6)} MB`;
}

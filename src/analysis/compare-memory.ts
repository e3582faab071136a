import { SvccaError } from '../errors.js';
import type { LayerReading } from './read-layers.js';

const { ceil, max } = Math;

/** Node, the program and what it needs at any size. */
const BASE = 80e6;

/**
 * Bytes that `compare` stays within for layers of so many neurons in all, whatever their datapoints; layers with more neurons
 * than datapoints and metrics that need QR may take twice the part that grows.
 */
export function compareMemory(neurons: number): number {
  return BASE + 8 * neurons * (3 * neurons + max(1024, neurons));
}

/**
 * Neurons whose products with each other a comparison holds. Of a layer that is compared frequency by frequency, its channels: what
 * all frequencies take is not counted yet.
 */
export function neuronsHeld(readings: readonly LayerReading[]): number {
  return readings.reduce((sum, { activations: { neurons, grid }, conv }) => {
    return sum + (conv === 'dft' && grid !== undefined ? grid.channels : neurons);
  }, 0);
}

/** @throws SvccaError ('usage') when a comparison of so many neurons in all takes more bytes than allowed. */
export function requireMemory(neurons: number, allowed: number | undefined): void {
  const needed = compareMemory(neurons);
  if (allowed === undefined || needed <= allowed) return;
  throw new SvccaError(
    'usage',
    `comparing ${neurons} neurons in all takes about ${megabytes(needed)} of memory, but --memory allows ${megabytes(allowed)}`,
    { hint: 'allow more, or dump fewer neurons; datapoints make no difference' },
  );
}

function megabytes(bytes: number): string {
  return `${ceil(bytes / 1e6)} MB`;
}

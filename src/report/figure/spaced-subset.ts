import { thinned } from '../thinned.js';

const { ceil, floor, max } = Math;

/** Of places that are `pitch` apart, an even subset, first and last among them, of ones that are at least so far apart. */
export function spacedSubset(count: number, { pitch, least }: { pitch: number; least: number }): number[] {
  // Places are whole, so their distance is a whole number of pitches.
  const stride = max(1, ceil(least / pitch - 1e-9));
  return thinned(count, floor((count - 1) / stride) + 1);
}

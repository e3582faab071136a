import type { FrequencyMap } from '../../analysis/frequency-report.js';

const { floor } = Math;

/** The frequencies of so many samples from the most negative on, zero in the middle: −⌊n/2⌋ … ⌈n/2⌉ − 1. */
export function firstFrequency(count: number): number {
  // Adding zero makes 0 of -0.
  return -floor(count / 2) + 0;
}

/** A map with the zero frequency in its middle, row by row. */
export function centredMap<T>(map: FrequencyMap<T>): T[] {
  return centred(map).flatMap((row) => centred(row));
}

function centred<T>(list: readonly T[]): T[] {
  const first = firstFrequency(list.length);
  return list.map((_, i) => list[(first + i + list.length) % list.length]);
}

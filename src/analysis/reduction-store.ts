import type { Cut } from '../similarity/kept-directions.js';

/** A value that a store keeps: plain data and typed arrays. */
export type Storable = object;

/**
 * What was computed once and need not be again; a key names the bytes of the input and everything that decides the result. What it gives
 * back is bit for bit what was put there, or undefined.
 */
export interface ReductionStore {
  load<Value extends Storable>(key: string): Promise<Value | undefined>;
  save(key: string, value: Storable): Promise<void>;
}

/** A cut in words, for keys of stores. */
export function cutWords({ variance, energy, directions }: Cut): string[] {
  return directions === undefined ? [energy, String(variance)] : ['directions', String(directions)];
}

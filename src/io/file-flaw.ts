import type { SvccaError } from '../errors.js';

/** What is wrong with a file, where a run can do without it: it is still being written, or holds no numbers. */
export type Flaw = 'incomplete' | 'no-numbers';

const flaws = new WeakMap<object, Flaw>();

/** The same error, of which `flawOf` tells the flaw. */
export function withFlaw(flaw: Flaw, error: SvccaError): SvccaError {
  flaws.set(error, flaw);
  return error;
}

/** The flaw that an error is about; undefined for all errors that a run cannot do without its file for. */
export function flawOf(error: unknown): Flaw | undefined {
  return typeof error === 'object' && error !== null ? flaws.get(error) : undefined;
}

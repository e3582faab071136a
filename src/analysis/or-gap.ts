import type { SvccaError } from '../errors.js';
import { NoVariance } from '../similarity/no-variance.js';

/** What is told of layers that never change, where they are gaps and no errors. */
export type OnGap = ((error: SvccaError) => void) | undefined;

/** What the work gives; null, and told, where a layer of it never changes and that is a gap. */
export async function orGap<Result>(work: () => Promise<Result>, onGap: OnGap): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (onGap === undefined || !(error instanceof NoVariance)) throw error;
    onGap(error);
    return null;
  }
}

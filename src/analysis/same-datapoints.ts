import { SvccaError } from '../errors.js';
import type { RunDump } from './run.js';

/**
 * All dumps are of as many datapoints.
 *
 * @throws SvccaError ('input') naming the first dump and one that differs.
 */
export function requireSameDatapoints(
  dumps: readonly Pick<RunDump, 'name' | 'datapoints'>[],
  { hint }: { hint: string },
): void {
  const [first, ...more] = dumps;
  for (const dump of more) {
    if (dump.datapoints === first.datapoints) continue;
    throw new SvccaError(
      'input',
      `${first.name} has ${first.datapoints} datapoints but ${dump.name} has ${dump.datapoints}`,
      { hint },
    );
  }
}

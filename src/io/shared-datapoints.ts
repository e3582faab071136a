import { SvccaError } from '../errors.js';
import type { Shaped } from './readable-shape.js';

export const SAME_INPUTS = 'dump both layers on the same inputs, in the same order';

/** The longest length that all operands share; of three and four axes only the first can count the datapoints. */
export function sharedDatapoints(dumps: readonly Shaped[]): number {
  let shared = dumps[0] === undefined ? [] : [...candidates(dumps[0])];
  for (const dump of dumps) {
    const common = shared.filter((length) => candidates(dump).includes(length));
    if (common.length === 0) throw nothingShared(dumps, dump);
    shared = common;
  }
  const longest = Math.max(...shared);
  refuseSharedNeurons(dumps, longest);
  return longest;
}

function candidates({ shape }: Shaped): readonly number[] {
  return shape.length > 2 ? shape.slice(0, 1) : shape;
}

/**
 * Dumps with datapoints first and different numbers of them, but equally many neurons, would pass as dumps with
 * neurons first: the only length that they share comes second and is the shorter one everywhere.
 */
function refuseSharedNeurons(dumps: readonly Shaped[], shared: number): void {
  const tables = dumps.filter(({ shape }) => shape.length === 2);
  const [first] = tables;
  if (first === undefined) return;
  const neuronsLast = tables.every(({ shape: [rows = 0, columns] }) => columns === shared && shared < rows);
  const other = dumps.find(({ shape }) => shape[0] !== first.shape[0]);
  if (!neuronsLast || other === undefined) return;
  throw new SvccaError(
    'input',
    `${first.name} has ${first.shape[0]} datapoints but ${other.name} has ${other.shape[0]} (read datapoints first); ` +
      `the length they share, ${shared}, is shorter and comes second`,
    { hint: `${SAME_INPUTS}, or say --layout dn if the ${shared} are the datapoints` },
  );
}

function nothingShared(dumps: readonly Shaped[], last: Shaped): SvccaError {
  const stranger =
    dumps.find((dump) => !candidates(dump).some((length) => candidates(last).includes(length))) ?? (dumps[0] as Shaped);
  const [a, b] = [stranger, last].map(({ name, shape }) => `${name} is ${shape.join(' × ')}`);
  const spatial = dumps.some(({ shape }) => shape.length > 2);
  return new SvccaError('input', `${a} but ${b}: no length that all layers share can be the datapoints`, {
    hint: spatial ? `${SAME_INPUTS}; of 3 or 4 axes the first must be the datapoints` : SAME_INPUTS,
  });
}

import { SvccaError } from '../errors.js';
import { spoken } from './operand.js';
import { refuseUnreadableShape } from './readable-shape.js';

/** Which axis of an array counts the datapoints: the first ('nd') or the second ('dn'). */
export type Layout = 'nd' | 'dn';

/** What the layout of one operand makes of its shape. */
export interface ResolvedLayout {
  readonly layout: Layout;
  readonly datapoints: number;
  readonly neurons: number;
}

/** An array as far as its layout goes. */
export interface Shaped {
  readonly name: string;
  readonly shape: readonly number[];
}

const SAME_INPUTS = 'dump both layers on the same inputs, in the same order';

/**
 * The layout of each operand, all with the same number of datapoints: with 'auto', the longest length that every
 * operand has. A 1-D array is one neuron.
 */
export function resolveLayouts(operands: readonly Shaped[], requested: 'auto' | Layout): ResolvedLayout[] {
  const dumps = operands.map(({ name, shape }) => ({ name: spoken(name), shape }));
  for (const dump of dumps) refuseUnreadableShape(dump);
  const resolved =
    requested === 'auto' ? byLength(dumps, sharedLength(dumps)) : dumps.map((dump) => seen(dump, requested));
  const [first] = resolved;
  resolved.forEach((layout, index) => {
    const [a, b] = [dumps[0] as Shaped, dumps[index] as Shaped];
    if (layout.datapoints !== first?.datapoints) throw differing(a, first?.datapoints, b, layout.datapoints);
    if (layout.datapoints < 2) {
      throw new SvccaError('input', `${b.name} has 1 datapoint; at least 2 are needed to compare layers`, {
        hint: 'dump more inputs, or name the axis of the datapoints with --layout',
      });
    }
  });
  return resolved;
}

function seen({ shape }: Shaped, layout: Layout): ResolvedLayout {
  const [first = 1, second = 1] = shape;
  return layout === 'dn' && shape.length === 2
    ? { layout, datapoints: second, neurons: first }
    : { layout: 'nd', datapoints: first, neurons: second };
}

function byLength(dumps: readonly Shaped[], datapoints: number): ResolvedLayout[] {
  return dumps.map((dump) => {
    const [first, second] = dump.shape;
    if (first === second) {
      throw new SvccaError(
        'input',
        `${dump.name} is ${first} × ${second}: either axis can be the ${first} datapoints`,
        {
          hint: 'say --layout nd if its rows are datapoints, or --layout dn if its rows are neurons',
        },
      );
    }
    return seen(dump, first === datapoints ? 'nd' : 'dn');
  });
}

/** The longest length that all operands share. */
function sharedLength(dumps: readonly Shaped[]): number {
  let shared = [...(dumps[0]?.shape ?? [])];
  for (const dump of dumps) {
    const common = shared.filter((length) => dump.shape.includes(length));
    if (common.length === 0) throw nothingShared(dumps, dump);
    shared = common;
  }
  const longest = Math.max(...shared);
  refuseSharedNeurons(dumps, longest);
  return longest;
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
    dumps.find(({ shape }) => !shape.some((length) => last.shape.includes(length))) ?? (dumps[0] as Shaped);
  const [a, b] = [stranger, last].map(({ name, shape }) => `${name} is ${shape.join(' × ')}`);
  return new SvccaError('input', `${a} but ${b}: no length that all layers share can be the datapoints`, {
    hint: SAME_INPUTS,
  });
}

function differing(a: Shaped, inA: number | undefined, b: Shaped, inB: number): SvccaError {
  return new SvccaError('input', `${a.name} has ${inA} datapoints but ${b.name} has ${inB}`, { hint: SAME_INPUTS });
}

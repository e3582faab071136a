import type { Mark, TextMark } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { spacedSubset } from './spaced-subset.js';
import { straight } from './straight.js';
import { textWidth } from './text-width.js';
import { centredOn, SIZES } from './typography.js';

const { max, min } = Math;

const SMALLEST = 9;
/** Height of a line for its size. */
const LINE = 1.12;
const TICK = 4;
const GAP = 4;

/** Names along an axis of cells: their marks from the axis outwards, and how far out they reach. */
export interface AxisNames {
  readonly marks: readonly Mark[];
  readonly extent: number;
}

export interface AxisNamesOptions {
  readonly cell: number;
  /** The widest that a name may be. */
  readonly longest: number;
}

/** Names of rows to the left of x = 0, the first at the bottom. */
export function rowNames(names: readonly string[], options: AxisNamesOptions): AxisNames {
  const height = names.length * options.cell;
  return placed(names, options, (text, along, size) => [
    straight({ x: 0, y: height - along, dx: -TICK, stroke: 'muted' }),
    { ...text, x: -TICK - GAP, y: centredOn(height - along, size), anchor: 'end' },
  ]);
}

/** Names of columns below y = 0, read upwards. */
export function columnNames(names: readonly string[], options: AxisNamesOptions): AxisNames {
  return placed(names, options, (text, along, size) => [
    straight({ x: along, y: 0, dy: TICK, stroke: 'muted' }),
    { ...text, x: centredOn(along, size), y: TICK + GAP, anchor: 'end', turned: true },
  ]);
}

/** As many names as have room, evenly spread with the first and the last, a little smaller where that spares leaving some out. */
function placed(
  names: readonly string[],
  { cell, longest }: AxisNamesOptions,
  mark: (text: Omit<TextMark, 'x' | 'y'>, along: number, size: number) => Mark[],
): AxisNames {
  const size = min(SIZES.small, max(SMALLEST, cell / LINE));
  const chosen = spacedSubset(names.length, { pitch: cell, least: size * LINE });
  const short = shortenNames(
    chosen.map((i) => names[i]),
    { width: longest, size },
  );
  const marks = chosen.flatMap((i, n) =>
    mark({ kind: 'text', text: short[n], size, fill: 'ink' }, (i + 0.5) * cell, size),
  );
  return { marks, extent: TICK + GAP + max(...short.map((name) => textWidth(name, { size }))) };
}

import { type CurvePlot, pointAt } from './curve-plot.js';
import { lineParts } from './line-parts.js';
import type { Mark, Paint, PathMark } from './scene.js';

/** A line from left to right, with its name at its end. */
export interface Curve {
  readonly name: string;
  /** What stands after the name, such as where it settled. */
  readonly detail?: string;
  readonly colour: Paint;
  /** At every place of the axis; the line is broken where there is none. */
  readonly values: readonly (number | null)[];
  /** The place of a dot on the line. */
  readonly dot?: number;
  readonly dash?: readonly number[];
  /** Whether its name has its colour: where few curves meet at the end, nothing else tells them apart. */
  readonly tinted?: boolean;
}

/** The line of a curve, broken where it has no values; a value that stands alone is a dot. */
export function curveLine({ values, colour, dash }: Curve, { plot, thin }: { plot: CurvePlot; thin: boolean }): Mark[] {
  const look: Pick<PathMark, 'stroke' | 'width' | 'dash'> = {
    stroke: colour,
    width: dash !== undefined ? 1.25 : thin ? 0.75 : 1.75,
    ...(dash === undefined ? {} : { dash }),
  };
  return lineParts(values).map((part): Mark => {
    const at = part.map((place) => pointAt(plot, place, values[place] ?? 0));
    const [start] = at;
    if (part.length === 1) return { kind: 'dot', ...start, radius: 1.5, fill: colour };
    return { kind: 'path', ...start, points: at.map(({ x, y }) => [x - start.x, y - start.y] as const), ...look };
  });
}

/** The dot of a curve that has one. */
export function curveDot({ values, colour, dot }: Curve, plot: CurvePlot): Mark[] {
  const value = dot === undefined ? null : values[dot];
  if (dot === undefined || value === null) return [];
  return [{ kind: 'dot', ...pointAt(plot, dot, value), radius: 3, fill: colour, stroke: 'paper' }];
}

/** What lies between two series, where both have values. */
export interface Band {
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly fill: Paint;
}

/** The area of a band, in parts where it has gaps. */
export function bandArea({ low, high, fill }: Band, plot: CurvePlot): Mark[] {
  const known = low.map((value, place) => (value === null || high[place] === null ? null : value));
  return lineParts(known).map((part): Mark => {
    const there = part.map((place) => pointAt(plot, place, high[place] ?? 0));
    const back = part.map((place) => pointAt(plot, place, low[place] ?? 0)).reverse();
    const [start] = there;
    return {
      kind: 'path',
      ...start,
      points: [...there, ...back].map(({ x, y }) => [x - start.x, y - start.y] as const),
      fill,
    };
  });
}

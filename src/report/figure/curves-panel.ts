import { evenSubset } from './even-subset.js';
import { lineParts } from './line-parts.js';
import type { Mark, Paint, Panel, PathMark } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { spreadLabels } from './spread-labels.js';
import { straight } from './straight.js';
import { textWidth } from './text-width.js';
import { centredOn, SIZES } from './typography.js';

const { floor, max, min } = Math;

const LEFT = 34;
const AXIS = 44;
const SMALL = SIZES.small;
/** Between lines of names: at least, and at most where there is room. */
const LINE = { least: 13, most: 16 };
/** From a line's end over a bent leader to its name. */
const LEADER = 26;
const LONGEST_NAME = 120;
const HEADER = 18;

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
}

export interface CurvesOptions {
  /** Where the values stand on the axis, from 0 to 1, and what they are called. */
  readonly places: readonly number[];
  readonly ticks: readonly string[];
  readonly axis: string;
  /** What the details are. */
  readonly details?: string;
  /** Curves that are named whatever else there is no room for. */
  readonly always?: readonly number[];
  /** A line that is no curve among others: what chance gives. */
  readonly chance?: Pick<Curve, 'name' | 'values'>;
  readonly width: number;
  readonly plotHeight: number;
}

interface Plot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Values between 0 and 1 as lines with their names at the ends; where there is no room for all names, an even subset has one. */
export function curvesPanel(curves: readonly Curve[], options: CurvesOptions): Panel {
  const { width, plotHeight: height, chance, details } = options;
  const line: Curve[] = chance === undefined ? [] : [{ ...chance, colour: 'chance', dash: [7, 4] }];
  const named = [...line, ...chosenCurves(curves, { ...options, room: floor(height / LINE.least) - line.length })];
  const size = SMALL;
  const short = shortenNames(
    named.map(({ name }) => name),
    { width: LONGEST_NAME, size },
  );
  const nameWidth = max(0, ...short.map((name) => textWidth(name, { size })));
  const detailWidth = max(
    0,
    ...[details ?? '', ...named.map(({ detail = '' }) => detail)].map((text) => textWidth(text, { size })),
  );
  const right = LEADER + nameWidth + (detailWidth > 0 ? 14 + detailWidth : 0);
  const plot = { x: LEFT, y: details === undefined ? 6 : HEADER, width: width - LEFT - right, height };
  const labels = labelled(named, { plot, places: options.places, short, right: width });
  const header: Mark[] =
    details === undefined
      ? []
      : [{ kind: 'text', x: width, y: plot.y - HEADER / 2 - 1, text: details, size, fill: 'muted', anchor: 'end' }];
  const thin = new Set(curves.filter((curve) => !named.includes(curve)));
  const lines = curves.flatMap((curve) => curveMarks(curve, { plot, places: options.places, thin: thin.has(curve) }));
  return {
    width,
    height: plot.y + height + AXIS,
    marks: [
      ...rules(plot),
      ...axisMarks(plot, options),
      ...line.flatMap((curve) => curveMarks(curve, { plot, places: options.places, thin: true })),
      ...lines,
      ...header,
      ...labels,
    ],
    readouts: [],
  };
}

/** Those that are always named, then as many as have room, evenly spread; none without any value. */
function chosenCurves(
  curves: readonly Curve[],
  { always = [], room }: { always?: readonly number[]; room: number },
): Curve[] {
  const drawn = curves.filter(({ values }) => values.some((value) => value !== null));
  const first = always
    .map((i) => curves[i])
    .filter((curve) => drawn.includes(curve))
    .slice(0, room);
  const rest = drawn.filter((curve) => !first.includes(curve));
  const chosen = new Set([...first, ...evenSubset(rest.length, room - first.length).map((i) => rest[i])]);
  return drawn.filter((curve) => chosen.has(curve));
}

function heightOf({ y, height }: Plot, value: number): number {
  return y + height * (1 - min(1, max(0, value)));
}

function rules(plot: Plot): Mark[] {
  return [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((value): Mark[] => {
    const y = heightOf(plot, value);
    const text = value === 0 || value === 1 ? String(value) : value.toFixed(1);
    return [
      straight({ x: plot.x, y, dx: plot.width, stroke: value === 0 ? 'muted' : 'grid' }),
      { kind: 'text', x: plot.x - 8, y: centredOn(y, SMALL), text, size: SMALL, fill: 'muted', anchor: 'end' },
    ];
  });
}

/** A tick at every place; names where they do not touch, the last one first, then from the left. */
function axisMarks(plot: Plot, { places, ticks, axis }: CurvesOptions): Mark[] {
  const bottom = plot.y + plot.height;
  const text = { kind: 'text', size: SMALL, fill: 'muted', anchor: 'middle' } as const;
  const taken: { from: number; to: number }[] = [];
  const [short, order] = [shortenNames(ticks, { width: 90, size: SMALL }), [ticks.length - 1, ...ticks.keys()]];
  const chosen = order.filter((i) => {
    const half = textWidth(short[i], { size: SMALL }) / 2 + 5;
    const place = plot.x + places[i] * plot.width;
    if (taken.some(({ from, to }) => place + half > from && place - half < to)) return false;
    taken.push({ from: place - half, to: place + half });
    return true;
  });
  return [
    ...places.map((place) => straight({ x: plot.x + place * plot.width, y: bottom, dy: 4, stroke: 'muted' })),
    ...chosen.map((i): Mark => ({ ...text, x: plot.x + places[i] * plot.width, y: bottom + 17, text: short[i] })),
    { ...text, x: plot.x + plot.width / 2, y: bottom + 36, text: axis },
  ];
}

function curveMarks(
  { values, colour, dot, dash }: Curve,
  { plot, places, thin }: { plot: Plot; places: readonly number[]; thin: boolean },
): Mark[] {
  const look: Pick<PathMark, 'stroke' | 'width' | 'dash'> = {
    stroke: colour,
    width: dash !== undefined ? 1.25 : thin ? 0.75 : 1.75,
    ...(dash === undefined ? {} : { dash }),
  };
  const at = (i: number) => ({ x: plot.x + places[i] * plot.width, y: heightOf(plot, values[i] ?? 0) });
  const parts = lineParts(values).map((part): Mark => {
    const start = at(part[0]);
    if (part.length === 1) return { kind: 'dot', ...start, radius: 1.5, fill: colour };
    const points = part.map((i) => [at(i).x - start.x, at(i).y - start.y] as const);
    return { kind: 'path', ...start, points, ...look };
  });
  const dots: Mark[] =
    dot === undefined || thin || values[dot] === null
      ? []
      : [{ kind: 'dot', ...at(dot), radius: 3, fill: colour, stroke: 'paper' }];
  return [...parts, ...dots];
}

/** Names beside the ends of lines, spread until none touches another; of lines that end alike the one that was higher stands higher. */
function labelled(
  curves: readonly Curve[],
  { plot, places, short, right }: { plot: Plot; places: readonly number[]; short: readonly string[]; right: number },
): Mark[] {
  const ends = curves.map((curve, i) => {
    const last = curve.values.reduce<number>((found, value, at) => (value === null ? found : at), 0);
    const x = plot.x + places[last] * plot.width;
    return { curve, text: short[i], x, y: heightOf(plot, curve.values[last] ?? 0), area: mean(curve.values) };
  });
  // Differences too small to be seen are none.
  const sorted = ends.sort((a, b) => (Math.abs(a.y - b.y) > 0.5 ? a.y - b.y : b.area - a.area));
  const distance = min(LINE.most, max(LINE.least, plot.height / (curves.length + 1)));
  const bounds = { distance, top: plot.y, bottom: plot.y + plot.height };
  const heights = spreadLabels(
    sorted.map(({ y }) => y),
    bounds,
  );
  return sorted.flatMap(({ curve, text, x, y }, i): Mark[] => {
    const edge = plot.x + plot.width;
    const points = [
      ...(x < edge ? [[0, 0] as const] : []),
      [edge - x + 3, 0] as const,
      [edge - x + LEADER - 8, heights[i] - y] as const,
      [edge - x + LEADER - 4, heights[i] - y] as const,
    ];
    const label = { kind: 'text', y: centredOn(heights[i], SMALL), size: SMALL } as const;
    return [
      { kind: 'path', x, y, points, stroke: curve.colour, width: 1 },
      { ...label, x: edge + LEADER, text, fill: curve.dash === undefined ? 'ink' : curve.colour },
      ...(curve.detail === undefined
        ? []
        : [{ ...label, x: right, text: curve.detail, fill: 'muted', anchor: 'end' } as const]),
    ];
  });
}

function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / max(1, known.length);
}

import { thinned } from '../thinned.js';
import { curveLabels, LABEL_LINES, labelsWidth } from './curve-labels.js';
import { type Band, bandArea, type Curve, curveDot, curveLine } from './curve-marks.js';
import { type AxisWords, axisHeight, type CurvePlot, plotAxis, plotRules } from './curve-plot.js';
import type { Mark, Panel } from './scene.js';
import { straight } from './straight.js';
import { textWidth } from './text-width.js';
import { SIZES } from './typography.js';

const { floor, max, min } = Math;

const LEFT = 34;
const TOP = 6;
const HEADING = 18;

export interface CurvesOptions extends AxisWords {
  /** Where the values stand on the axis, from 0 to 1. */
  readonly places: readonly number[];
  /** What the details are, above them. */
  readonly details?: string;
  /** Curves that are named whatever else there is no room for. */
  readonly always?: readonly number[];
  /** A line that is no curve among others: what chance gives. */
  readonly chance?: Pick<Curve, 'name' | 'values'> & Partial<Pick<Curve, 'colour'>>;
  /** Areas under the curves. */
  readonly bands?: readonly Band[];
  /** A place of the axis with a line down to it, and what it is. */
  readonly marked?: { readonly place: number; readonly name: string };
  readonly width: number;
  readonly plotHeight: number;
}

/** Values between 0 and 1 as lines with their names at the ends; where there is no room for all names, an even subset has one. */
export function curvesPanel(curves: readonly Curve[], options: CurvesOptions): Panel {
  const { width, plotHeight: height, places, chance, details = '', bands = [], marked } = options;
  const byChance: Curve[] = chance === undefined ? [] : [{ colour: 'chance', ...chance, dash: [7, 4] }];
  const chosen = chosenCurves(curves, { ...options, room: floor(height / LABEL_LINES.least) - byChance.length });
  const named = [...byChance, ...chosen];
  const top = details === '' && marked === undefined ? TOP : HEADING;
  const plot = { x: LEFT, y: top, width: width - LEFT - labelsWidth(named, details), height, places };
  const heading: Mark = {
    kind: 'text',
    x: width,
    y: top / 2 - 1,
    text: details,
    size: SIZES.small,
    fill: 'muted',
    anchor: 'end',
  };
  return {
    width,
    height: top + height + axisHeight(options),
    marks: [
      ...bands.flatMap((band) => bandArea(band, plot)),
      ...plotRules(plot),
      ...plotAxis(plot, options),
      ...(marked === undefined ? [] : markedLine(marked, plot)),
      ...byChance.flatMap((curve) => curveLine(curve, { plot, thin: true })),
      ...curves.flatMap((curve) => curveLine(curve, { plot, thin: !chosen.includes(curve) })),
      ...chosen.flatMap((curve) => curveDot(curve, plot)),
      ...(details === '' ? [] : [heading]),
      ...curveLabels(named, { plot, right: width }),
    ],
    readouts: [],
  };
}

/** A line down to a place of the axis, named above the plot without leaving it. */
function markedLine(
  { place, name }: { place: number; name: string },
  { x, y, width, height, places }: CurvePlot,
): Mark[] {
  const at = x + places[place] * width;
  const half = textWidth(name, { size: SIZES.small }) / 2;
  const middle = min(x + width - half, max(x + half, at));
  return [
    straight({ x: at, y, dy: height, stroke: 'muted', dash: [2, 3] }),
    { kind: 'text', x: middle, y: y - 5, text: name, size: SIZES.small, fill: 'muted', anchor: 'middle' },
  ];
}

/** Those that are always named, then as many as have room, evenly spread; none without any value. */
function chosenCurves(
  curves: readonly Curve[],
  { always = [], room }: { always?: readonly number[]; room: number },
): Curve[] {
  const drawn = curves.filter(({ values }) => values.some((value) => value !== null));
  const wanted = always.map((i) => curves[i]).filter((curve) => drawn.includes(curve));
  const first = new Set(wanted.slice(0, room));
  const rest = drawn.filter((curve) => !first.has(curve));
  const chosen = new Set([
    ...first,
    ...(room > first.size ? thinned(rest.length, room - first.size).map((i) => rest[i]) : []),
  ]);
  return drawn.filter((curve) => chosen.has(curve));
}

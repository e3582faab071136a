import type { Curve } from './curve-marks.js';
import { type CurvePlot, pointAt } from './curve-plot.js';
import type { Mark } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { spreadLabels } from './spread-labels.js';
import { textWidth } from './text-width.js';
import { centredOn, SIZES } from './typography.js';

const { max, min, round } = Math;

const size = SIZES.small;
/** From the edge of the plot over a bent leader to a name. */
const LEADER = 26;
const LONGEST_NAME = 120;
/** Between names and details. */
const GAP = 14;
/** Between lines of names: at least, and at most where there is room. */
export const LABEL_LINES = { least: 13, most: 16 } as const;

/** How far the names of curves, with their details under a heading, reach to the right of a plot. */
export function labelsWidth(curves: readonly Curve[], heading: string): number {
  const widest = (texts: readonly string[]) => max(0, ...texts.map((text) => textWidth(text, { size })));
  const details = widest([heading, ...curves.map(({ detail = '' }) => detail)]);
  return LEADER + widest(shortened(curves)) + (details > 0 ? GAP + details : 0);
}

function shortened(curves: readonly Curve[]): string[] {
  const names = curves.map(({ name }) => name);
  return shortenNames(names, { width: LONGEST_NAME, size });
}

/** Names beside the ends of curves, spread until none touches another; of those that end alike the one that was higher stands higher. */
export function curveLabels(curves: readonly Curve[], { plot, right }: { plot: CurvePlot; right: number }): Mark[] {
  const short = shortened(curves);
  const ends = curves.map((curve, i) => {
    const last = curve.values.reduce<number>((found, value, place) => (value === null ? found : place), 0);
    return { curve, text: short[i], ...pointAt(plot, last, curve.values[last] ?? 0), mean: mean(curve.values) };
  });
  // Differences too small to be seen are none.
  const sorted = ends.sort((a, b) => round(a.y) - round(b.y) || b.mean - a.mean);
  const wanted = sorted.map(({ y }) => y);
  const distance = min(LABEL_LINES.most, max(LABEL_LINES.least, plot.height / (curves.length + 1)));
  const heights = spreadLabels(wanted, { distance, top: plot.y, bottom: plot.y + plot.height });
  const edge = plot.x + plot.width;
  return sorted.flatMap(({ curve: { colour, dash, detail, tinted = dash !== undefined }, text, x, y }, i): Mark[] => {
    const [across, down] = [edge - x, heights[i] - y];
    const bend = [[across + 3, 0] as const, [across + LEADER - 8, down] as const, [across + LEADER - 4, down] as const];
    const label = { kind: 'text', y: centredOn(heights[i], size), size } as const;
    return [
      { kind: 'path', x, y, points: across > 0 ? [[0, 0], ...bend] : bend, stroke: colour, width: 1 },
      { ...label, x: edge + LEADER, text, fill: tinted ? colour : 'ink' },
      ...(detail === undefined ? [] : [{ ...label, x: right, text: detail, fill: 'muted', anchor: 'end' } as const]),
    ];
  });
}

function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / max(1, known.length);
}

import type { Mark } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { straight } from './straight.js';
import { textWidth } from './text-width.js';
import { centredOn, SIZES } from './typography.js';

const { max, min } = Math;
const SMALL = SIZES.small;
const LONGEST_TICK = 90;
/** Between the names of two ticks. */
const APART = 10;

/** Where values between 0 and 1 are drawn, and where places between 0 and 1 are on its axis. */
export interface CurvePlot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly places: readonly number[];
}

/** A place of the axis at the height of a value; values beyond 0 and 1 lie on the edge. */
export function pointAt(
  { x, y, width, height, places }: CurvePlot,
  place: number,
  value: number,
): { x: number; y: number } {
  return { x: x + places[place] * width, y: y + height * (1 - min(1, max(0, value))) };
}

/** Lines across at every fifth, with their numbers. */
export function plotRules({ x, y, width, height }: CurvePlot): Mark[] {
  return [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((value): Mark[] => {
    const level = y + height * (1 - value);
    const text = value === 0 || value === 1 ? String(value) : value.toFixed(1);
    return [
      straight({ x, y: level, dx: width, stroke: value === 0 ? 'muted' : 'grid' }),
      { kind: 'text', x: x - 8, y: centredOn(level, SMALL), text, size: SMALL, fill: 'muted', anchor: 'end' },
    ];
  });
}

/** What the places of an axis are called, if need be in two lines, and the axis itself. */
export interface AxisWords {
  readonly ticks: readonly string[];
  readonly subticks?: readonly string[];
  readonly axis: string;
}

/** How far the words of an axis reach below it. */
export function axisHeight({ subticks }: AxisWords): number {
  return subticks === undefined ? 44 : 58;
}

/** A tick at every place; words where they do not touch, the last ones first, then from the left. */
export function plotAxis(plot: CurvePlot, words: AxisWords): Mark[] {
  const { ticks, subticks, axis } = words;
  const bottom = plot.y + plot.height;
  const short = shortenNames(ticks, { width: LONGEST_TICK, size: SMALL });
  const at = (i: number) => plot.x + plot.places[i] * plot.width;
  const widths = ticks.map((_, i) => {
    return max(...[short[i], subticks?.[i] ?? ''].map((text) => textWidth(text, { size: SMALL })));
  });
  const taken: { from: number; to: number }[] = [];
  const chosen = [ticks.length - 1, ...ticks.keys()].filter((i) => {
    const [start, end] = [at(i) - (widths[i] + APART) / 2, at(i) + (widths[i] + APART) / 2];
    if (taken.some(({ from, to }) => end > from && start < to)) return false;
    taken.push({ from: start, to: end });
    return true;
  });
  const text = { kind: 'text', size: SMALL, fill: 'muted', anchor: 'middle' } as const;
  return [
    ...ticks.map((_, i) => straight({ x: at(i), y: bottom, dy: 4, stroke: 'muted' })),
    ...chosen.map((i): Mark => ({ ...text, x: at(i), y: bottom + 17, text: short[i] })),
    ...(subticks === undefined
      ? []
      : chosen.map((i): Mark => ({ ...text, x: at(i), y: bottom + 31, text: subticks[i] }))),
    { ...text, x: plot.x + plot.width / 2, y: bottom + axisHeight(words) - 8, text: axis },
  ];
}

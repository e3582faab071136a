import type { ChanceReport } from '../../analysis/chance-report.js';
import { wholeTicks } from './scale.js';
import type { Mark, Panel, PathMark } from './scene.js';
import { spreadLabels } from './spread-labels.js';
import { straight } from './straight.js';
import { thinLine } from './thin-line.js';
import { centredOn, panelTitle, SIZES } from './typography.js';

const LEFT = 34;
const RIGHT = 82;
const AXIS = 42;
/** Up to so many directions each has a dot of its own. */
const MOST_DOTS = 60;
const SMALL = SIZES.small;

/** The canonical correlations, falling, between 0 and 1, with what chance gives as labelled lines and forced ones set apart. */
export function correlationsPanel(
  correlations: readonly number[],
  { chance, width, plotHeight }: { chance: ChanceReport | null; width: number; plotHeight: number },
): Panel {
  const title = panelTitle('Canonical correlations', note(correlations, chance), width);
  const plot = { x: LEFT, y: title.bottom + 4, width: width - LEFT - RIGHT, height: plotHeight };
  return {
    width,
    height: plot.y + plot.height + AXIS,
    marks: [
      ...title.marks,
      ...rules(plot),
      area(plot, correlations),
      ...axis(plot, correlations.length),
      ...(chance === null ? [] : chanceLines(plot, chance)),
      ...series(plot, correlations, chance?.forcedOnes ?? 0),
    ],
    readouts: [readout(plot, correlations, chance)],
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function note({ length }: readonly number[], chance: ChanceReport | null): string {
  const which = chance?.of === 'cca' ? `${length} over every direction` : `${length} between the kept directions`;
  const above = chance?.above == null ? '' : `; ${chance.above} above the edge of chance`;
  const forced =
    chance === null || chance.forcedOnes === 0 ? '' : `; ${chance.forcedOnes} forced to 1 whatever the data (rings)`;
  return which + above + forced;
}

function heightOf(plot: Box, value: number): number {
  return plot.height * (1 - value);
}

function rules(plot: Box): Mark[] {
  return [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((value): Mark[] => [
    ...(value === 0 ? [] : [across(plot, value, { stroke: 'grid' })]),
    {
      kind: 'text',
      x: plot.x - 8,
      y: centredOn(plot.y + heightOf(plot, value), SMALL),
      text: value === 0 || value === 1 ? String(value) : value.toFixed(1),
      size: SMALL,
      fill: 'muted',
      anchor: 'end',
    },
  ]);
}

/** A line over the whole width of the plot. */
function across(plot: Box, value: number, look: Pick<PathMark, 'stroke' | 'width' | 'dash'>): PathMark {
  const y = plot.y + heightOf(plot, value);
  return straight({ x: plot.x, y, dx: plot.width, ...look });
}

function axis(plot: Box, count: number): Mark[] {
  const bottom = plot.y + plot.height;
  const ticks = [1, ...wholeTicks(2, count, plot.width / 70).filter((tick) => tick > count / 12)];
  const labels = ticks.flatMap((tick): Mark[] => {
    const x = plot.x + placeOf(tick - 1, count) * plot.width;
    return [
      straight({ x, y: bottom, dy: 4, stroke: 'muted' }),
      { kind: 'text', x, y: bottom + 17, text: String(tick), size: SMALL, fill: 'muted', anchor: 'middle' },
    ];
  });
  const name: Mark = {
    kind: 'text',
    x: plot.x + plot.width / 2,
    y: bottom + 35,
    text: 'direction',
    size: SIZES.small,
    fill: 'muted',
    anchor: 'middle',
  };
  return [across(plot, 0, { stroke: 'muted' }), ...labels, name];
}

/** Where direction i of so many lies between 0 and 1: in the middle of its share. */
function placeOf(i: number, count: number): number {
  return (i + 0.5) / count;
}

/** The points of the line, from the plot's corner. */
function linePoints(plot: Box, correlations: readonly number[]): [number, number][] {
  return thinLine(correlations.length, plot.width).map((i) => pointOf(plot, i, correlations));
}

function area(plot: Box, correlations: readonly number[]): Mark {
  const points = linePoints(plot, correlations);
  const [origin, end] = [points[0][0], points[points.length - 1][0]];
  const { x, y, height } = plot;
  return { kind: 'path', x, y, points: [[origin, height], ...points, [end, height]], fill: 'wash' };
}

function series(plot: Box, correlations: readonly number[], forced: number): Mark[] {
  const { x, y } = plot;
  const line: Mark = { kind: 'path', x, y, points: linePoints(plot, correlations), stroke: 'accent', width: 1.75 };
  // Among many the first and the last of the forced ones stand for all.
  const ends = forced === 0 ? [] : [...new Set([0, forced - 1])];
  const dotted = correlations.length > MOST_DOTS ? ends : correlations.map((_, i) => i);
  return [line, ...dotted.map((i) => dot(plot, i, { correlations, forced }))];
}

/** Where a correlation stands in the plot. */
function pointOf(plot: Box, i: number, correlations: readonly number[]): [number, number] {
  return [placeOf(i, correlations.length) * plot.width, heightOf(plot, correlations[i])];
}

/** A dot is smaller where there are many; a forced one is a ring. */
function dot(
  plot: Box,
  i: number,
  { correlations, forced }: { correlations: readonly number[]; forced: number },
): Mark {
  const [x, y] = pointOf(plot, i, correlations);
  const place = { kind: 'dot', x: plot.x + x, y: plot.y + y } as const;
  if (i < forced) return { ...place, radius: 3.5, fill: 'paper', stroke: 'accent' };
  return { ...place, radius: correlations.length > 20 ? 2.5 : 3.5, fill: 'accent' };
}

/** The edge and the mean of chance; where they are near each other their labels keep apart. */
function chanceLines(plot: Box, { edge, floor }: ChanceReport): Mark[] {
  const lines = [
    { value: edge, name: 'chance edge', dash: [2, 3] },
    { value: floor, name: 'chance mean', dash: [7, 4] },
  ];
  const wanted = lines.map(({ value }) => plot.y + heightOf(plot, value));
  const middles = spreadLabels(wanted, { distance: 2.7 * SMALL, top: plot.y, bottom: plot.y + plot.height - SMALL });
  return lines.flatMap(({ value, name, dash }, i): Mark[] => {
    const x = plot.x + plot.width;
    const text = { kind: 'text', x: x + 9, size: SMALL, fill: 'chance' } as const;
    return [
      across(plot, value, { stroke: 'chance', width: 1.25, dash }),
      straight({ x, y: wanted[i], dx: 6, dy: middles[i] - wanted[i], stroke: 'chance' }),
      { ...text, y: middles[i] - 2, text: name },
      { ...text, y: middles[i] + SMALL, text: value.toFixed(3) },
    ];
  });
}

function readout(plot: Box, correlations: readonly number[], chance: ChanceReport | null): Panel['readouts'][0] {
  const rounded = correlations.map((rho) => Number(rho.toFixed(6)));
  const forced = chance?.forcedOnes ?? 0;
  return {
    name: 'canonical correlations',
    x: plot.x,
    y: plot.y,
    rows: 1,
    columns: correlations.length,
    cellWidth: plot.width / correlations.length,
    cellHeight: plot.height,
    columnRuler: { name: 'direction', first: 1 },
    fields: [
      { name: 'ρ', values: rounded },
      ...(forced === 0 ? [] : [{ name: 'forced to 1', values: rounded.map((_, i) => (i < forced ? 'yes' : 'no')) }]),
    ],
  };
}

import type { MetricGroup } from '../compare-facts.js';
import type { MetricRow } from '../compare-rows.js';
import type { Mark, Panel } from './scene.js';
import { straight } from './straight.js';
import { centredOn, SIZES } from './typography.js';

const ROW = 21;
const GROUP = 32;
const HEADER = 48;
const NAMES = 118;
const NUMBERS = 134;
const { body: BODY, small: SMALL } = SIZES;

/** Every metric as a dot between 0 and 1, with what chance gives as a bar on the same line, and both as numbers. */
export function metricsPanel(groups: readonly MetricGroup[], { width }: { width: number }): Panel {
  const axis = { x: NAMES, width: width - NAMES - NUMBERS };
  const marks: Mark[] = [];
  let y = HEADER;
  for (const { title, rows } of groups) {
    marks.push({ kind: 'text', x: 0, y: y + 22, text: title, size: SMALL, fill: 'muted' });
    y += GROUP;
    for (const row of rows) {
      marks.push(...metricLine(row, { y: y + ROW / 2, axis, width }));
      y += ROW;
    }
  }
  const rules = [0, 0.5, 1].flatMap((value) => rule(value, { axis, top: HEADER, bottom: y + 6 }));
  return { width, height: y + 26, marks: [...header(width), ...rules, ...marks], readouts: [] };
}

interface Axis {
  readonly x: number;
  readonly width: number;
}

function header(width: number): Mark[] {
  const column = { kind: 'text', y: 40, size: SMALL, fill: 'muted', anchor: 'end' } as const;
  return [
    { kind: 'text', x: 0, y: SIZES.heading, text: 'Metrics', size: SIZES.heading, fill: 'ink', bold: true },
    { kind: 'dot', x: width - 108, y: 36, radius: 4, fill: 'accent' },
    { ...column, x: width - 66, text: 'value' },
    chanceBar(width - 52, 36),
    { ...column, x: width, text: 'chance', fill: 'chance' },
  ];
}

function rule(value: number, { axis, top, bottom }: { axis: Axis; top: number; bottom: number }): Mark[] {
  const x = axis.x + value * axis.width;
  return [
    straight({ x, y: top, dy: bottom - top, stroke: 'grid' }),
    { kind: 'text', x, y: bottom + 14, text: String(value), size: SMALL, fill: 'muted', anchor: 'middle' },
  ];
}

function metricLine(row: MetricRow, { y, axis, width }: { y: number; axis: Axis; width: number }): Mark[] {
  const { metric, side, value, chance } = row;
  const text = { kind: 'text', y: centredOn(y, BODY), size: BODY, fill: 'ink' } as const;
  return [
    { ...text, x: 0, text: side === null ? metric : `${metric} ${side}` },
    { ...text, x: width - 66, text: value === null ? '–' : value.toFixed(4).replace('-', '−'), anchor: 'end' },
    ...(chance === null
      ? []
      : [{ ...text, x: width, text: chance.toFixed(3), fill: 'chance', anchor: 'end' } as const]),
    ...distance(row, { y, axis }),
  ];
}

/** The value's dot, the bar of chance, and a line from one to the other. */
function distance({ value, chance }: MetricRow, { y, axis }: { y: number; axis: Axis }): Mark[] {
  const place = (number: number) => axis.x + Math.min(1, Math.max(0, number)) * axis.width;
  if (value === null) return [];
  const bar = chance === null ? [] : [chanceBar(place(chance), y)];
  const from = place(chance ?? 0);
  return [
    straight({ x: from, y, dx: place(value) - from, stroke: 'accent', width: 1.5 }),
    ...bar,
    // A negative value has its dot at 0, open: it lies further left.
    value < 0
      ? { kind: 'dot', x: place(value), y, radius: 3.5, fill: 'paper', stroke: 'accent' }
      : { kind: 'dot', x: place(value), y, radius: 4, fill: 'accent' },
  ];
}

function chanceBar(x: number, y: number): Mark {
  return straight({ x, y: y - 6, dy: 12, stroke: 'chance', width: 2.5 });
}

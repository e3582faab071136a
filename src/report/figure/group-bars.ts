import { printable } from '../facts.js';
import type { FreezePlanReport } from '../run-reports.js';
import { grouped } from '../step-name.js';
import { wholeTicks } from './scale.js';
import type { Mark, Panel } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { spacedSubset } from './spaced-subset.js';
import { straight } from './straight.js';
import { textWidth } from './text-width.js';
import { centredOn, panelTitle, SIZES } from './typography.js';

const { ceil, floor, max, min, round } = Math;

const BODY = SIZES.body;
const SMALL = SIZES.small;
const LONGEST_NAME = 220;
const AXIS = 44;
/** Room for the last tick's half, and for what stands after a bar. */
const RIGHT = 60;
const LARGEST_ROW = 26;
const TALLEST = 640;
const SMALLEST_TEXT_ROW = 13;

/** A bar for every group of layers, the first at the bottom: solid while it trains, faint once it is frozen. */
export function groupBars(report: FreezePlanReport, { width }: { width: number }): Panel {
  const { groups, totalSteps } = report;
  const title = panelTitle(
    'What trains when',
    'Solid: trains; pale: frozen, its backward pass is spared. The first layers are at the bottom.',
    width,
  );
  const row = max(3, min(LARGEST_ROW, floor(TALLEST / groups.length)));
  const size = min(BODY, max(SMALL, row * 0.7));
  const names = groupNames(groups, size);
  const left = max(...names.map((name) => textWidth(name, { size }))) + 10;
  const plot = { x: left, y: title.bottom + 4, width: width - left - RIGHT, height: row * groups.length };
  const at = (step: number) => plot.x + (plot.width * min(totalSteps, max(0, step))) / totalSteps;
  const named = new Set(spacedSubset(groups.length, { pitch: row, least: SMALLEST_TEXT_ROW }));
  const ends = groups.map((group) => endOf(report, group));
  const bars = groups.flatMap((_, i): Mark[] => {
    const y = plot.y + (groups.length - 1 - i) * row;
    const inset = row > 8 ? 2 : row > 4 ? 0.5 : 0;
    const box = { kind: 'rect', y: y + inset, height: row - 2 * inset } as const;
    const end = ends[i];
    const x = at(end ?? totalSteps);
    return [
      { ...box, x: plot.x, width: x - plot.x, fill: 'accent' },
      ...(end === null ? [] : [{ ...box, x, width: plot.x + plot.width - x, fill: 'wash' } as const]),
      ...(named.has(i)
        ? [
            {
              kind: 'text',
              x: plot.x - 10,
              y: centredOn(y + row / 2, size),
              text: names[i],
              size,
              fill: 'ink',
              anchor: 'end',
            } as const,
            ...(row < SMALLEST_TEXT_ROW
              ? []
              : [stepText({ end, totalSteps, x, y: y + row / 2, edge: plot.x + plot.width })]),
          ]
        : []),
    ];
  });
  return {
    width,
    height: plot.y + plot.height + AXIS,
    marks: [...title.marks, ...bars, ...stepAxis(report, { ...plot, at })],
    readouts: [],
  };
}

/** Where a group freezes: when all of it does. */
function endOf({ schedule, totalSteps }: FreezePlanReport, group: readonly string[]): number | null {
  const steps = schedule.filter(({ layer }) => group.includes(layer)).map(({ step }) => step ?? totalSteps);
  const end = max(...steps);
  return end >= totalSteps ? null : end;
}

/** The first and the last of a group's layers, or all of two. */
function groupNames(groups: readonly (readonly string[])[], size: number): string[] {
  const texts = groups.map((group) => {
    const names = group.map(printable);
    if (names.length <= 2) return names.join(', ');
    return `${names[0]} … ${names[names.length - 1]}`;
  });
  return shortenNames(texts, { width: LONGEST_NAME, size });
}

/** The step at the end of the solid part, on the pale one where it has room, else within the solid one. */
function stepText({
  end,
  totalSteps,
  x,
  y,
  edge,
}: {
  end: number | null;
  totalSteps: number;
  x: number;
  y: number;
  edge: number;
}): Mark {
  const text = end === null ? 'to the end' : grouped(totalSteps > 100 ? round(end) : end);
  const base = { kind: 'text', y: centredOn(y, SMALL), text, size: SMALL } as const;
  const outside = end === null ? false : edge - x >= textWidth(text, { size: SMALL }) + 12;
  return outside ? { ...base, x: x + 6, fill: 'muted' } : { ...base, x: x - 6, fill: 'paper', anchor: 'end' };
}

function stepAxis(
  { totalSteps }: FreezePlanReport,
  { x, y, width, height, at }: { x: number; y: number; width: number; height: number; at: (step: number) => number },
): Mark[] {
  const bottom = y + height + 4;
  const text = { kind: 'text', size: SMALL, fill: 'muted', anchor: 'middle' } as const;
  const room = textWidth(grouped(totalSteps), { size: SMALL }) + 16;
  const ticks = wholeTicks(0, ceil(totalSteps), width / (2 * room)).filter(
    (step) => at(step) <= x + width - room || step >= totalSteps,
  );
  const marked = ticks[ticks.length - 1] === totalSteps ? ticks : [...ticks, totalSteps];
  return [
    straight({ x, y: bottom, dx: width, stroke: 'muted' }),
    ...marked.flatMap((step): Mark[] => [
      straight({ x: at(step), y: bottom, dy: 4, stroke: 'muted' }),
      { ...text, x: at(step), y: bottom + 17, text: grouped(step) },
    ]),
    { ...text, x: x + width / 2, y: bottom + 36, text: 'training step' },
  ];
}

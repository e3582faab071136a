import { dynamicsHeadline } from './dynamics-headline.js';
import type { Facts, FactTable } from './facts.js';
import { PLAIN_ROOM, type TerminalRoom } from './plain-room.js';
import { cutInWords, datapointsInWords, metricInWords, readingsInWords } from './run-recipe.js';
import type { DynamicsReport } from './run-reports.js';
import { shortenName } from './shorten-name.js';
import { sparkline } from './sparkline.js';
import { stepLabel, stepName } from './step-name.js';
import { heatmap } from './terminal-heatmap.js';
import { thinned } from './thinned.js';

const { max, min } = Math;

const DIGITS = 4;
/** A line of bars is no longer than this; of more steps an even choice is shown. */
const MOST_BARS = 24;
const LONGEST_NAME = 32;
const SHORTEST_NAME = 12;
/** What the columns after the bars take. */
const OTHER_COLUMNS = 42;

/** The dynamics of a run as people read it: which layers settle first, every layer's way to its final representation, and the last pane before it. */
export function dynamicsFacts(report: DynamicsReport, room: TerminalRoom = PLAIN_ROOM): Facts {
  const { order, bottomUp } = dynamicsHeadline(report);
  return {
    headline: order,
    remarks: [bottomUp, recipe(report)],
    tables: [layersTable(report, room)],
    pictures: [heatmap(paneToShow(report), room)],
    warnings: report.warnings.map(({ message }) => message),
  };
}

function recipe(report: DynamicsReport): string {
  return [
    `similarity: ${metricInWords(report)}`,
    ...cutInWords(report, report.metric),
    ...datapointsInWords(report.summaries.flat()),
    ...readingsInWords(report.inputs.dumps),
  ].join(', ');
}

function layersTable(report: DynamicsReport, { width }: TerminalRoom): FactTable {
  const { layers, steps, curves, settled, floors, epsilon } = report;
  const bars = thinned(steps.length, MOST_BARS);
  const longest = min(LONGEST_NAME, max(SHORTEST_NAME, width - bars.length - OTHER_COLUMNS));
  const before = stepBeforeLast(report);
  const shown = bars.length < steps.length ? `, ${bars.length} of ${steps.length} steps` : '';
  return {
    title: 'layers',
    note: `bottom up; bars: similarity with itself at ${stepName(steps[steps.length - 1])}, 0 to 1${shown}; settled: within ${epsilon} from then on`,
    columns: [
      { name: 'layer' },
      { name: 'by step' },
      { name: stepLabel(steps[0]), digits: DIGITS },
      ...(before > 0 ? [{ name: stepLabel(steps[before]), digits: DIGITS }] : []),
      { name: 'settled' },
      ...(floors === null ? [] : [{ name: 'by chance', digits: 3 }]),
    ],
    rows: layers.map((layer, l) => {
      const at = settled[l];
      return [
        shortenName(layer, longest),
        sparkline(bars.map((t) => curves[l][t])),
        curves[l][0],
        ...(before > 0 ? [curves[l][before]] : []),
        at === null ? null : stepLabel(at),
        ...(floors === null ? [] : [highest(floors.map((pane) => pane[l][l]))]),
      ];
    }),
  };
}

/** The last step at which layers may still differ from their final selves. */
function stepBeforeLast({ steps }: DynamicsReport): number {
  return max(0, steps.length - 2);
}

function paneToShow(report: DynamicsReport) {
  const { layers, steps, panes } = report;
  const step = stepBeforeLast(report);
  const [name, last] = [stepName(steps[step]), stepName(steps[steps.length - 1])];
  return { title: `layers at ${name} (rows, bottom up) beside those at ${last}`, rows: layers, values: panes[step] };
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : max(...known);
}

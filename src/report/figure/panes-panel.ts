import { printable } from '../facts.js';
import type { DynamicsReport } from '../run-reports.js';
import { stepName, stepTitle } from '../step-name.js';
import { thinned } from '../thinned.js';
import { columnNames, rowNames } from './axis-names.js';
import { colourBar } from './colour-bar.js';
import { moved } from './compose.js';
import { heatMap } from './heat-map.js';
import type { Mark, Panel } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { panelTitle, SIZES } from './typography.js';

const { ceil, floor, max, min } = Math;

/** Panes in a picture at most; of more steps an even subset is shown. */
export const MOST_PANES = 16;
const GAP = 18;
const TITLE = 22;
/** Between rows of panes, without the title. */
const LEADING = 10;
const LONGEST_NAME = 100;
const BAR_GAP = 14;
const LARGEST_CELL = 90;
const LARGEST_PANE = 340;
/** A cell of two pixels can be seen where there are many, even if the figure grows. */
const SMALLEST_CELL = 2;
const NARROWEST_PANE = 90;
const SHORTEST_BAR = 56;
/** The bar to the right of a pane that says which layers have settled. */
const SETTLED = { width: 3, gap: 3 };

/** What every layer has in common with every final one, a pane a step, on one fixed scale from 0 to 1. */
export function panesPanel(report: DynamicsReport, { width }: { width: number }): Panel {
  const shown = thinned(report.steps.length, MOST_PANES);
  const title = panelTitle('Similarity with the layers at the last step', note(report, shown.length), width);
  const names = report.layers.map(printable);
  const across = panesAcross(shown.length);
  // The names' room depends on their size, and that on the cells: those of the widest names are tried first.
  const bar = colourBar({ height: SHORTEST_BAR }).width + BAR_GAP;
  const cell = cellOf(report, { across, room: width - LONGEST_NAME - bar });
  const labels = {
    rows: rowNames(names, { cell, longest: LONGEST_NAME }),
    columns: columnNames(names, { cell, longest: LONGEST_NAME }),
  };
  const left = labels.rows.extent;
  const size = report.layers.length * cell;
  const pitch = { x: max(size, NARROWEST_PANE) + GAP, y: size + TITLE + LEADING };
  const down = ceil(shown.length / across);
  const top = title.bottom + TITLE;
  const panes = shown.map((step, i) => {
    const [column, row] = [i % across, floor(i / across)];
    const outer = { left: column === 0, bottom: i + across >= shown.length };
    return moved(paneOf(report, step, { cell, labels, outer, room: pitch.x - GAP }), {
      x: left + column * pitch.x,
      y: top + row * pitch.y,
    });
  });
  const scale = moved(colourBar({ height: max(size, SHORTEST_BAR) }), {
    x: left + across * pitch.x - GAP + BAR_GAP,
    y: top,
  });
  const parts = [...panes, scale];
  return {
    width: max(width, left + across * pitch.x - GAP + bar),
    height: max(top + (down - 1) * pitch.y + size + labels.columns.extent, top + SHORTEST_BAR),
    marks: [...title.marks, ...parts.flatMap(({ marks }) => marks)],
    readouts: parts.flatMap(({ readouts }) => readouts),
  };
}

function note({ steps, settled, panes }: DynamicsReport, shown: number): string {
  const last = stepName(steps[steps.length - 1]);
  return [
    `Rows: the layers at the step above a pane, the first layer at the bottom; columns: the layers at ${last}.`,
    ...(settled.some((step) => step !== null)
      ? ['The bar at the right of a pane marks the layers that have settled.']
      : []),
    ...(shown < steps.length ? [`${shown} of ${steps.length} steps are shown.`] : []),
    ...(panes.some((pane) => pane.some((row) => row.includes(null))) ? ['Hatched: no dump, or no value.'] : []),
  ].join(' ');
}

/** Rows of four, unless three fill them better. */
function panesAcross(count: number): number {
  if (count <= 4) return count;
  return [5, 6, 9].includes(count) ? 3 : 4;
}

/** Square cells, of half a pixel or a multiple, so that their edges are sharp at twice the size. */
function cellOf({ layers: { length } }: DynamicsReport, { across, room }: { across: number; room: number }): number {
  const pane = min(LARGEST_PANE, (room - (across - 1) * GAP) / across);
  return max(SMALLEST_CELL, min(LARGEST_CELL, floor((2 * pane) / length) / 2));
}

interface PaneOptions {
  readonly cell: number;
  readonly labels: {
    readonly rows: { readonly marks: readonly Mark[] };
    readonly columns: { readonly marks: readonly Mark[] };
  };
  readonly outer: { readonly left: boolean; readonly bottom: boolean };
  /** The width that its title may take. */
  readonly room: number;
}

function paneOf(report: DynamicsReport, step: number, { cell, labels, outer, room }: PaneOptions): Panel {
  const { panes, floors, steps, layers } = report;
  const [name] = shortenNames([stepTitle(steps[step])], { width: room, size: SIZES.body });
  const rulers = layers.map(printable);
  const map = heatMap(panes[step], {
    cell,
    readout: {
      name: stepTitle(steps[step]),
      rows: { name: `at ${stepName(steps[step])}`, labels: rulers },
      columns: { name: `at ${stepName(steps[steps.length - 1])}`, labels: rulers },
      fields: [
        { name: 'similarity', values: panes[step] },
        ...(floors === null ? [] : [{ name: 'by chance', values: floors[step] }]),
      ],
    },
  });
  const columns = moved({ ...map, marks: labels.columns.marks }, { x: 0, y: map.height });
  return {
    ...map,
    marks: [
      { kind: 'text', x: 0, y: -8, text: name, size: SIZES.body, fill: 'ink' },
      ...map.marks,
      ...settledBars(report, step, cell),
      ...(outer.left ? labels.rows.marks : []),
      ...(outer.bottom ? columns.marks : []),
    ],
  };
}

/** A bar beside the rows of the layers that have settled by this step, one for neighbours. */
function settledBars({ settled, steps, layers }: DynamicsReport, step: number, cell: number): Mark[] {
  const done = settled.map((at) => at !== null && steps.indexOf(at) <= step);
  const marks: Mark[] = [];
  for (let first = 0; first < layers.length; first++) {
    if (!done[first]) continue;
    let end = first;
    while (done[end]) end++;
    const x = layers.length * cell + SETTLED.gap;
    const y = (layers.length - end) * cell;
    marks.push({ kind: 'rect', x, y, width: SETTLED.width, height: (end - first) * cell, fill: 'accent' });
    first = end;
  }
  return marks;
}

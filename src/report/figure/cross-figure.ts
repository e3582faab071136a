import { printable } from '../facts.js';
import { cutInWords, datapointsInWords, metricInWords, readingsInWords } from '../run-recipe.js';
import type { CrossReport } from '../run-reports.js';
import { columnNames, rowNames } from './axis-names.js';
import { colourBar } from './colour-bar.js';
import { below, framed, moved } from './compose.js';
import { depthAxis } from './depth-axis.js';
import { figureHeader } from './figure-header.js';
import { heatMap } from './heat-map.js';
import type { Mark, Panel, Scene } from './scene.js';
import { panelTitle, paragraph, SIZES } from './typography.js';

const { floor, max, min } = Math;

const WIDTH = 904;
const MARGIN = 28;
const LONGEST_NAME = 180;
const DEPTH_AXIS = 46;
const BAR_GAP = 18;
const LARGEST_CELL = 60;
const SMALLEST_CELL = 2;
const LARGEST_MAP = 560;
const SHORTEST_BAR = 56;
/** A dot in a smaller cell would hide it. */
const SMALLEST_DOT = 5;

/** Which layers of two networks correspond, as a figure: the matrix with names and depths on both axes, the best match of every row marked. */
export function crossFigure(report: CrossReport): Scene {
  const headline = correspondence(report);
  const [rows, columns] = [report.inputs.rows.run, report.inputs.columns.run].map(printable);
  const panel = matrixPanel(report, { rows, columns });
  const width = max(WIDTH, panel.width);
  const header = figureHeader({ headline: `${headline}.`, recipe: recipe(report, { rows, columns }) }, { width });
  return {
    ...framed(below([header, panel], { gap: 30 }), { margin: MARGIN }),
    title: `${rows} and ${columns}, layer by layer`,
    description: `${headline}. ${matchesInWords(report)}`,
  };
}

/** How many layers are most similar to the one at the same depth, in words. */
function correspondence({ rows, columns, best, depth }: CrossReport): string {
  if (best.rows.length === 0) return 'No layer of one network has a value with one of the other';
  const places = best.rows.map(({ layer, match }) => [rows.indexOf(layer), columns.indexOf(match)]);
  // A match stands at the same depth where no other layer of the other network is nearer to it.
  const near = places.filter(([row, column]) => {
    const distances = depth.columns.map((share) => Math.abs(share - depth.rows[row]));
    return distances[column] <= min(...distances) + 1e-9;
  });
  const where = 'best match at the same depth of the other network';
  if (near.length === 0) return `No layer has its ${where}`;
  if (best.rows.length === 1) return `${shortened(best.rows[0].layer)} has its ${where}`;
  const count = near.length === best.rows.length ? `All ${near.length}` : `${near.length} of ${best.rows.length}`;
  return `${count} layers have their ${where}`;
}

function shortened(name: string): string {
  const characters = [...printable(name)];
  return characters.length <= 40 ? characters.join('') : `…${characters.slice(-39).join('')}`;
}

function recipe(report: CrossReport, { rows, columns }: { rows: string; columns: string }): string[] {
  const { metric, summaries, inputs } = report;
  const guessed = [inputs.rows, inputs.columns].filter(({ order }) => order === 'natural');
  return [
    `Rows: ${rows}, columns: ${columns}`,
    [
      metricInWords(report),
      ...cutInWords(report, metric),
      ...datapointsInWords([...summaries.rows, ...summaries.columns]),
    ].join(', '),
    ...readingsInWords([...inputs.rows.dumps, ...inputs.columns.dumps]),
    ...(guessed.length === 0
      ? []
      : [
          `the order of the layers of ${guessed.map(({ run }) => printable(run)).join(' and ')} was guessed from their names`,
        ]),
  ];
}

function matrixPanel(report: CrossReport, runs: { rows: string; columns: string }): Panel {
  const { matrix, floors, depth } = report;
  const names = { rows: report.rows.map(printable), columns: report.columns.map(printable) };
  const room = min(LARGEST_MAP, WIDTH - LONGEST_NAME - 2 * DEPTH_AXIS - BAR_GAP);
  const most = max(names.rows.length, names.columns.length);
  const cell = max(SMALLEST_CELL, min(LARGEST_CELL, floor((2 * room) / most) / 2));
  const title = panelTitle('Similarity of every layer with every other', note(report, cell), WIDTH);
  const map = heatMap(matrix, {
    cell,
    readout: {
      name: `${runs.rows} and ${runs.columns}`,
      rows: { name: runs.rows, labels: names.rows },
      columns: { name: runs.columns, labels: names.columns },
      fields: [
        { name: 'similarity', values: matrix },
        ...(floors === null ? [] : [{ name: 'by chance', values: floors }]),
      ],
    },
  });
  const labels = {
    rows: rowNames(names.rows, { cell, longest: LONGEST_NAME }),
    columns: columnNames(names.columns, { cell, longest: LONGEST_NAME }),
  };
  const left = max(labels.rows.extent, SIZES.small);
  const top = title.bottom + DEPTH_AXIS;
  const marked = cell >= SMALLEST_DOT ? dots(report, cell) : [];
  const axes = [
    ...depthAxis(depth.rows, { cell, along: 'rows', beyond: map.width }),
    ...depthAxis(depth.columns, { cell, along: 'columns', beyond: 0 }),
  ];
  const marks = [
    ...map.marks,
    ...labels.rows.marks,
    ...moved({ ...map, marks: labels.columns.marks }, { x: 0, y: map.height }).marks,
    ...marked,
    ...axes,
  ];
  const placed = moved({ ...map, marks }, { x: left, y: top });
  const bar = moved(colourBar({ height: max(map.height, SHORTEST_BAR) }), {
    x: left + map.width + DEPTH_AXIS + BAR_GAP,
    y: top,
  });
  const bottom = top + max(map.height + labels.columns.extent, SHORTEST_BAR);
  const caption = paragraph(chance(report), { x: 0, top: bottom + 12, width: WIDTH });
  return {
    width: left + map.width + DEPTH_AXIS + BAR_GAP + bar.width,
    height: caption.bottom,
    marks: [...title.marks, ...placed.marks, ...bar.marks, ...caption.marks],
    readouts: placed.readouts,
  };
}

function note({ matrix }: CrossReport, cell: number): string {
  return [
    'First layers at the bottom and on the left; above and on the right: depth as a share of the network’s.',
    ...(cell >= SMALLEST_DOT ? ['A dot marks the best match of every row.'] : []),
    ...(matrix.some((row) => row.includes(null)) ? ['Hatched: no value.'] : []),
  ].join(' ');
}

/** A dot in the cell of every row's best match: dark with a white rim, so that it is seen on every colour. */
function dots({ best, rows, columns }: CrossReport, cell: number): Mark[] {
  return best.rows.flatMap(({ layer, match }): Mark[] => {
    const x = (columns.indexOf(match) + 0.5) * cell;
    const y = (rows.length - rows.indexOf(layer) - 0.5) * cell;
    const radius = min(5, cell * 0.28);
    return [
      { kind: 'dot', x, y, radius: radius + 1, fill: '#ffffff' },
      { kind: 'dot', x, y, radius, fill: '#1a1d21' },
    ];
  });
}

function chance({ floors }: CrossReport): string {
  const known = (floors ?? []).flat().filter((value) => value !== null);
  if (known.length === 0) return '';
  const ends = known.reduce(([least, most], value) => [min(least, value), max(most, value)], [known[0], known[0]]);
  const [least, most] = ends.map((value) => value.toFixed(3));
  return `Chance alone would give ${least === most ? least : `${least} to ${most}`}, by the sizes of the layers.`;
}

function matchesInWords({ best }: CrossReport): string {
  const words = best.rows.map(
    ({ layer, match, value }) => `${printable(layer)} with ${printable(match)} ${value.toFixed(2)}`,
  );
  return `Best matches: ${words.slice(0, 40).join(', ')}${words.length > 40 ? `, and ${words.length - 40} more` : ''}.`;
}

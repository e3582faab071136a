import type { Match } from '../analysis/dynamics-result.js';
import type { Facts, FactTable } from './facts.js';
import { PLAIN_ROOM, type TerminalRoom } from './plain-room.js';
import { cutInWords, datapointsInWords, metricInWords, readingsInWords } from './run-recipe.js';
import type { CrossReport } from './run-reports.js';
import { shortenName } from './shorten-name.js';
import { heatmap } from './terminal-heatmap.js';

const { abs } = Math;
const LONGEST_NAME = 28;

/** Which layers of two networks correspond, as people read it: how far apart in depth best matches lie, every layer's, and the whole matrix. */
export function crossFacts(report: CrossReport, room: TerminalRoom = PLAIN_ROOM): Facts {
  const { rows, columns, matrix, inputs } = report;
  const [a, b] = [inputs.rows.run, inputs.columns.run].map((run) => shortenName(run, LONGEST_NAME));
  const title = `layers of ${a} (rows, bottom up) beside those of ${b}`;
  return {
    headline: headline(report),
    remarks: [recipe(report)],
    tables: [matchesTable(report, 'rows', { of: a, among: b }), matchesTable(report, 'columns', { of: b, among: a })],
    pictures: [heatmap({ title, rows, columns, values: matrix }, room)],
    warnings: report.warnings.map(({ message }) => message),
  };
}

function headline({ best, rows, columns, depth }: CrossReport): string {
  const place = (names: readonly string[], shares: readonly number[], name: string) => shares[names.indexOf(name)];
  const gaps = [
    ...best.rows.map((match) => place(rows, depth.rows, match.layer) - place(columns, depth.columns, match.match)),
    ...best.columns.map((match) => place(columns, depth.columns, match.layer) - place(rows, depth.rows, match.match)),
  ];
  if (gaps.length === 0) return 'no layer has a match';
  const mean = gaps.reduce((sum, gap) => sum + abs(gap), 0) / gaps.length;
  return `the layers most alike lie ${mean.toFixed(2)} of the depth apart on average`;
}

function recipe(report: CrossReport): string {
  const { summaries, inputs } = report;
  return [
    `similarity: ${metricInWords(report)}`,
    ...cutInWords(report, report.metric),
    ...datapointsInWords([...summaries.rows, ...summaries.columns]),
    ...readingsInWords([...inputs.rows.dumps, ...inputs.columns.dumps]),
  ].join(', ');
}

function matchesTable(
  report: CrossReport,
  side: 'rows' | 'columns',
  { of, among }: { of: string; among: string },
): FactTable {
  const { floors, depth, rows, columns } = report;
  const [names, others] = side === 'rows' ? [rows, columns] : [columns, rows];
  const [depths, otherDepths] = side === 'rows' ? [depth.rows, depth.columns] : [depth.columns, depth.rows];
  const floor = ({ layer, match }: Match) => {
    const [own, other] = [names.indexOf(layer), others.indexOf(match)];
    return (side === 'rows' ? floors?.[own][other] : floors?.[other][own]) ?? null;
  };
  return {
    title: `layers of ${of}`,
    note: `bottom up; each with the layer of ${among} that is most like it`,
    columns: [
      { name: 'layer' },
      { name: 'depth', digits: 2 },
      { name: 'most like' },
      { name: 'at depth', digits: 2 },
      { name: 'similarity', digits: 4 },
      ...(floors === null ? [] : [{ name: 'by chance', digits: 3 }]),
    ],
    rows: report.best[side].map((match) => [
      shortenName(match.layer, LONGEST_NAME),
      depths[names.indexOf(match.layer)] ?? null,
      shortenName(match.match, LONGEST_NAME),
      otherDepths[others.indexOf(match.match)] ?? null,
      match.value,
      ...(floors === null ? [] : [floor(match)]),
    ]),
  };
}

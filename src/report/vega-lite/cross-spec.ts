import { printable } from '../facts.js';
import { metricInWords } from '../run-recipe.js';
import type { CrossReport } from '../run-reports.js';
import { inOrder, SIMILARITY_COLOUR, tooltip } from './channels.js';

const LARGEST_CELL = 36;
const LARGEST_MAP = 560;

/** The matrix of two networks as a heat map, with a dot for the best match of every row. */
export function crossSpec(report: CrossReport): object {
  const { best, inputs } = report;
  const [rows, columns] = [report.rows.map(printable), report.columns.map(printable)];
  const [first, second] = [inputs.rows.run, inputs.columns.run].map(printable);
  const cell = Math.min(LARGEST_CELL, LARGEST_MAP / Math.max(rows.length, columns.length));
  const place = {
    x: inOrder('column', columns, second),
    y: inOrder('row', [...rows].reverse(), first),
  };
  return {
    title: { text: `${first} and ${second}, layer by layer`, subtitle: metricInWords(report), anchor: 'start' },
    datasets: {
      matrix: cells({ ...report, rows, columns }),
      best: best.rows.map(({ layer, match }) => ({ row: printable(layer), column: printable(match) })),
    },
    ...{ width: cell * columns.length, height: cell * rows.length, view: { fill: '#e8e8e8' } },
    layer: [
      {
        data: { name: 'matrix' },
        mark: 'rect',
        encoding: {
          ...place,
          color: SIMILARITY_COLOUR,
          tooltip: tooltip([
            'row',
            'rowDepth',
            'column',
            'columnDepth',
            'similarity',
            ...(report.floors ? ['chance'] : []),
          ]),
        },
      },
      {
        data: { name: 'best' },
        mark: { type: 'point', filled: true, color: '#1a1d21', stroke: '#ffffff' },
        encoding: place,
      },
    ],
  };
}

function cells({ matrix, rows, columns, depth, floors }: CrossReport): object[] {
  return matrix.flatMap((values, r) =>
    values.flatMap((similarity, c) => {
      if (similarity === null) return [];
      const names = { row: rows[r], rowDepth: depth.rows[r], column: columns[c], columnDepth: depth.columns[c] };
      return [{ ...names, similarity, ...(floors === null ? {} : { chance: floors[r][c] }) }];
    }),
  );
}

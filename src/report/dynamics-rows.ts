import type { TidyRows } from './csv.js';
import type { CrossReport, DynamicsReport } from './run-reports.js';

/** Every similarity of a run as a tidy row. */
export function dynamicsTidyRows({ layers, steps, metric, side, panes, sides, floors }: DynamicsReport): TidyRows {
  return {
    columns: ['step', 'layer', 'final_layer', 'metric', 'side', 'value', 'xy', 'yx', 'chance'],
    rows: panes.flatMap((pane, t) =>
      pane.flatMap((row, l) =>
        row.map((value, c) => [
          steps[t],
          layers[l],
          layers[c],
          metric,
          side,
          value,
          sides?.xy[t][l][c] ?? null,
          sides?.yx[t][l][c] ?? null,
          floors?.[t][l][c] ?? null,
        ]),
      ),
    ),
  };
}

/** The same of two networks. */
export function crossTidyRows({ rows, columns, depth, metric, side, matrix, sides, floors }: CrossReport): TidyRows {
  return {
    columns: ['row', 'row_depth', 'column', 'column_depth', 'metric', 'side', 'value', 'xy', 'yx', 'chance'],
    rows: matrix.flatMap((values, r) =>
      values.map((value, c) => [
        rows[r],
        depth.rows[r],
        columns[c],
        depth.columns[c],
        metric,
        side,
        value,
        sides?.xy[r][c] ?? null,
        sides?.yx[r][c] ?? null,
        floors?.[r][c] ?? null,
      ]),
    ),
  };
}

/** A matrix as rows under the names of its columns, each row beginning with its own. */
export function paneRows(
  pane: readonly (readonly (number | null)[])[],
  { rows, columns }: { rows: readonly string[]; columns: readonly string[] },
): TidyRows {
  return { columns: ['', ...columns], rows: pane.map((values, r) => [rows[r], ...values]) };
}

import type { TidyRows } from './csv.js';
import type { ClassesReport } from './run-reports.js';

/** The report as tidy rows: one class at one layer a row. */
export function classesTidyRows({
  layers,
  classes,
  depth,
  correlation,
  adjustedR2,
  floor,
  summaries,
}: ClassesReport): TidyRows {
  return {
    columns: ['layer', 'depth', 'class', 'correlation', 'adjustedR2', 'floor', 'k', 'datapoints'],
    rows: layers.flatMap((layer, l) =>
      classes.map((name, c) => [
        layer,
        depth[l],
        name,
        correlation[l][c],
        adjustedR2[l][c],
        floor[l],
        summaries[l].k,
        summaries[l].datapoints,
      ]),
    ),
  };
}

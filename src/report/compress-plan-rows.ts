import { CURVE_COLUMNS, curveRows } from './compression-curve-rows.js';
import type { CompressPlanReport } from './compression-reports.js';
import type { TidyRows } from './csv.js';

/** The report as tidy rows: one method at one k of one layer a row. */
export function compressPlanTidyRows({ layers }: CompressPlanReport): TidyRows {
  return {
    columns: ['layer', 'neurons', 'outputs', ...CURVE_COLUMNS],
    rows: layers.flatMap(({ name, neurons, outputs, curve }) =>
      curveRows(curve).map((row) => [name, neurons, outputs, ...row]),
    ),
  };
}

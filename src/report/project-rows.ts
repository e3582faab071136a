import { CURVE_COLUMNS, curveRows } from './compression-curve-rows.js';
import type { ProjectReport } from './compression-reports.js';
import type { TidyRows } from './csv.js';

/** The report as tidy rows: one method at one k a row. */
export function projectTidyRows({ layer, curve }: ProjectReport): TidyRows {
  return { columns: ['layer', ...CURVE_COLUMNS], rows: curveRows(curve).map((row) => [layer.name, ...row]) };
}

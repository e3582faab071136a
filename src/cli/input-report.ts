import type { OpenLayer } from '../io/open-layers.js';
import type { InputReport } from '../report/compare-report.js';

/** What was read for an operand and how, for the report. */
export function inputReport({ dump, resolved }: OpenLayer): InputReport {
  const { name: path, dtype, shape, fortran } = dump;
  return { path, dtype, shape, order: fortran ? 'F' : 'C', layout: resolved.layout };
}

/** One line on how an operand is read. */
export function readingNote({ path, dtype, shape, order, layout }: InputReport, requested: string): string {
  const how = layout === 'nd' ? 'datapoints × neurons' : 'neurons × datapoints';
  const why = requested === 'auto' ? 'found by the length both share' : `as --layout ${requested} says`;
  return `${path}: ${shape.join(' × ')} ${dtype}${order === 'F' ? ' in Fortran order' : ''}, read as ${how} (${why})`;
}

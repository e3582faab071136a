import type { OpenLayer } from '../io/open-layers.js';
import { spoken } from '../io/operand.js';
import type { InputReport } from '../report/compare-report.js';

/** What was read for an operand and how, for the report. */
export function inputReport({ dump, resolved }: OpenLayer): InputReport {
  const { name: path, dtype, shape, fortran } = dump;
  return { path, dtype, shape, order: fortran ? 'F' : 'C', layout: resolved.layout };
}

/** A line for each operand on how it is read, and why so. */
export function readingNotes(inputs: readonly InputReport[], requested: string): string[] {
  return inputs.map(({ path, dtype, shape, order, layout }) => {
    const how = layout === 'nd' ? 'datapoints × neurons' : 'neurons × datapoints';
    const stored = `${shape.join(' × ')} ${dtype}${order === 'F' ? ' in Fortran order' : ''}`;
    return `${spoken(path)}: ${stored}, read as ${how} (${reason(inputs, requested)})`;
  });
}

/** Where both lengths are shared and the longer one comes second, dumps of few datapoints would be read sideways. */
function reason(inputs: readonly InputReport[], requested: string): string {
  if (requested !== 'auto') return `as --layout ${requested} says`;
  const [{ shape }] = inputs;
  const sideways = inputs.every((input) => input.layout === 'dn' && `${input.shape}` === `${shape}`);
  if (!sideways) return 'found by the length both share';
  return 'the longer of the two lengths both share; if rows are datapoints, say --layout nd';
}

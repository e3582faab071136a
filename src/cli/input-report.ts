import type { Warning } from '../analysis/compare-warnings.js';
import type { OpenLayer } from '../io/open-layers.js';
import { spoken } from '../io/operand.js';
import type { InputReport } from '../report/compare-report.js';
import type { Selection } from '../similarity/select-datapoints.js';

/** What was read for an operand and how, for the report. */
export function inputReport({ dump, resolved }: OpenLayer): InputReport {
  const { name: path, dtype, shape, fortran } = dump;
  return { path, dtype, shape, order: fortran ? 'F' : 'C', layout: resolved.layout };
}

/** A line for each operand on how it is read, and why so, and one on the datapoints that are left out. */
export function readingNotes(
  inputs: readonly InputReport[],
  { layout: requested, selection }: { layout: string; selection: Selection | undefined },
): string[] {
  const notes = inputs.map(({ path, dtype, shape, order, layout }) => {
    const how = shape.length === 1 ? 'one neuron' : layout === 'nd' ? 'datapoints × neurons' : 'neurons × datapoints';
    const stored = `${shape.join(' × ')} ${dtype}${order === 'F' ? ' in Fortran order' : ''}`;
    return `${spoken(path)}: ${stored}, read as ${how} (${reason(inputs, requested)})`;
  });
  if (selection === undefined) return notes;
  const { count, seed } = selection;
  return [
    ...notes,
    seed === undefined
      ? `only the first ${count} datapoints are used`
      : `only ${count} datapoints are used, drawn by seed ${seed}`,
  ];
}

function reason(inputs: readonly InputReport[], requested: string): string {
  if (requested !== 'auto') return `as --layout ${requested} says`;
  return isSideways(inputs) ? 'the longer of the two lengths both share' : 'found by the length both share';
}

/** Dumps of fewer datapoints than neurons, datapoints first, are read sideways when both lengths are shared: beware. */
export function sidewaysWarnings(inputs: readonly InputReport[], requested: string): Warning[] {
  if (requested !== 'auto' || !isSideways(inputs)) return [];
  const [{ shape }] = inputs;
  const message = `both layers are ${shape.join(' × ')}, and the longer axis was taken for the datapoints: if each row is a datapoint, say --layout nd (or --layout dn if this is right)`;
  return [{ code: 'layout-guessed', message }];
}

function isSideways(inputs: readonly InputReport[]): boolean {
  return inputs.every(
    ({ layout, shape, order }) => layout === 'dn' && `${shape}` === `${inputs[0].shape}` && order === 'C',
  );
}

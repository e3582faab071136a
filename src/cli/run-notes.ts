import { completeRun } from '../analysis/complete-run.js';
import type { Step } from '../analysis/run.js';
import type { FoundRun } from '../io/found-run.js';
import type { RunInputs } from '../report/run-reports.js';
import { stepName } from '../report/step-name.js';
import type { ReadRun } from './read-run.js';

/** Lines on what was found in a run and how it is read. */
export function runNotes({ run: { layers, steps }, inputs, independent }: ReadRun): string[] {
  const dumps = `${inputs.dumps.length} dumps of ${count(layers.length, 'layer')} at ${count(steps.length, 'step')}`;
  const span = steps.length > 1 ? ` (${stepName(steps[0])} to ${stepName(steps[steps.length - 1])})` : '';
  const notes = [`${inputs.run}: ${dumps}${span}, ${independent} datapoints`, ...readings(inputs)];
  return notes;
}

/** How maps and sequences are read, for each way that occurs. */
function readings({ dumps }: RunInputs): string[] {
  const conv = dumps.find((dump) => dump.conv !== null);
  const sequence = dumps.find(({ tokens }) => tokens !== null);
  const layersOf = (has: (dump: RunInputs['dumps'][number]) => boolean) =>
    [...new Set(dumps.filter(has).map(({ layer }) => layer))].join(', ');
  return [
    ...(conv === undefined
      ? []
      : [`maps are ${conv.layout} and compared as ${conv.conv}: ${layersOf((dump) => dump.conv !== null)}`]),
    ...(sequence === undefined
      ? []
      : [`sequences are compared as ${sequence.tokens}: ${layersOf(({ tokens }) => tokens !== null)}`]),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** The warning about steps after the last complete one, where there are any. */
export function incompleteSteps(left: readonly Step[]): { code: 'incomplete-steps'; message: string }[] {
  if (left.length === 0) return [];
  const which =
    left.length === 1 ? `${stepName(left[0])} lacks` : `${left.length} steps from ${stepName(left[0])} on lack`;
  const message = `${which} layers and ${left.length === 1 ? 'is' : 'are'} left out: similarity is to the last complete step`;
  return [{ code: 'incomplete-steps', message }];
}

/** Lines on a network that is compared at one step. */
export function networkNotes(read: ReadRun): string[] {
  const { steps } = completeRun(read.run).run;
  const at = read.run.steps.length > 1 ? [`${read.inputs.run}: taken at ${stepName(steps[steps.length - 1])}`] : [];
  return [...runNotes(read), ...at];
}

/** What there is to beware of in one of two runs, with its name. */
export function namedWarnings({ path, warnings }: FoundRun): FoundRun['warnings'] {
  return warnings.map(({ code, message }) => ({ code, message: `${path}: ${message}` }));
}

import type { SvccaError } from '../errors.js';
import type { RunWarning } from './found-run.js';

const NAMED = 3;

/** The first few of a list, and how many more there are. */
export function fewOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

export function guessedOrder(layers: readonly string[]): RunWarning {
  const message =
    `the order of the ${layers.length} layers was guessed from their names, ${layers[0]} the first and ${layers.at(-1)} the last: ` +
    'say --layers, or write it down with svcca inspect RUN --write-manifest';
  return { code: 'order-guessed', message };
}

/** The places without a dump, in words. */
export function missingCells(cells: readonly string[], { of }: { of: number }): RunWarning {
  return {
    code: 'missing-cell',
    message: `${cells.length} of ${of} dumps ${cells.length === 1 ? 'is' : 'are'} missing: ${fewOf(cells)}`,
  };
}

/** Files that are cut off, each an error of its own. */
export function incompleteFiles(errors: readonly SvccaError[]): RunWarning {
  const [first] = errors as [SvccaError];
  const more = errors.length === 1 ? '' : `, and ${errors.length - 1} more files are incomplete`;
  return {
    code: 'incomplete-file',
    message: `${first.message}${more}; taken as missing: is it still being written?`,
  };
}

/** Steps that a manifest lists and no dump has. */
export function absentSteps(steps: readonly (number | string)[]): RunWarning[] {
  if (steps.length === 0) return [];
  const message = `the manifest lists ${steps.length === 1 ? 'a step that has' : `${steps.length} steps that have`} no dump: ${fewOf(steps.map(String))}`;
  return [{ code: 'missing-cell', message }];
}

/** Steps or layers that there are and a manifest does not list. */
export function notInManifest(what: 'step' | 'layer', names: readonly (number | string)[]): RunWarning[] {
  if (names.length === 0) return [];
  const message = `the manifest does not list ${names.length === 1 ? `a ${what} that is there` : `${names.length} ${what}s that are there`}, ignored: ${fewOf(names.map(String))}`;
  return [{ code: 'ignored-file', message }];
}

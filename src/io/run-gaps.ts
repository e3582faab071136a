import { SvccaError } from '../errors.js';
import type { ArrangedRun } from './arrange-run.js';
import { flawOf } from './file-flaw.js';
import type { RunWarning } from './found-run.js';
import type { RunArray } from './list-run.js';
import { fewOf, incompleteFiles, missingCells } from './run-warnings.js';

/** What is missing in a run. */
export interface RunGaps {
  /** Places without a dump, in words; those of an archive that is incomplete are not among them. */
  readonly missing: readonly string[];
  /** What is wrong with each file that is incomplete. */
  readonly incomplete: readonly SvccaError[];
  readonly warnings: readonly RunWarning[];
}

/** The gaps of a run at the steps and layers that are wanted of it. */
export function runGaps({ table, layers, steps, warnings }: ArrangedRun, arrays: readonly RunArray[]): RunGaps {
  const unlisted = arrays.filter(({ layer, step }) => layer === undefined && steps.includes(step));
  const hidden = new Set(unlisted.map(({ step }) => step));
  const missing: string[] = [];
  const flawed = new Set<SvccaError>();
  table.forEach((row, t) => {
    const step = steps[t] as number | string;
    row.forEach((array, l) => {
      if (array === null && !hidden.has(step)) missing.push(`${layers[l]} at step ${step}`);
      if (array !== null && isIncomplete(array.found)) flawed.add(array.found);
    });
  });
  for (const { found } of unlisted) if (isIncomplete(found)) flawed.add(found);
  const incomplete = [...flawed];
  const of = layers.length * steps.length;
  return {
    missing: [...missing, ...warnings.filter(({ code }) => code === 'missing-cell').map(({ message }) => message)],
    incomplete,
    warnings: [
      ...(missing.length > 0 ? [missingCells(missing, { of })] : []),
      ...(incomplete.length > 0 ? [incompleteFiles(incomplete)] : []),
    ],
  };
}

/** Whether a dump is one that is still being written. */
export function isIncomplete(found: unknown): found is SvccaError {
  return found instanceof SvccaError && flawOf(found) === 'incomplete';
}

/** A run that passes has no gaps. */
export function refuseGaps({ missing, incomplete }: RunGaps, { run }: { run: string }): void {
  const [flawed] = incomplete;
  if (flawed !== undefined) throw flawed;
  if (missing.length === 0) return;
  const what = missing.length === 1 ? 'a dump is' : `${missing.length} dumps are`;
  throw new SvccaError('input', `${run}: ${what} missing, which --strict forbids: ${fewOf(missing)}`, {
    hint: 'dump them again, or leave their steps or layers out with --steps and --layers',
  });
}

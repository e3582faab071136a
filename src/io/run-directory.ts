import { SvccaError } from '../errors.js';
import { arrangeRun } from './arrange-run.js';
import { foundDump, storedAs } from './found-dump.js';
import type { FoundDump, FoundRun, OpenRunOptions } from './found-run.js';
import type { ResolvedLayout } from './layout.js';
import type { ArrayFacts } from './list-arrays.js';
import { listRun, type RunArray } from './list-run.js';
import { listManifest, readManifest } from './read-manifest.js';
import { entryName } from './run-entries.js';
import { isIncomplete, refuseGaps, runGaps } from './run-gaps.js';
import { runLayouts } from './run-layouts.js';

/**
 * Finds the dumps of a run: below a folder, by its manifest where it has one, or the arrays of one file. Every header is read once, and all
 * files are closed again.
 *
 * @throws SvccaError ('input') when two dumps claim one place, one is malformed, datapoints differ, or, if strict, one is missing;
 *   ('usage') when a layer or step is asked for that is not there.
 */
export async function openRun(path: string, options: OpenRunOptions = {}): Promise<FoundRun> {
  const { strict = false, layout = 'auto', dtype } = options;
  requireName(path);
  const manifest = await readManifest(path);
  const dumps = manifest?.dumps;
  const listed = dumps ? await listManifest(path, { dumps, dtype }) : await listRun(path, { dtype });
  const arranged = arrangeRun(listed, { run: path, manifest, options });
  const gaps = runGaps(arranged, listed.arrays);
  if (strict) refuseGaps(gaps, { run: path });
  const { layers, order, steps, table } = arranged;
  const whole = table.flat().filter(isWhole);
  if (whole.length === 0) throw gaps.incomplete[0] ?? nothingLeft(path);
  const shaped = whole.map((array) => ({ name: entryName(array), ...storedAs(array.found) }));
  const read = runLayouts(shaped, layout === 'auto' ? (manifest?.layout ?? 'auto') : layout);
  const found = new Map<RunArray | null, FoundDump>(
    whole.map((array, i) => [array, foundDump(array, { resolved: read.resolved[i] as ResolvedLayout, dtype })]),
  );
  return {
    path,
    layers,
    order,
    steps,
    cells: table.map((row) => row.map((array) => found.get(array) ?? null)),
    warnings: [...arranged.warnings, ...read.warnings, ...gaps.warnings, ...listed.warnings],
    files: listed.files,
  };
}

function requireName(path: string): void {
  if (path !== '' && path !== '-') return;
  throw path === ''
    ? new SvccaError('usage', 'the name of a run is empty', {
        hint: 'check that the shell variables in the command are set',
      })
    : new SvccaError('usage', 'a run is a folder, which standard input cannot be', { hint: 'name the folder' });
}

type WholeArray = RunArray & { readonly found: ArrayFacts };

/** An array that is there, whole; one that is malformed ends it all. */
function isWhole(array: RunArray | null): array is WholeArray {
  if (array === null || isIncomplete(array.found)) return false;
  if (array.found instanceof SvccaError) throw array.found;
  return true;
}

function nothingLeft(path: string): SvccaError {
  return new SvccaError('input', `${path} has no dump at the steps and layers that are asked for`, {
    hint: `svcca inspect ${path} shows what there is`,
  });
}

import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { SvccaError } from '../errors.js';
import { writeFileAtomic } from './atomic-write.js';
import type { FoundRun } from './found-run.js';
import type { Layout } from './layout.js';
import { MANIFEST, manifestText } from './run-manifest.js';

/**
 * Writes down how a run was found, for all who read it after; returns the path.
 *
 * @throws SvccaError ('usage') when there is a manifest already, unless forced.
 */
export async function writeManifest(run: FoundRun, { force = false }: { force?: boolean } = {}): Promise<string> {
  const path = join(run.path, MANIFEST);
  const taken = await lstat(path).then(
    () => true,
    () => false,
  );
  if (taken && !force) {
    throw new SvccaError('usage', `${path} is there already`, { hint: 'replace it with --write-manifest --force' });
  }
  await writeFileAtomic(path, manifestText({ layers: run.layers, steps: run.steps, layout: layoutsOf(run) }));
  return path;
}

/** The layout of its tables and that of its maps, each where all have the same. */
function layoutsOf({ cells }: FoundRun): Layout[] {
  const dumps = cells.flat().filter((dump) => dump !== null);
  return [2, 4].flatMap((axes) => {
    const layouts = new Set(dumps.filter(({ shape }) => shape.length === axes).map(({ resolved }) => resolved.layout));
    return layouts.size === 1 ? [...layouts] : [];
  });
}

import { stat } from 'node:fs/promises';
import { SvccaError } from '../errors.js';
import { readProblem } from './file-problem.js';
import { foundDump, storedAs } from './found-dump.js';
import type { FoundDump, FoundRun, OpenRunOptions, RunWarning } from './found-run.js';
import { type ResolvedLayout, resolveLayouts } from './layout.js';
import { type ArrayFacts, listArrays } from './list-arrays.js';
import type { FileIdentity } from './open-file.js';
import { refuseUnreadableShape } from './readable-shape.js';
import { openRun } from './run-directory.js';
import { entryName } from './run-entries.js';

/** An array of a path that is inspected. */
export interface ContentArray {
  /** The layer, the key in an archive, or the path. */
  readonly name: string;
  /** Null where there are no steps. */
  readonly step: number | string | null;
  readonly path: string;
  /** Null where its header cannot be read. */
  readonly stored: Pick<FoundDump, 'dtype' | 'shape' | 'order'> | null;
  /** Null where it cannot be read as a layer. */
  readonly dump: FoundDump | null;
  readonly problem: string | null;
}

/** What is in a path: the last dump of every layer of a run, or every array of a file. */
export interface Contents {
  /** Null for a file. */
  readonly run: FoundRun | null;
  readonly arrays: readonly ContentArray[];
  readonly warnings: readonly RunWarning[];
  readonly files: readonly FileIdentity[];
}

/**
 * Lists what is in a run directory or a file; in a file, arrays that are no layers as well.
 *
 * @throws SvccaError ('input') when the path is missing, or malformed as a whole.
 */
export async function openContents(path: string, options: OpenRunOptions = {}): Promise<Contents> {
  if (!(await isFolder(path))) return fileContents(path, options);
  const run = await openRun(path, options);
  return { run, arrays: run.layers.map((_, l) => lastDump(run, l)), warnings: run.warnings, files: run.files };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw readProblem(path, error);
  }
}

function lastDump({ layers, steps, cells }: FoundRun, l: number): ContentArray {
  const name = layers[l] as string;
  const t = cells.findLastIndex((row) => row[l] !== null);
  const dump = cells[t]?.[l] ?? null;
  if (dump === null) return { name, step: null, path: '', stored: null, dump, problem: 'no dump of it can be read' };
  const { operand, dtype, shape, order } = dump;
  return {
    name,
    step: steps[t] as number | string,
    path: operand,
    stored: { dtype, shape, order },
    dump,
    problem: null,
  };
}

async function fileContents(path: string, { layers, layout = 'auto', dtype }: OpenRunOptions): Promise<Contents> {
  const { arrays: listed, identity } = await listArrays(path, { dtype });
  const [only] = listed;
  if (only !== undefined && only.key === undefined && only.found instanceof SvccaError) throw only.found;
  const wanted = layers === undefined ? listed : listed.filter(({ key = path }) => layers.includes(key));
  const shaped = wanted.flatMap(({ key, found }) => {
    const name = entryName({ path, key });
    return found instanceof SvccaError || shapeProblem({ name, found }) !== null
      ? []
      : [{ key, name, shape: found.shape }];
  });
  const together = attempt(() => resolveLayouts(shaped, layout));
  const problem = together instanceof SvccaError && shaped.length > 1 ? together.message : null;
  const arrays = wanted.map(({ key, found }): ContentArray => {
    const place = { path, key };
    const name = entryName(place);
    const about = { name: key ?? path, step: null, path: name };
    if (found instanceof SvccaError) return { ...about, stored: null, dump: null, problem: found.message };
    const stored = storedAs(found);
    const alone = shapeProblem({ name, found }) ?? layoutOf({ key, name, shape: found.shape });
    if (typeof alone === 'string') return { ...about, stored, dump: null, problem: alone };
    return { ...about, stored, dump: foundDump({ ...place, found }, { resolved: alone, dtype }), problem: null };
  });
  const warnings: RunWarning[] = problem === null ? [] : [{ code: 'layout-guessed', message: problem }];
  return { run: null, arrays, warnings, files: [identity] };

  function layoutOf({ key, name, shape }: { key: string | undefined; name: string; shape: readonly number[] }) {
    const at = shaped.findIndex((other) => other.key === key);
    if (!(together instanceof SvccaError)) return together[at] as ResolvedLayout;
    const own = attempt(() => resolveLayouts([{ name, shape }], layout));
    return own instanceof SvccaError ? own.message : (own[0] as ResolvedLayout);
  }
}

function shapeProblem({ name, found }: { name: string; found: ArrayFacts }): string | null {
  const refused = attempt(() => refuseUnreadableShape({ name, shape: found.shape }));
  return refused instanceof SvccaError ? refused.message : null;
}

function attempt<T>(task: () => T): T | SvccaError {
  try {
    return task();
  } catch (error) {
    if (error instanceof SvccaError) return error;
    throw error;
  }
}

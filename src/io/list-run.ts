import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SvccaError } from '../errors.js';
import { promisedFormat } from './file-format.js';
import { readProblem } from './file-problem.js';
import type { RunWarning } from './found-run.js';
import type { ArrayFacts } from './list-arrays.js';
import type { FileIdentity } from './open-file.js';
import { withoutResults } from './own-results.js';
import { type Entry, entryName, listEntries, problemOf, withoutExtension } from './run-entries.js';
import { placeArrays } from './run-names.js';
import { type Way, walkFolder } from './walk-folder.js';

/** An array in a run: its place, and its header, or why there is none yet. */
export interface RunArray {
  readonly step: number | string;
  /** Undefined for an archive whose arrays are not known yet. */
  readonly layer: string | undefined;
  readonly path: string;
  readonly key: string | undefined;
  readonly found: ArrayFacts | SvccaError;
}

/** What is in a run, before it is put in order. */
export interface ListedRun {
  readonly arrays: readonly RunArray[];
  readonly warnings: readonly RunWarning[];
  readonly files: readonly FileIdentity[];
  /** The keys of each archive that is not sorted by name, or could not be by chance: in its own order. */
  readonly archives: readonly (readonly RunArray[])[];
}

/** Files of other formats that people keep activations in. */
const UNREAD = /\.(h5|hdf5|mat|parquet|feather|arrow|zarr|tfrecord)$|\.(npy|npz|safetensors)\.[^/]*$/i;
/** The same, and what is seldom anything but a model. */
const CONVERTIBLE = /\.(h5|hdf5|mat|parquet|feather|arrow|zarr|tfrecord|pt|pth|ckpt|pkl|pickle|bin)$/i;

/** Finds every array below a folder, or in one file, with its step and layer. */
export async function listRun(path: string, { dtype }: { dtype?: 'bf16' | undefined } = {}): Promise<ListedRun> {
  const folder = await isFolder(path);
  const ways: readonly Way[] = folder ? withoutResults(await walkFolder(path)) : [[]];
  const readable = folder ? ways.filter((way) => promisedFormat(way.at(-1) as string) !== undefined) : ways;
  if (readable.length === 0) throw nothingFound(path, ways);
  const warnings: RunWarning[] = ways
    .filter((way) => promisedFormat(way.at(-1) ?? '') === undefined && UNREAD.test(way.at(-1) as string))
    .map((way) => ignored(`${join(path, ...way)} is in a format that is not read`));
  const files: FileIdentity[] = [];
  const listed = await listEntries(
    readable.map((way) => ({ path: join(path, ...way), way: way.length === 0 ? [basename(path)] : way })),
    { dtype },
  );
  const entries: Entry[] = [];
  for (const file of listed) {
    if (file.identity !== undefined) files.push(file.identity);
    for (const entry of file.entries) {
      const problem = problemOf(entry);
      if (problem === undefined) entries.push(entry);
      else warnings.push(ignored(problem));
    }
  }
  const places = placeArrays(entries, { root: withoutExtension(basename(resolve(path))), bare: folder });
  const arrays: RunArray[] = [];
  const placed = new Map<Entry, RunArray>();
  entries.forEach((entry, i) => {
    const place = places[i];
    if (place === undefined) {
      warnings.push(ignored(`${entryName(entry)} names no step, as the other dumps do`));
      return;
    }
    const array = { ...place, path: entry.path, key: entry.key, found: entry.found };
    arrays.push(array);
    placed.set(entry, array);
  });
  const archives = listed
    .filter(({ ordered }) => ordered)
    .map((file) => file.entries.flatMap((entry) => placed.get(entry) ?? []));
  return { arrays, warnings, files, archives };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw readProblem(path, error);
  }
}

function ignored(why: string): RunWarning {
  return { code: 'ignored-file', message: `${why}; it is ignored` };
}

function nothingFound(path: string, ways: readonly Way[]): SvccaError {
  const other = ways.find((way) => CONVERTIBLE.test(way.at(-1) as string));
  const found = ways.length === 0 ? 'no files' : `${ways.length} files, no`;
  const message = `${path} holds ${found}${ways.length === 0 ? '' : ' .npy, .npz or .safetensors among them'}`;
  return new SvccaError('input', message, {
    hint:
      other === undefined
        ? 'dump a .npy for each step and layer, as in step_100/conv1.npy; svcca inspect --help'
        : `${other.join('/')} and the like are not read: save activations as .npy (np.save), .npz or .safetensors`,
  });
}

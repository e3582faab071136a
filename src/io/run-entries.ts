import { SvccaError } from '../errors.js';
import { flawOf, withFlaw } from './file-flaw.js';
import { promisedFormat } from './file-format.js';
import { systemCode } from './file-problem.js';
import { type ArrayFacts, listArrays } from './list-arrays.js';
import type { FileIdentity } from './open-file.js';
import type { CalledArray } from './run-names.js';

/** A file of a run: what opens it, and the folders and the name by which the run calls it. */
export interface RunFile {
  readonly path: string;
  readonly way: readonly string[];
}

/** An array as a run calls it, with its header or what is wrong with it. */
export interface Entry extends CalledArray {
  readonly path: string;
  readonly found: ArrayFacts | SvccaError;
}

/** The arrays of one file. */
export interface ListedEntries {
  readonly entries: readonly Entry[];
  /** Undefined where it could not be listed. */
  readonly identity: FileIdentity | undefined;
  /** Whether the order of the arrays is that in which they were written. */
  readonly ordered: boolean;
}

/** So many headers are read at a time. */
const AT_ONCE = 16;

/**
 * The arrays of each file; a file that is cut off, or gone by now, has one without a header.
 *
 * @throws SvccaError ('input') when a file is malformed in another way.
 */
export async function listEntries(
  files: readonly RunFile[],
  { dtype }: { dtype?: 'bf16' | undefined } = {},
): Promise<ListedEntries[]> {
  return inOrder(files, (file) => listFile(file, dtype));
}

/** Why an array is no layer; undefined where it is one. */
export function problemOf(entry: Entry): string | undefined {
  const { found } = entry;
  if (found instanceof SvccaError) return flawOf(found) === 'no-numbers' ? found.message : undefined;
  return found.shape.length === 0 ? `${entryName(entry)} is a single number` : undefined;
}

/** What opens an array: a path, or archive:key. */
export function entryName({ path, key }: Pick<Entry, 'path' | 'key'>): string {
  return key === undefined ? path : `${path}:${key}`;
}

/** A name without the extension of a format that is read. */
export function withoutExtension(name: string): string {
  return name.replace(/(?<=.)\.(npy|npz|safetensors)$/i, '');
}

async function listFile({ path, way }: RunFile, dtype: 'bf16' | undefined): Promise<ListedEntries> {
  const name = way.at(-1) as string;
  const called = [...way.slice(0, -1), withoutExtension(name)];
  const archived = promisedFormat(name) !== '.npy';
  try {
    const { identity, arrays, format } = await listArrays(path, { dtype });
    const entries = arrays.map(({ key, found }) => {
      if (found instanceof SvccaError && flawOf(found) === undefined) throw found;
      return { way: called, key, archived: key !== undefined, alone: arrays.length === 1, path, found };
    });
    return { entries, identity, ordered: format === '.npz' || !isSorted(entries) };
  } catch (error) {
    if (!(error instanceof SvccaError)) throw error;
    if (systemCode(error.cause) === 'ENOENT') withFlaw('incomplete', error);
    else if (flawOf(error) === undefined) throw error;
    const entry = { way: called, key: undefined, archived, alone: false, path, found: error };
    return { entries: [entry], identity: undefined, ordered: false };
  }
}

/** save_file sorts the names, which then say nothing of depth. */
function isSorted(entries: readonly Entry[]): boolean {
  return entries.every(({ key }, i) => i === 0 || (entries[i - 1]?.key as string) < (key as string));
}

/** The results of a task for each item, of which not all are done at a time. */
async function inOrder<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await task(items[i] as T);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

import { SvccaError } from '../errors.js';
import { type Format, formatOf } from './file-format.js';
import { regionBytes } from './file-region.js';
import { openNpy, type StoredArray } from './npy.js';
import { type FileIdentity, type OpenFile, openFile } from './open-file.js';
import { listTensors } from './safetensors.js';

/** What the header of an array says. */
export type ArrayFacts = Omit<StoredArray, 'bytes'>;

/** One array of a file: its header, or why it cannot be read. */
export interface ListedArray {
  /** Undefined for the one array of a .npy. */
  readonly key: string | undefined;
  readonly found: ArrayFacts | SvccaError;
}

/** What is in a file, in its own order. */
export interface ListedFile {
  readonly format: Format;
  readonly identity: FileIdentity;
  readonly arrays: readonly ListedArray[];
}

/**
 * The headers of all arrays of a file, which is closed again.
 *
 * @throws SvccaError ('input') when the file itself is missing or malformed.
 */
export async function listArrays(path: string, { dtype }: { dtype?: 'bf16' | undefined } = {}): Promise<ListedFile> {
  const file = await openFile(path);
  try {
    const format = await formatOf(file);
    const arrays = format === '.npy' ? await onlyArray(file, dtype) : await archived(file, format, dtype);
    return { format, identity: file.identity, arrays };
  } finally {
    await file.close();
  }
}

async function onlyArray(file: OpenFile, asked: 'bf16' | undefined): Promise<ListedArray[]> {
  const bytes = regionBytes(file, { name: file.name, start: 0, size: file.size });
  return [{ key: undefined, found: await headerOf(() => openNpy(bytes, { name: file.name, asked })) }];
}

async function archived(file: OpenFile, format: Format, asked: 'bf16' | undefined): Promise<ListedArray[]> {
  // The zip library is only loaded for a zip file.
  const list = format === '.npz' ? (await import('./npz.js')).listNpzArrays : listTensors;
  const arrays: ListedArray[] = [];
  for (const [key, open] of await list(file, { asked })) arrays.push({ key, found: await headerOf(open) });
  return arrays;
}

async function headerOf(open: () => Promise<StoredArray>): Promise<ArrayFacts | SvccaError> {
  try {
    const { bytes: _, ...facts } = await open();
    return facts;
  } catch (error) {
    if (error instanceof SvccaError && error.kind === 'input') return error;
    throw error;
  }
}

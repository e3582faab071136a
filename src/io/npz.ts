import { SvccaError } from '../errors.js';
import type { ArrayBytes } from './array-bytes.js';
import { chooseKey } from './choose-key.js';
import { deflatedBytes } from './deflated-bytes.js';
import { regionBytes } from './file-region.js';
import { PYTORCH } from './looks-like.js';
import { type ArrayOpener, openNpy, type StoredArray } from './npy.js';
import type { OpenFile } from './open-file.js';
import { readZipDirectory, type ZipEntry } from './zip-directory.js';

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** Opens one array of a .npz: the one of this key, or the only one. */
export async function openNpzArray(
  file: OpenFile,
  { key, asked }: { key: string | undefined; asked: 'bf16' | undefined },
): Promise<StoredArray> {
  const arrays = await listNpzArrays(file, { asked });
  return (arrays.get(chooseKey([...arrays.keys()], { file: file.name, key })) as ArrayOpener)();
}

/** The arrays of a .npz by their keys, in order of its directory. */
export async function listNpzArrays(
  file: OpenFile,
  { asked }: { asked: 'bf16' | undefined },
): Promise<Map<string, ArrayOpener>> {
  const { entries, dataStart } = await readZipDirectory(file);
  const open = async (key: string, found: ZipEntry) => {
    const name = `${file.name}:${key}`;
    refuseUnreadable(name, found);
    return openNpy(entryBytes(file, found, { name, start: await dataStart(found) }), { name, asked });
  };
  return new Map([...arrayEntries(file.name, entries)].map(([key, found]) => [key, () => open(key, found)]));
}

/** numpy's keys: the names of the entries that end in .npy, without that ending. */
function arrayEntries(file: string, entries: readonly ZipEntry[]): Map<string, ZipEntry> {
  if (entries.some(({ name }) => name.endsWith('/data.pkl'))) {
    throw new SvccaError('input', `${file} is no .npz file: it ${PYTORCH.what}`, { hint: PYTORCH.hint });
  }
  return new Map(entries.filter(({ name }) => name.endsWith('.npy')).map((entry) => [entry.name.slice(0, -4), entry]));
}

function refuseUnreadable(name: string, { entry }: ZipEntry): void {
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) {
    throw new SvccaError('input', `${name} is encrypted`, { hint: 'unpack the archive and name the .npy in it' });
  }
  const { compressionMethod } = entry;
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new SvccaError('input', `${name} is compressed by zip method ${compressionMethod}; 0 and 8 are known`, {
      hint: 'write it again with np.savez or np.savez_compressed',
    });
  }
}

function entryBytes(file: OpenFile, { entry }: ZipEntry, { name, start }: { name: string; start: number }): ArrayBytes {
  const { compressionMethod, compressedSize, uncompressedSize, crc32: crc } = entry;
  if (compressionMethod === STORED) return regionBytes(file, { name, start, size: uncompressedSize, crc });
  return deflatedBytes(file, { name, start, size: uncompressedSize, crc, compressedSize });
}

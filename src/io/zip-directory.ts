import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import { SvccaError } from '../errors.js';
import { withFlaw } from './file-flaw.js';
import type { OpenFile } from './open-file.js';

/** A file in a zip archive, and where its bytes are at most: before the next entry or the central directory. */
export interface ZipEntry {
  readonly name: string;
  readonly entry: Entry;
  readonly limit: number;
}

/** What an archive holds; closes by itself, without closing the file. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the bytes of an entry start, once its two headers agree. */
  dataStart(entry: ZipEntry): Promise<number>;
}

/** The shortest local header; its name comes on top. */
const LOCAL_HEADER = 30;
const SIZES_FOLLOW = 8;
const IN_ZIP64 = 0xffffffff;

/** Lists a zip archive, whose entries have different names and do not overlap. */
export async function readZipDirectory(file: OpenFile): Promise<ZipDirectory> {
  try {
    const zip = await fromRandomAccessReaderPromise(new FileReader(file), file.size, {
      autoClose: false,
      decodeStrings: false,
    });
    const end = Number(zip.readEntryCursor);
    const found: Entry[] = [];
    for await (const entry of zip.eachEntry()) found.push(entry);
    const entries = withLimits(file.name, found, end);
    return { entries, dataStart: (entry) => dataStart(zip, file.name, entry) };
  } catch (error) {
    throw damaged(file.name, error);
  }
}

/** yauzl's way to the bytes: ours, with reads beyond the end refused as what they are. */
class FileReader extends RandomAccessReader {
  readonly #file: OpenFile;

  constructor(file: OpenFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ) {
    if (!(position >= 0 && position + length <= this.#file.size)) {
      callback(new Error(`${length} bytes at ${position} are outside of its ${this.#file.size}`));
      return;
    }
    this.#file.read(buffer.subarray(offset, offset + length), position).then(() => callback(null), callback);
  }
}

function withLimits(file: string, found: readonly Entry[], end: number): ZipEntry[] {
  const inPlace = [...found].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  const limits = new Map(
    inPlace.map((entry, index) => [entry, inPlace[index + 1]?.relativeOffsetOfLocalHeader ?? end]),
  );
  const names = new Set<string>();
  return found.map((entry) => {
    const name = nameOf(entry);
    if (names.has(name)) throw refused(file, `two entries are named ${name}`);
    names.add(name);
    const limit = limits.get(entry) as number;
    if (entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.fileNameLength + entry.compressedSize > limit) {
      throw overlapping(file, name);
    }
    return { name, entry, limit };
  });
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
}

async function dataStart(zip: ZipFile, file: string, { name, entry, limit }: ZipEntry): Promise<number> {
  try {
    const local = await zip.readLocalFileHeaderPromise(entry);
    if (!entry.fileNameRaw.equals(local.fileName))
      throw refused(file, `its entry ${name} has another name in its own header`);
    if (local.compressionMethod !== entry.compressionMethod)
      throw refused(file, `its entry ${name} has two compression methods`);
    const sizesHere = (local.generalPurposeBitFlag & SIZES_FOLLOW) === 0 && local.uncompressedSize !== IN_ZIP64;
    if (sizesHere && local.uncompressedSize !== entry.uncompressedSize) {
      throw refused(
        file,
        `its entry ${name} has two sizes, ${local.uncompressedSize} and ${entry.uncompressedSize} bytes`,
      );
    }
    if (local.fileDataStart + entry.compressedSize > limit) throw overlapping(file, name);
    return local.fileDataStart;
  } catch (error) {
    throw damaged(file, error);
  }
}

function refused(file: string, why: string): SvccaError {
  return new SvccaError('input', `${file} is not a sound zip archive: ${why}`, {
    hint: 'copy it again from its source, or write it again with np.savez',
  });
}

function overlapping(file: string, name: string): SvccaError {
  return refused(file, `its entry ${name} overlaps what comes after it`);
}

function damaged(file: string, error: unknown): SvccaError {
  if (error instanceof SvccaError) return error;
  const reason =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  if (!/end of central directory/i.test(reason)) return refused(file, reason);
  return withFlaw('incomplete', refused(file, 'it has no directory at its end, so it was cut off'));
}

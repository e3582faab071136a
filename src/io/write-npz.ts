import { crc32 } from 'node:zlib';
import { SvccaError } from '../errors.js';
import { type ArrayToWrite, npyBytes } from './write-npy.js';

const VERSION = 20;
const UTF8_NAMES = 0x800;
/** 1 January 1980, the first day that a zip can state: the same arrays give the same bytes. */
const FIRST_DAY = 0x21;
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const MOST_BYTES = 0xffffffff;
const MOST_ENTRIES = 0xffff;

interface Entry {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

/** The bytes of an uncompressed .npz, in pieces to be written one after the other; np.load finds the arrays by their keys. */
export function npzBytes(arrays: ReadonlyMap<string, ArrayToWrite>): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const entries: Entry[] = [];
  let offset = 0;
  for (const [key, array] of arrays) {
    const data = npyBytes(array);
    const entry = { name: Buffer.from(`${key}.npy`), size: length(data), crc: checksum(data), offset };
    const added = [localHeader(entry), ...data];
    pieces.push(...added);
    entries.push(entry);
    offset += length(added);
  }
  const directory = entries.map(centralHeader);
  const end = endRecord({ count: entries.length, size: length(directory), offset });
  refuseTooLarge({ bytes: offset + length(directory), entries: entries.length });
  return [...pieces, ...directory, end];
}

function length(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function checksum(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => crc32(piece, sum), 0);
}

/** What the local and the central header have in common: version, flags, method 0, time, checksum, sizes, lengths. */
function common({ name, crc, size }: Entry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(FIRST_DAY, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(bounded(size), 14);
  fields.writeUInt32LE(bounded(size), 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function localHeader(entry: Entry): Buffer {
  return Buffer.concat([uint32(LOCAL_HEADER), common(entry), entry.name]);
}

function centralHeader(entry: Entry): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(bounded(entry.offset), 10);
  const madeBy = Buffer.from([VERSION, 0]);
  return Buffer.concat([uint32(CENTRAL_HEADER), madeBy, common(entry), rest, entry.name]);
}

function endRecord({ count, size, offset }: { count: number; size: number; offset: number }): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(END, 0);
  record.writeUInt16LE(Math.min(count, MOST_ENTRIES), 8);
  record.writeUInt16LE(Math.min(count, MOST_ENTRIES), 10);
  record.writeUInt32LE(bounded(size), 12);
  record.writeUInt32LE(bounded(offset), 16);
  return record;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Fields hold 32 bits; an archive that needs more is refused before its bytes are handed out. */
function bounded(value: number): number {
  return Math.min(value, MOST_BYTES);
}

function refuseTooLarge({ bytes, entries }: { bytes: number; entries: number }): void {
  if (bytes < MOST_BYTES && entries < MOST_ENTRIES) return;
  throw new SvccaError(
    'input',
    `the .npz would have ${bytes} bytes in ${entries} arrays; 2^32 bytes and 65534 arrays fit`,
    {
      hint: 'write fewer or smaller arrays, or each one as a .npy',
    },
  );
}

import { SvccaError } from '../errors.js';
import { type ArrayBytes, afterHeader, type ByteReader, type RandomBytes } from './array-bytes.js';
import { arrayBytes, shapeText } from './array-size.js';
import { keepInMemory } from './chunk-reader.js';
import { cutOff } from './damaged-bytes.js';
import type { ElementType } from './element-type.js';
import { looksLike } from './looks-like.js';
import { npyElementType, refusedStructure } from './npy-dtype.js';
import { malformed, parseNpyLiteral } from './npy-literal.js';

/** One array: how its values are laid out, and its bytes without any header. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly element: ElementType;
  /** Whether the first index runs fastest. */
  readonly fortran: boolean;
  readonly bytes: ArrayBytes;
}

/** Opens an array whose place is known, but whose header may not have been read. */
export type ArrayOpener = () => Promise<StoredArray>;

/** How errors name the array, and what the --dtype option says. */
export interface NpyOptions {
  readonly name: string;
  readonly asked?: 'bf16' | undefined;
}

/** numpy's own headers take 128 bytes, or some more for very long shapes. */
const LONGEST_HEADER = 2 ** 20;

/** Reads the header of a .npy whose size is known, and holds it to: header + values = size. */
export async function openNpy(bytes: ArrayBytes, options: NpyOptions): Promise<StoredArray> {
  const reader = bytes.reader();
  try {
    const { length, ...array } = await readHeader(reader, options);
    const expected = arrayBytes(array.shape, { name: options.name, itemSize: array.element.size });
    refuseOtherSize({ name: options.name, array, found: bytes.size - length, expected });
    return { ...array, bytes: afterHeader(bytes, length) };
  } finally {
    await reader.close();
  }
}

/** Reads the header of a .npy from a pipe, and leaves the pipe at its first value. */
export async function openNpyStream(reader: ByteReader, options: NpyOptions): Promise<StoredArray> {
  const { length: _, ...array } = await readHeader(reader, options);
  const size = arrayBytes(array.shape, { name: options.name, itemSize: array.element.size });
  return { ...array, bytes: onceOnly(reader, { name: options.name, size }) };
}

type Header = Omit<StoredArray, 'bytes'> & { readonly length: number };

async function readHeader(reader: ByteReader, { name, asked }: NpyOptions): Promise<Header> {
  const start = await take(reader, 10);
  const magic = start.subarray(0, 6).toString('latin1');
  if (magic !== '\x93NUMPY') throw notNpy(name, start);
  const [major, minor] = [start[6], start[7]];
  if (start.length < 10) throw cutOff(name, { part: 'header', found: start.length, expected: 10 });
  if (minor !== 0 || !(major === 1 || major === 2 || major === 3)) {
    throw new SvccaError(
      'input',
      `${name} is a .npy of version ${major}.${minor}; versions 1.0, 2.0 and 3.0 are known`,
      {
        hint: 'write the file again with np.save',
      },
    );
  }
  const lengthField = major === 1 ? start.subarray(8) : Buffer.concat([start.subarray(8), await take(reader, 2)]);
  if (major !== 1 && lengthField.length < 4)
    throw cutOff(name, { part: 'header', found: 8 + lengthField.length, expected: 12 });
  const expected = lengthField.readUIntLE(0, lengthField.length);
  if (expected > LONGEST_HEADER)
    throw malformed(name, `it claims ${expected} bytes, and ${LONGEST_HEADER} are the most`);
  const header = await take(reader, expected);
  if (header.length < expected) throw cutOff(name, { part: 'header', found: header.length, expected });
  const { descr, fortran, shape } = parseNpyLiteral(headerText(header, { name, utf8: major === 3 }), name);
  if (descr === undefined) throw refusedStructure(name);
  const element = npyElementType(descr, { name, asked });
  return { shape, fortran, element, length: 8 + lengthField.length + expected };
}

function headerText(header: Buffer, { name, utf8 }: { name: string; utf8: boolean }): string {
  if (!utf8) return header.toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch {
    throw malformed(name, 'it is not UTF-8');
  }
}

async function take(reader: ByteReader, length: number): Promise<Buffer> {
  const target = Buffer.alloc(length);
  return target.subarray(0, await reader.read(target));
}

function onceOnly(reader: ByteReader, { name, size }: { name: string; size: number }): ArrayBytes {
  let used = false;
  let kept: Promise<RandomBytes> | undefined;
  function once(): ByteReader {
    if (used) {
      throw new SvccaError('input', `${name} can be read only once, and this needs its values twice`, {
        hint: 'save it to a file and name that instead of -',
      });
    }
    used = true;
    return reader;
  }
  return {
    size,
    repeatable: false,
    reader: once,
    randomAccess: () => (kept ??= keepInMemory(once(), { name, size })),
  };
}

function notNpy(name: string, start: Buffer): SvccaError {
  const { what, hint } = looksLike(start);
  return new SvccaError('input', `${name} is not a .npy file: it ${what}`, { hint });
}

interface Sizes {
  readonly name: string;
  readonly array: Omit<StoredArray, 'bytes'>;
  readonly found: number;
  readonly expected: number;
}

function refuseOtherSize({ name, array, found, expected }: Sizes): void {
  if (found === expected) return;
  const promised = `a ${array.element.name} array of shape ${shapeText(array.shape)}`;
  if (found < expected) throw cutOff(name, { part: `values, ${promised},`, found, expected });
  throw new SvccaError('input', `${name} holds ${found} bytes of values, and ${promised} takes ${expected}`, {
    hint: 'one .npy holds one array; save several with np.savez',
  });
}

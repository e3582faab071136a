import { endianness } from 'node:os';
import type { Values } from './block-room.js';
import { decodeBfloat16, decodeFloat16, decodeFloat32, decodeFloat64 } from './decode-floats.js';
import { decodeBool, decodeInt64, decodeUint64 } from './decode-integers.js';

/** How the values of an array are stored, and how they become float64 without rounding. */
export interface ElementType {
  readonly name: string;
  /** Bytes per value. */
  readonly size: number;
  readonly littleEndian: boolean;
  /**
   * Decodes `target.length` values and returns the index of the first that cannot be used, or -1.
   * `raw` starts at a multiple of `size` and is in the host's byte order afterwards; for float32 and float64 it may be
   * the memory of the target itself.
   */
  decode(raw: Uint8Array, target: Values): number;
}

type Decode = (raw: Uint8Array, target: Values) => number;
type Numbers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;
type View = new (buffer: ArrayBufferLike, offset: number, length: number) => Numbers;

const KINDS = {
  float16: { size: 2, decode: decodeFloat16 },
  bfloat16: { size: 2, decode: decodeBfloat16 },
  float32: { size: 4, decode: decodeFloat32 },
  float64: { size: 8, decode: decodeFloat64 },
  int8: { size: 1, decode: copied(Int8Array) },
  int16: { size: 2, decode: copied(Int16Array) },
  int32: { size: 4, decode: copied(Int32Array) },
  int64: { size: 8, decode: decodeInt64 },
  uint8: { size: 1, decode: copied(Uint8Array) },
  uint16: { size: 2, decode: copied(Uint16Array) },
  uint32: { size: 4, decode: copied(Uint32Array) },
  uint64: { size: 8, decode: decodeUint64 },
  bool: { size: 1, decode: decodeBool },
} satisfies Record<string, { size: number; decode: Decode }>;

/** The types that are read, by numpy's names. */
export type ElementName = keyof typeof KINDS;

const HOST_IS_LITTLE = endianness() === 'LE';

/** The element type of this name and byte order. */
export function elementType(name: ElementName, { littleEndian = true } = {}): ElementType {
  const { size, decode } = KINDS[name];
  const swapped = littleEndian !== HOST_IS_LITTLE && size > 1;
  return {
    name,
    size,
    littleEndian,
    decode(raw, target) {
      if (swapped) swapBytes(raw, size);
      return decode(raw, target);
    },
  };
}

function swapBytes(raw: Uint8Array, size: number): void {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else buffer.swap64();
}

function copied(IntegerView: View): Decode {
  return (raw, target) => {
    target.set(new IntegerView(raw.buffer, raw.byteOffset, target.length));
    return -1;
  };
}

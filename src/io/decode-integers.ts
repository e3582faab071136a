import { endianness } from 'node:os';
import type { Values } from './block-room.js';

const LOW_WORD = endianness() === 'LE' ? 0 : 1;
const WORD = 2 ** 32;
/** Beyond 2^53 not every integer is a float64. */
const EXACT = 2 ** 53;

/** Signed 64-bit integers; the index of the first beyond ±2^53, or -1. */
export function decodeInt64(raw: Uint8Array, target: Values): number {
  return decodeWords(raw, target, new Int32Array(raw.buffer, raw.byteOffset, 2 * target.length));
}

/** Unsigned 64-bit integers; the index of the first beyond 2^53, or -1. */
export function decodeUint64(raw: Uint8Array, target: Values): number {
  return decodeWords(raw, target, new Uint32Array(raw.buffer, raw.byteOffset, 2 * target.length));
}

/** Booleans of one byte; the index of the first that is neither 0 nor 1, or -1. */
export function decodeBool(raw: Uint8Array, target: Values): number {
  for (let i = 0; i < target.length; i++) {
    const byte = raw[i] as number;
    target[i] = byte;
    if (byte > 1) return i;
  }
  return -1;
}

/** high · 2^32 + low, exact below 2^53; at 2^53 itself only a low word of 0 is, because 2^53 + 1 rounds down to it. */
function decodeWords(raw: Uint8Array, target: Values, highs: Int32Array | Uint32Array): number {
  const lows = new Uint32Array(raw.buffer, raw.byteOffset, 2 * target.length);
  for (let i = 0, j = 0; i < target.length; i++, j += 2) {
    const low = lows[j + LOW_WORD] as number;
    const value = (highs[j + 1 - LOW_WORD] as number) * WORD + low;
    target[i] = value;
    if (value >= EXACT || value <= -EXACT) {
      if (value > EXACT || value < -EXACT || low !== 0) return i;
    }
  }
  return -1;
}

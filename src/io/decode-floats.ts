import type { Values } from './block-room.js';

const INFINITE_32 = 0x7f800000;
const INFINITE_64 = 0x7ff00000;

/** float32 in the host's byte order; the index of the first value that is not finite, or -1. `raw` may be the target's own memory. */
export function decodeFloat32(raw: Uint8Array, target: Values): number {
  const n = target.length;
  const values = new Float32Array(raw.buffer, raw.byteOffset, n);
  const bits = new Int32Array(raw.buffer, raw.byteOffset, n);
  if (raw.buffer !== target.buffer) target.set(values);
  for (let i = 0; i < n; i++) {
    if (((bits[i] as number) & INFINITE_32) === INFINITE_32) return i;
  }
  return -1;
}

/** float64 in the host's byte order; `raw` may be the target's own memory. */
export function decodeFloat64(raw: Uint8Array, target: Values): number {
  const n = target.length;
  if (raw.buffer !== target.buffer) target.set(new Float64Array(raw.buffer, raw.byteOffset, n));
  const bits = new Int32Array(target.buffer, target.byteOffset, 2 * n);
  for (let i = 0, j = HIGH_WORD; i < n; i++, j += 2) {
    if (((bits[j] as number) & INFINITE_64) === INFINITE_64) return i;
  }
  return -1;
}

/** IEEE half precision. */
export function decodeFloat16(raw: Uint8Array, target: Values): number {
  return decodeByTable(raw, target, halfTable());
}

/** The upper half of a float32. */
export function decodeBfloat16(raw: Uint8Array, target: Values): number {
  return decodeByTable(raw, target, bfloatTable());
}

/** Which of a float64's two 32-bit words holds the exponent on this host. */
const HIGH_WORD = new Int32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1;

/** Every 16-bit float has one of 65536 patterns: its value is looked up, which is exact and faster than arithmetic. */
function decodeByTable(raw: Uint8Array, target: Values, table: Float32Array): number {
  const n = target.length;
  const patterns = new Uint16Array(raw.buffer, raw.byteOffset, n);
  for (let i = 0; i < n; i++) {
    const value = table[patterns[i] as number] as number;
    target[i] = value;
    if (value - value !== 0) return i;
  }
  return -1;
}

let halves: Float32Array | undefined;
let bfloats: Float32Array | undefined;

function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 0x10000 }, (_, pattern) => halfValue(pattern));
  return halves;
}

/** (−1)^sign · 2^(exponent − 15) · 1.fraction; exponent 0 is subnormal, 31 is infinite or nan. */
function halfValue(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 31;
  const fraction = (pattern & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

function bfloatTable(): Float32Array {
  bfloats ??= new Float32Array(Uint32Array.from({ length: 0x10000 }, (_, pattern) => pattern << 16).buffer);
  return bfloats;
}

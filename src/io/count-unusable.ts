import type { Dump } from './dump.js';

/** The values of an array that cannot be computed with. */
export interface UnusableCount {
  readonly nan: number;
  readonly infinite: number;
  /** Integers beyond 2^53, and bools that are neither 0 nor 1. */
  readonly other: number;
  /** The numpy index of the first as they are stored; null where there is none. */
  readonly first: readonly number[] | null;
}

const CHUNK_VALUES = 2 ** 16;
const { floor, min } = Math;

/** Counts, in one pass over the whole array, what reading it would refuse. */
export async function countUnusable({ bytes, element, shape, fortran }: Dump): Promise<UnusableCount> {
  const { size } = element;
  const total = bytes.size / size;
  const count = { nan: 0, infinite: 0, other: 0 };
  let first = -1;
  const values = new Float64Array(CHUNK_VALUES);
  const one = new Float64Array(1);
  const reader = bytes.reader();
  try {
    for (let start = 0; start < total; start += CHUNK_VALUES) {
      const raw = new Uint8Array(min(CHUNK_VALUES, total - start) * size);
      if ((await reader.read(raw)) < raw.length) break;
      if (element.decode(raw.slice(), values.subarray(0, raw.length / size)) < 0) continue;
      for (let at = 0; at < raw.length; at += size) {
        if (element.decode(raw.slice(at, at + size), one) < 0) continue;
        if (first < 0) first = start + at / size;
        const [value] = one as unknown as [number];
        count[Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? 'other' : 'infinite']++;
      }
    }
    await reader.finish();
  } finally {
    await reader.close();
  }
  return { ...count, first: first < 0 ? null : indexOf(first, { shape, fortran }) };
}

/** The index along each axis: in C order the last one runs fastest, in Fortran order the first one. */
function indexOf(at: number, { shape, fortran }: { shape: readonly number[]; fortran: boolean }): number[] {
  const index = [...shape];
  let left = at;
  for (let i = 0; i < index.length; i++) {
    const axis = fortran ? i : index.length - 1 - i;
    const length = index[axis] as number;
    index[axis] = left % length;
    left = floor(left / length);
  }
  return index;
}

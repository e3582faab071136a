import type { Arena } from './arena.js';
import type { Steps } from './kernel-steps.js';
import { powerOfTwo } from './power-of-two.js';

const { max, min } = Math;
const DOUBLE = 8;
/** Doubles that lists have beyond the last one. */
const SPARE = 8;

/** Bytes of a list of n doubles. */
export function listBytes(n: number): number {
  return DOUBLE * (n + SPARE);
}

/** A tridiagonal matrix in the kernels' memory, times 2^-exponent, and room for its eigenvectors and for the work on it. */
export interface TridiagonalWork {
  readonly n: number;
  readonly exponent: number;
  readonly d: number;
  readonly e: number;
  readonly order: number;
  /** Two lists of `listBytes(n)`. */
  readonly lists: readonly [number, number];
  /** n × n of leading dimension ld, zero at first. */
  readonly vectors: number;
  readonly ld: number;
  readonly scratch: number;
}

/** Eigenvalues of a tridiagonal matrix, falling, and which columns of its vectors belong to the first of them. */
export interface TridiagonalEigen {
  readonly values: Float64Array;
  readonly places: Int32Array;
  /** How many leading columns of the vectors hold all that is in `places`. */
  readonly columns: number;
}

/** Solves a tridiagonal matrix for as many vectors as are wanted; see `Engine.symmetricEigen`. */
export function* tridiagonalEigen(
  area: Arena,
  work: TridiagonalWork,
  wanted?: (values: Float64Array) => number,
): Steps<TridiagonalEigen> {
  const { n, exponent, d, e, order, vectors, ld, scratch } = work;
  const values = wanted && (yield* valuesAlone(area, work));
  const count = wanted && values ? max(0, min(n, wanted(values.slice()))) : n;
  if (values && count === 0) return { values, places: new Int32Array(0), columns: 0 };
  const columns = yield ['divideConquer', n, count, d, e, vectors, ld, order, scratch];
  const [places, found] = [new Int32Array(columns), new Float64Array(columns)];
  area.take(order, places);
  area.take(d, found);
  places.reverse();
  return {
    values: values ?? Float64Array.from(places, (place) => found[place] * powerOfTwo(exponent)),
    places: places.subarray(0, count),
    columns,
  };
}

function* valuesAlone(area: Arena, { n, d, e, lists, exponent }: TridiagonalWork): Steps<Float64Array> {
  const values = new Float64Array(n);
  for (const [k, source] of [d, e].entries()) {
    area.take(source, values);
    area.copyTo(lists[k], values);
  }
  yield ['qlValues', n, ...lists];
  area.take(lists[0], values);
  return values
    .sort()
    .reverse()
    .map((value) => value * powerOfTwo(exponent));
}

import type { Arena } from './arena.js';
import type { Svd } from './engine.js';
import { type SteppedWork, type Steps, solveSteps } from './kernel-steps.js';
import type { Kernels } from './load-kernels.js';
import { identity, largestMagnitude, type Matrix, padRows, transpose, zeros } from './matrix.js';
import { clearedAt, paddedRows } from './padded.js';
import { binaryExponent, powerOfTwo } from './power-of-two.js';

const { max } = Math;
const DOUBLE = 8;
/** Doubles that lists have beyond the last one. */
const SPARE = 8;

/** See `Engine.svd`: bidiagonal reduction, divide and conquer; undefined where the memory is too small. */
export function wasmSvd(kernels: Kernels, a: Matrix): Svd | undefined {
  if (a.rows < a.cols) {
    const flipped = wasmSvd(kernels, transpose(a));
    return flipped === undefined ? undefined : { ...flipped, left: flipped.right, right: flipped.left };
  }
  return solveSteps(kernels, [svdWork(kernels, a)])?.[0];
}

/** See `Engine.singularValuesOfEach`: the same, of whose vectors only first and last entries are kept. */
export function wasmSingularValues(kernels: Kernels, matrices: readonly Matrix[]): Float64Array[] | undefined {
  return solveSteps(
    kernels,
    matrices.map((a) => valuesWork(kernels, a.rows < a.cols ? transpose(a) : a)),
  );
}

function svdWork(kernels: Kernels, a: Matrix): SteppedWork<Svd> {
  const { rows, cols: n } = a;
  const { memory } = kernels;
  const { lda, reductionBytes } = sizesOf(kernels, a);
  return {
    bytes: reductionBytes + 2 * DOUBLE * lda * (n + 1),
    pieces: 11,
    *steps(area) {
      if (largestMagnitude(a.data) === 0) {
        return { values: new Float64Array(n), left: padRows(identity(n), rows), right: identity(n) };
      }
      const reduced = yield* reduce(kernels, a, area);
      const { matrix, rights, d, e, leftTaus, rightTaus, order, scratch, exponent, norm } = reduced;
      const [u, v] = [DOUBLE * lda * n, DOUBLE * lda * (n + 1)].map(area.reserve);
      clearedAt(memory, u, lda * n);
      clearedAt(memory, v, lda * (n + 1));
      yield ['divideBidiagonal', n, norm, d, e, u, v, lda, order, scratch];
      yield ['backTransform', rows, n, 0, matrix, lda, leftTaus, u, lda, n, scratch];
      yield ['backTransform', n, n - 1, 1, rights, lda, rightTaus, v, lda, n, scratch];
      const places = fallingPlaces(area, order, n);
      const [left, right] = [zeros(rows, n), zeros(n, n)];
      for (let j = 0; j < n; j++) {
        area.take(u + DOUBLE * lda * places[j], left.data.subarray(j * rows, (j + 1) * rows));
        area.take(v + DOUBLE * lda * places[j], right.data.subarray(j * n, (j + 1) * n));
      }
      return { values: valuesAt(area, d, places, exponent), left, right };
    },
  };
}

function valuesWork(kernels: Kernels, a: Matrix): SteppedWork<Float64Array> {
  const n = a.cols;
  const { lda, reductionBytes } = sizesOf(kernels, a);
  const rowBytes = 2 * DOUBLE * (n + SPARE);
  return {
    bytes: reductionBytes + rowBytes,
    pieces: 10,
    *steps(area) {
      if (largestMagnitude(a.data) === 0) return new Float64Array(n);
      const { d, e, order, scratch, exponent, norm } = yield* reduce(kernels, a, area);
      const rows = area.reserve(rowBytes);
      clearedAt(kernels.memory, rows, 2 * (n + 1));
      yield ['divideBidiagonal', n, norm, d, e, 0, rows, lda, order, scratch];
      return valuesAt(area, d, fallingPlaces(area, order, n), exponent);
    },
  };
}

/** A matrix reduced to bidiagonal form in the kernels' memory, and the addresses of all that belongs to it. */
interface Reduced {
  readonly matrix: number;
  readonly rights: number;
  readonly d: number;
  readonly e: number;
  readonly leftTaus: number;
  readonly rightTaus: number;
  readonly order: number;
  readonly scratch: number;
  readonly exponent: number;
  readonly norm: number;
}

function sizesOf({ exports }: Kernels, { rows, cols: n }: Matrix) {
  const lda = paddedRows(rows + 2);
  const scratchBytes = max(
    exports.bidiagonaliseScratch(lda),
    exports.divideBidiagonalScratch(n, lda),
    exports.backTransformScratch(rows),
  );
  const list = DOUBLE * (n + SPARE);
  const matrixBytes = DOUBLE * lda * n;
  return { lda, scratchBytes, list, matrixBytes, reductionBytes: scratchBytes + 5 * list + 2 * matrixBytes };
}

function* reduce(kernels: Kernels, a: Matrix, area: Arena): Steps<Reduced> {
  const { rows, cols: n } = a;
  const { lda, scratchBytes, list, matrixBytes } = sizesOf(kernels, a);
  const { memory } = kernels;
  const [d, e, leftTaus, rightTaus, order] = [list, list, list, list, list].map(area.reserve);
  const [matrix, rights, scratch] = [matrixBytes, matrixBytes, scratchBytes].map(area.reserve);
  const exponent = binaryExponent(largestMagnitude(a.data));
  const factor = powerOfTwo(-exponent);
  const to = clearedAt(memory, matrix, lda * n);
  clearedAt(memory, rights, lda * n);
  for (let j = 0; j < n; j++) for (let i = 0; i < rows; i++) to[j * lda + i] = a.data[j * rows + i] * factor;
  yield ['bidiagonalise', rows, n, matrix, lda, rights, d, e, leftTaus, rightTaus, scratch];
  const [diagonal, offDiagonal] = [new Float64Array(n), new Float64Array(max(0, n - 1))];
  area.take(d, diagonal);
  area.take(e, offDiagonal);
  const norm = max(largestMagnitude(diagonal), largestMagnitude(offDiagonal));
  return { matrix, rights, d, e, leftTaus, rightTaus, order, scratch, exponent, norm };
}

function fallingPlaces(area: Arena, order: number, n: number): Int32Array {
  const places = new Int32Array(n);
  area.take(order, places);
  return places.reverse();
}

function valuesAt(area: Arena, d: number, places: Int32Array, exponent: number): Float64Array {
  const values = new Float64Array(places.length);
  area.take(d, values);
  return Float64Array.from(places, (place) => values[place] * powerOfTwo(exponent));
}

import type { SymmetricEigen } from './engine.js';
import { type SteppedWork, solveSteps } from './kernel-steps.js';
import type { Kernels } from './load-kernels.js';
import { column, type Matrix, zeros } from './matrix.js';
import { clearedAt, paddedRows } from './padded.js';
import { powerOfTwo } from './power-of-two.js';
import { unitExponent } from './symmetric-scale.js';
import { listBytes, tridiagonalEigen } from './tridiagonal-wasm.js';

const { max } = Math;
const DOUBLE = 8;
/** Columns that the reduction may write beyond the last one. */
const SPARE_COLUMNS = 8;

/** See `Engine.symmetricEigen`; undefined where the memory is too small. */
export function wasmSymmetricEigen(
  kernels: Kernels,
  a: Matrix,
  wanted?: (values: Float64Array) => number,
): SymmetricEigen | undefined {
  const n = a.rows;
  if (n === 0) return { values: new Float64Array(0), vectors: zeros(0, 0) };
  const { exports, memory } = kernels;
  const ld = paddedRows(n);
  const scratchBytes = max(
    exports.tridiagonaliseScratch(n, ld),
    exports.divideConquerScratch(n, ld),
    exports.backTransformScratch(n),
  );
  const bytes = DOUBLE * ld * (2 * n + SPARE_COLUMNS) + scratchBytes + 6 * listBytes(n);
  const work: SteppedWork<SymmetricEigen> = {
    bytes,
    pieces: 9,
    *steps(area) {
      const [d, e, taus, order, ...lists] = Array.from({ length: 6 }, () => area.reserve(listBytes(n)));
      const [matrix, vectors] = [ld * (n + SPARE_COLUMNS), ld * n].map((count) => area.reserve(DOUBLE * count));
      const scratch = area.reserve(scratchBytes);
      const exponent = unitExponent(a);
      const lower = clearedAt(memory, matrix, ld * (n + SPARE_COLUMNS));
      const factor = powerOfTwo(-exponent);
      for (let j = 0; j < n; j++) for (let i = j; i < n; i++) lower[j * ld + i] = a.data[j * n + i] * factor;
      clearedAt(memory, vectors, ld * n);
      yield ['tridiagonalise', n, matrix, ld, d, e, taus, scratch];
      const inside = { n, exponent, d, e, order, lists: [lists[0], lists[1]] as const, vectors, ld, scratch };
      const { values, places, columns } = yield* tridiagonalEigen(area, inside, wanted);
      const out = zeros(n, places.length);
      if (columns > 0) yield ['backTransform', n, n - 1, 1, matrix, ld, taus, vectors, ld, columns, scratch];
      places.forEach((place, j) => void area.take(vectors + DOUBLE * ld * place, column(out, j)));
      return { values, vectors: out };
    },
  };
  return solveSteps(kernels, [work])?.[0];
}

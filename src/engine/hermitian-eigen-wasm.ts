import { arena } from './arena.js';
import type { HermitianEigen } from './engine.js';
import type { Kernels } from './load-kernels.js';
import { column, type Matrix, zeros } from './matrix.js';
import { clearedAt, paddedRows } from './padded.js';
import { powerOfTwo } from './power-of-two.js';
import { unitExponent } from './symmetric-scale.js';
import { listBytes, tridiagonalEigen } from './tridiagonal-wasm.js';

const { max } = Math;
const DOUBLE = 8;

/** See `Engine.hermitianEigen`; undefined where the memory is too small. */
export function wasmHermitianEigen(
  kernels: Kernels,
  re: Matrix,
  im: Matrix,
  wanted?: (values: Float64Array) => number,
): HermitianEigen | undefined {
  const n = re.rows;
  if (n === 0) return { values: new Float64Array(0), re: zeros(0, 0), im: zeros(0, 0) };
  const { exports, memory } = kernels;
  // Imaginary parts stand below the real ones; see assembly/hermitian-tridiagonal.ts.
  const half = paddedRows(n);
  const ld = 2 * half;
  const scratchBytes = max(
    exports.reduceHermitianScratch(half),
    exports.divideConquerScratch(n, ld),
    exports.backTransformHermitianScratch(n),
  );
  const gemmBytes = exports.gemmScratch();
  const bytes = 2 * DOUBLE * ld * n + scratchBytes + gemmBytes + 7 * listBytes(n);
  const area = arena(memory, { bytes, pieces: 10 });
  if (area === undefined) return undefined;
  const [d, e, order, ...lists] = Array.from({ length: 5 }, () => area.reserve(listBytes(n)));
  const taus = area.reserve(2 * listBytes(n));
  const [matrix, vectors] = [ld * n, ld * n].map((count) => area.reserve(DOUBLE * count));
  const [scratch, gemmArea] = [scratchBytes, gemmBytes].map(area.reserve);
  const exponent = max(unitExponent(re), unitExponent(im));
  putBothTriangles(clearedAt(memory, matrix, ld * n), { re, im, half, factor: powerOfTwo(-exponent) });
  clearedAt(memory, vectors, ld * n);
  exports.reduceHermitian(n, matrix, half, d, e, taus, scratch, gemmArea);
  const work = { n, exponent, d, e, order, lists: [lists[0], lists[1]] as const, vectors, ld, scratch, gemmArea };
  const { values, places, columns } = tridiagonalEigen(kernels, area, work, wanted);
  const out = { values, re: zeros(n, places.length), im: zeros(n, places.length) };
  if (columns > 0) exports.backTransformHermitian(n, matrix, half, taus, vectors, columns, scratch, gemmArea);
  places.forEach((place, j) => {
    area.take(vectors + DOUBLE * ld * place, column(out.re, j));
    area.take(vectors + DOUBLE * (ld * place + half), column(out.im, j));
  });
  return out;
}

/** Copies the lower triangle, and its conjugate to the upper one, with a real diagonal. */
function putBothTriangles(
  to: Float64Array,
  { re, im, half, factor }: { re: Matrix; im: Matrix; half: number; factor: number },
): void {
  const n = re.rows;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      const [x, y] = [re.data[j * n + i] * factor, i === j ? 0 : im.data[j * n + i] * factor];
      to[2 * half * j + i] = x;
      to[2 * half * j + half + i] = y;
      to[2 * half * i + j] = x;
      to[2 * half * i + half + j] = -y;
    }
  }
}

import { type Arena, arena } from './arena.js';
import type { SymmetricEigen } from './engine.js';
import type { Kernels } from './load-kernels.js';
import { type Matrix, zeros } from './matrix.js';
import { clearedAt, paddedRows } from './padded.js';
import { powerOfTwo } from './power-of-two.js';
import { type ScaledSymmetric, toUnitScale } from './symmetric-scale.js';

const { max, min } = Math;
const DOUBLE = 8;
/** Doubles that lists have beyond the last one. */
const SPARE = 8;
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
  const lda = paddedRows(n);
  const sizes = {
    matrix: DOUBLE * lda * (n + SPARE_COLUMNS),
    vectors: DOUBLE * lda * n,
    scratch: max(
      exports.tridiagonaliseScratch(n, lda),
      exports.divideConquerScratch(n, lda),
      exports.backTransformScratch(n),
    ),
    gemm: exports.gemmScratch(),
  };
  const list = DOUBLE * (n + SPARE);
  const bytes = sizes.matrix + sizes.vectors + sizes.scratch + sizes.gemm + 6 * list;
  const area = arena(memory, { bytes, pieces: 10 });
  if (area === undefined) return undefined;
  const scaled = toUnitScale(a);
  const [d, e, taus, order] = [list, list, list, list].map(area.reserve);
  const [matrix, scratch, gemmArea] = [sizes.matrix, sizes.scratch, sizes.gemm].map(area.reserve);
  putLower(memory, scaled, matrix, lda);
  exports.tridiagonalise(n, matrix, lda, d, e, taus, scratch);
  let values: Float64Array | undefined;
  let count = n;
  if (wanted !== undefined) {
    values = valuesAlone(kernels, area, { n, d, e, list, exponent: scaled.exponent });
    count = max(0, min(n, wanted(values.slice())));
    if (count === 0) return { values, vectors: zeros(n, 0) };
  }
  const q = area.reserve(sizes.vectors);
  clearedAt(memory, q, lda * n);
  const cols = exports.divideConquer(n, count, d, e, q, lda, order, scratch, gemmArea);
  exports.backTransform(n, n - 1, 1, matrix, lda, taus, q, lda, cols, scratch, gemmArea);
  const places = new Int32Array(cols);
  area.take(order, places);
  places.reverse();
  const found = new Float64Array(cols);
  area.take(d, found);
  const vectors = zeros(n, count);
  for (let j = 0; j < count; j++) {
    area.take(q + DOUBLE * lda * places[j], vectors.data.subarray(j * n, (j + 1) * n));
  }
  return { values: values ?? Float64Array.from(places, (p) => found[p] * powerOfTwo(scaled.exponent)), vectors };
}

function valuesAlone(
  { exports }: Kernels,
  area: Arena,
  { n, d, e, list, exponent }: { n: number; d: number; e: number; list: number; exponent: number },
): Float64Array {
  const [values, offDiagonals] = [new Float64Array(n), new Float64Array(n)];
  area.take(d, values);
  area.take(e, offDiagonals);
  const [copy, other] = [list, list].map(area.reserve);
  area.copyTo(copy, values);
  area.copyTo(other, offDiagonals);
  exports.qlValues(n, copy, other);
  area.take(copy, values);
  return values
    .sort()
    .reverse()
    .map((value) => value * powerOfTwo(exponent));
}

/** Copies the lower triangle, zeros around it. */
function putLower(memory: WebAssembly.Memory, { a, factor }: ScaledSymmetric, address: number, lda: number): void {
  const n = a.rows;
  const to = clearedAt(memory, address, lda * (n + SPARE_COLUMNS));
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) to[j * lda + i] = a.data[j * n + i] * factor;
  }
}

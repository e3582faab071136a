import { arena } from './arena.js';
import type { CrossProducts, Engine, PivotedQr } from './engine.js';
import { type GramShape, gramStream } from './gram-stream.js';
import { wasmHermitianEigen } from './hermitian-eigen-wasm.js';
import { applyReflectors } from './householder.js';
import { type JacobiWork, jacobiSvd } from './jacobi-svd.js';
import { jacobiSweep } from './jacobi-sweep.js';
import type { Kernels } from './load-kernels.js';
import { type Matrix, padRows, upperTrapezoid, zeros } from './matrix.js';
import { clearedAt } from './padded.js';
import { plainEngine } from './plain-engine.js';
import { rotatedStream } from './rotated-stream.js';
import { columnsOf, type SpectralShape } from './spectral-stream.js';
import { wasmSpectralStream } from './spectral-wasm.js';
import { startThreads } from './start-threads.js';
import { wasmSingularValues, wasmSvd } from './svd-wasm.js';
import { wasmSymmetricEigen } from './symmetric-eigen-wasm.js';
import { wasmCholesky, wasmGramConditions, wasmSolveTriangular } from './triangular-wasm.js';

const { min } = Math;
const DOUBLE = 8;
/** Operations below this are over before a thread is up. */
const WORTH_THREADS = 2e8;
/** Operations below this are over before a thread that sleeps has woken up. */
const WORTH_WAKING = 3e7;

/**
 * The engine of SIMD kernels in WebAssembly: the same algorithms as the plain one, several times faster. What does not
 * fit into their memory, 4 GiB or what the machine gives, is left to the plain one.
 */
export function wasmEngine(kernels: Kernels, { threads = 1 }: { threads?: number } = {}): Engine {
  let started = threads < 2;
  /** Calls the other threads for work that is worth it. */
  const prepared = (operations: number): Kernels => {
    if (!started && operations > WORTH_THREADS) {
      started = true;
      startThreads(kernels, threads);
    }
    return kernels;
  };
  /** Work of so many operations, on as many threads as are worth waking. */
  const run = <T>(operations: number, work: (kernels: Kernels) => T): T => {
    if (operations > WORTH_WAKING) return work(prepared(operations));
    kernels.exports.workAlone(1);
    try {
      return work(kernels);
    } finally {
      kernels.exports.workAlone(0);
    }
  };
  const jacobi = {
    pivotedQr: (a: Matrix) => pivotedQr(kernels, a) ?? plainEngine.pivotedQr(a),
    sweep: (work: JacobiWork) => void (sweep(kernels, work) || jacobiSweep(work)),
  };
  return {
    name: 'wasm',
    crossProduct: (a, b) =>
      run(2 * a.cols * a.rows * b.cols, (own) =>
        a === b
          ? multiplyWithItself(own, a)
          : multiply(own, { a, aRow: a.rows, aCol: 1, rows: a.cols, depth: a.rows, b }),
      ) ?? plainEngine.crossProduct(a, b),
    crossProductsWith: (b) =>
      crossProductsWith(kernels, b, (a, work) => run(2 * a.cols * a.rows * b.cols, () => work())),
    product: (a, b) =>
      run(2 * a.cols * a.rows * b.cols, (own) =>
        multiply(own, { a, aRow: 1, aCol: a.rows, rows: a.rows, depth: a.cols, b }),
      ) ?? plainEngine.product(a, b),
    absorb: (r, block) =>
      void (run(2 * block.rows * r.cols ** 2, (own) => absorb(own, r, block)) || plainEngine.absorb(r, block)),
    pivotedQr: jacobi.pivotedQr,
    symmetricEigen: (a, wanted) =>
      run(9 * a.cols ** 3, (own) => wasmSymmetricEigen(own, a, wanted)) ?? plainEngine.symmetricEigen(a, wanted),
    hermitianEigen: (re, im, wanted) =>
      run(24 * re.cols ** 3, (own) => wasmHermitianEigen(own, [{ re, im, wanted }]))?.[0] ??
      plainEngine.hermitianEigen(re, im, wanted),
    hermitianEigenOfEach: (problems) =>
      run(
        total(problems, ({ re }) => 24 * re.cols ** 3),
        (own) => wasmHermitianEigen(own, problems),
      ) ?? plainEngine.hermitianEigenOfEach(problems),
    cholesky: (a) => {
      const r = run(a.cols ** 3 / 3, (own) => wasmCholesky(own, a));
      return r === undefined ? plainEngine.cholesky(a) : (r ?? undefined);
    },
    gramConditions: (grams) =>
      run(
        total(grams, (a) => a.cols ** 3 / 3),
        (own) => wasmGramConditions(own, grams),
      ) ?? plainEngine.gramConditions(grams),
    solveTriangular: (r, b, options) =>
      run(r.cols ** 2 * b.cols, (own) => wasmSolveTriangular(own, r, b, options)) ??
      plainEngine.solveTriangular(r, b, options),
    gradedSvd: (a) => jacobiSvd(a, jacobi),
    svd: (a) => run(12 * a.rows * a.cols ** 2, (own) => wasmSvd(own, a)) ?? plainEngine.svd(a),
    singularValues: (a) =>
      run(3 * a.rows * a.cols ** 2, (own) => wasmSingularValues(own, [a]))?.[0] ?? plainEngine.singularValues(a),
    singularValuesOfEach: (matrices) =>
      run(
        total(matrices, (a) => 3 * a.rows * a.cols ** 2),
        (own) => wasmSingularValues(own, matrices),
      ) ?? plainEngine.singularValuesOfEach(matrices),
    gramStream: (shape) => gramStream(prepared(gramOperations(shape)), shape),
    rotatedStream: (shape) =>
      rotatedStream(prepared(gramOperations({ ...shape, widths: shape.rotations.map(({ rows }) => rows) })), shape),
    spectralStream: (shape) =>
      wasmSpectralStream(prepared(CHUNKS * chunkOperations(shape)), shape) ?? plainEngine.spectralStream(shape),
  };
}

function gramOperations({ widths, rows, datapoints = rows }: Omit<GramShape, 'routines'>): number {
  return datapoints * total(widths, (width) => width) ** 2;
}

/** How many chunks a stream of maps is taken to have: it is not told. */
const CHUNKS = 10;

function chunkOperations({ maps, blocks, rows }: SpectralShape): number {
  return total(blocks, (block) => {
    const columns = maps.reduce((sum, map, group) => sum + columnsOf(block, group, map), 0);
    return (block.complex ? 4 : 1) * rows * columns ** 2;
  });
}

function total<T>(list: readonly T[], operations: (one: T) => number): number {
  return list.reduce((sum, one) => sum + operations(one), 0);
}

interface Multiplication {
  readonly a: Matrix;
  /** Strides of the left factor, which may be a transpose. */
  readonly aRow: number;
  readonly aCol: number;
  readonly rows: number;
  readonly depth: number;
  readonly b: Matrix;
}

// Each of these returns undefined, or false, and has changed nothing, where the memory is too small.

function multiply({ exports, memory }: Kernels, { a, aRow, aCol, rows, depth, b }: Multiplication): Matrix | undefined {
  const bytes = a.data.byteLength + b.data.byteLength + DOUBLE * rows * b.cols + exports.gemmScratch();
  const area = arena(memory, { bytes, pieces: 4 });
  if (area === undefined) return undefined;
  const out = zeros(rows, b.cols);
  const [left, right] = [a, b].map(({ data }) => area.put(data));
  const result = area.reserve(out.data.byteLength);
  clearedAt(memory, result, out.data.length);
  const scratch = area.reserve(exports.gemmScratch());
  exports.gemm(rows, b.cols, depth, 1, left, aRow, aCol, right, 1, b.rows, result, rows, scratch);
  area.take(result, out.data);
  return out;
}

/** Columns of AᵀA that are made together, down to the diagonal's end. */
const STRIP = 128;

/** AᵀA, of which only what is above the diagonal is multiplied. */
function multiplyWithItself({ exports, memory }: Kernels, a: Matrix): Matrix | undefined {
  const n = a.cols;
  const bytes = a.data.byteLength + DOUBLE * n * n + exports.gemmScratch();
  const area = arena(memory, { bytes, pieces: 3 });
  if (area === undefined) return undefined;
  const out = zeros(n, n);
  const columns = area.put(a.data);
  const result = area.reserve(DOUBLE * n * n);
  const scratch = area.reserve(exports.gemmScratch());
  clearedAt(memory, result, n * n);
  for (let first = 0; first < n; first += STRIP) {
    const count = min(STRIP, n - first);
    const right = columns + DOUBLE * first * a.rows;
    const target = result + DOUBLE * first * n;
    exports.gemm(first + count, count, a.rows, 1, columns, a.rows, 1, right, 1, a.rows, target, n, scratch);
  }
  area.take(result, out.data);
  for (let j = 0; j < n; j++) {
    for (let i = j + 1; i < n; i++) out.data[j * n + i] = out.data[i * n + j];
  }
  return out;
}

/** Holds B in the kernels' memory; undefined where that is too small. */
function crossProductsWith(
  { exports, memory }: Kernels,
  b: Matrix,
  run: (a: Matrix, work: () => Matrix | undefined) => Matrix | undefined,
): CrossProducts | undefined {
  const area = arena(memory, { bytes: b.data.byteLength, pieces: 1 });
  if (area === undefined) return undefined;
  const right = area.put(b.data);
  const release = area.hold();
  const times = (a: Matrix): Matrix | undefined => {
    const bytes = a.data.byteLength + DOUBLE * a.cols * b.cols + exports.gemmScratch();
    const own = arena(memory, { bytes, pieces: 3 });
    if (own === undefined) return undefined;
    const out = zeros(a.cols, b.cols);
    const left = own.put(a.data);
    const result = own.reserve(out.data.byteLength);
    clearedAt(memory, result, out.data.length);
    const scratch = own.reserve(exports.gemmScratch());
    exports.gemm(a.cols, b.cols, a.rows, 1, left, a.rows, 1, right, 1, b.rows, result, a.cols, scratch);
    own.take(result, out.data);
    return out;
  };
  return { times: (a) => run(a, () => times(a)) ?? plainEngine.crossProduct(a, b), release };
}

function absorb({ exports, memory }: Kernels, r: Matrix, block: Matrix): boolean {
  const [scratch, gemmScratch] = [exports.absorbScratch(r.cols), exports.gemmScratch()];
  const bytes = r.data.byteLength + block.data.byteLength + scratch + gemmScratch;
  const area = arena(memory, { bytes, pieces: 4 });
  if (area === undefined) return false;
  const at = area.put(r.data);
  exports.absorb(r.cols, block.rows, at, area.put(block.data), area.reserve(scratch), area.reserve(gemmScratch));
  area.take(at, r.data);
  return true;
}

function pivotedQr(kernels: Kernels, a: Matrix): PivotedQr | undefined {
  const { exports, memory } = kernels;
  const { rows, cols } = a;
  const steps = min(rows, cols);
  const area = arena(memory, { bytes: a.data.byteLength + DOUBLE * (steps + 3 * cols + rows), pieces: 6 });
  if (area === undefined) return undefined;
  const work = zeros(rows, cols);
  const [taus, pivots] = [new Float64Array(steps), new Int32Array(cols)];
  const [atWork, atTaus, atPivots] = [a.data, taus, pivots].map(area.put);
  const [norms, trusted, swap] = [DOUBLE * cols, DOUBLE * cols, DOUBLE * rows].map(area.reserve);
  exports.pivotedQr(rows, cols, atWork, atTaus, atPivots, norms, trusted, swap);
  area.take(atWork, work.data);
  area.take(atTaus, taus);
  area.take(atPivots, pivots);
  return {
    r: upperTrapezoid(work, steps),
    pivots,
    applyQ: (c) => applyQ(kernels, { work, taus }, c) ?? applyReflectors({ work, taus }, c),
  };
}

function applyQ(
  { exports, memory }: Kernels,
  { work, taus }: { work: Matrix; taus: Float64Array },
  c: Matrix,
): Matrix | undefined {
  const bytes = work.data.byteLength + taus.byteLength + DOUBLE * work.rows * c.cols;
  const area = arena(memory, { bytes, pieces: 3 });
  if (area === undefined) return undefined;
  const out = padRows(c, work.rows);
  const at = area.put(out.data);
  exports.applyReflectors(work.rows, taus.length, area.put(work.data), area.put(taus), at, out.cols);
  area.take(at, out.data);
  return out;
}

function sweep({ exports, memory }: Kernels, { a, rotation, order, tolerance, mostSweeps }: JacobiWork): boolean {
  const n = a.cols;
  const bytes = a.data.byteLength + rotation.data.byteLength + order.byteLength + DOUBLE * n;
  const area = arena(memory, { bytes, pieces: 4 });
  if (area === undefined) return false;
  const [atA, atOrder, squares] = [area.put(a.data), area.put(order), area.reserve(DOUBLE * n)];
  const atRotation = rotation.rows === 0 ? 0 : area.put(rotation.data);
  for (let pass = 0; pass < mostSweeps; pass++) {
    if (exports.sweep(n, atA, atRotation, squares, atOrder, tolerance) === 0) break;
  }
  area.take(atA, a.data);
  area.take(atOrder, order);
  if (atRotation !== 0) area.take(atRotation, rotation.data);
  return true;
}

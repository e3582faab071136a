import { arena, LARGEST_ARENA } from './arena.js';
import type { Engine, PivotedQr } from './engine.js';
import { type JacobiWork, jacobiSingularValues, jacobiSvd } from './jacobi-svd.js';
import type { Kernels } from './load-kernels.js';
import { type Matrix, padRows, upperTrapezoid, zeros } from './matrix.js';
import { plainEngine } from './plain-engine.js';

const { min } = Math;
const DOUBLE = 8;

/**
 * The engine of SIMD kernels in WebAssembly: the same algorithms as the plain one, several times faster. What does not
 * fit into the 4 GiB of their memory is left to the plain one.
 */
export function wasmEngine(kernels: Kernels): Engine {
  const { exports, memory } = kernels;
  const qr: Engine['pivotedQr'] = (a) => pivotedQr(kernels, a);
  const jacobi = { pivotedQr: qr, sweep: (work: JacobiWork) => sweep(kernels, work) };
  return {
    name: 'wasm',
    crossProduct: (a, b) => multiply(kernels, { a, aRow: a.rows, aCol: 1, rows: a.cols, depth: a.rows, b }),
    product: (a, b) => multiply(kernels, { a, aRow: 1, aCol: a.rows, rows: a.rows, depth: a.cols, b }),
    absorb(r, block) {
      const scratch = exports.absorbScratch(r.cols);
      const bytes = r.data.byteLength + block.data.byteLength + scratch + exports.gemmScratch();
      if (bytes > LARGEST_ARENA) return plainEngine.absorb(r, block);
      const { put, take, reserve } = arena(memory, { bytes, pieces: 4 });
      const at = put(r.data);
      exports.absorb(r.cols, block.rows, at, put(block.data), reserve(scratch), reserve(exports.gemmScratch()));
      take(at, r.data);
    },
    pivotedQr: qr,
    svd: (a) => jacobiSvd(a, jacobi),
    singularValues: (a) => jacobiSingularValues(a, jacobi),
  };
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

function multiply({ exports, memory }: Kernels, { a, aRow, aCol, rows, depth, b }: Multiplication): Matrix {
  const out = zeros(rows, b.cols);
  const bytes = a.data.byteLength + b.data.byteLength + out.data.byteLength + exports.gemmScratch();
  const { put, take, reserve } = arena(memory, { bytes, pieces: 4 });
  const [left, right, result] = [put(a.data), put(b.data), put(out.data)];
  const scratch = reserve(exports.gemmScratch());
  exports.gemm(rows, b.cols, depth, 1, left, aRow, aCol, right, 1, b.rows, result, rows, scratch);
  take(result, out.data);
  return out;
}

function pivotedQr({ exports, memory }: Kernels, a: Matrix): PivotedQr {
  const { rows, cols } = a;
  const steps = min(rows, cols);
  const bytes = a.data.byteLength + DOUBLE * (steps + 3 * cols + rows);
  const { put, take, reserve } = arena(memory, { bytes, pieces: 6 });
  const work = { ...a, data: new Float64Array(a.data.length) };
  const [taus, pivots] = [new Float64Array(steps), new Int32Array(cols)];
  const [atA, atTaus, atPivots] = [put(a.data), put(taus), put(pivots)];
  const [norms, trusted, swap] = [DOUBLE * cols, DOUBLE * cols, DOUBLE * rows].map(reserve);
  exports.pivotedQr(rows, cols, atA, atTaus, atPivots, norms, trusted, swap);
  take(atA, work.data);
  take(atTaus, taus);
  take(atPivots, pivots);
  return {
    r: upperTrapezoid(work, steps),
    pivots,
    applyQ(c) {
      const out = padRows(c, rows);
      const area = arena(memory, { bytes: work.data.byteLength + taus.byteLength + out.data.byteLength, pieces: 3 });
      const at = area.put(out.data);
      exports.applyReflectors(rows, steps, area.put(work.data), area.put(taus), at, out.cols);
      area.take(at, out.data);
      return out;
    },
  };
}

function sweep({ exports, memory }: Kernels, { a, rotation, order, tolerance, mostSweeps }: JacobiWork): void {
  const n = a.cols;
  const bytes = a.data.byteLength + rotation.data.byteLength + order.byteLength + DOUBLE * n;
  const { put, take, reserve } = arena(memory, { bytes, pieces: 4 });
  const [atA, atOrder, squares] = [put(a.data), put(order), reserve(DOUBLE * n)];
  const atRotation = rotation.rows === 0 ? 0 : put(rotation.data);
  for (let pass = 0; pass < mostSweeps; pass++) {
    if (exports.sweep(n, atA, atRotation, squares, atOrder, tolerance) === 0) break;
  }
  take(atA, a.data);
  take(atOrder, order);
  if (atRotation !== 0) take(atRotation, rotation.data);
}

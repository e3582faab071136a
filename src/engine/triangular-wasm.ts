import { arena } from './arena.js';
import { type SteppedWork, solveSteps } from './kernel-steps.js';
import type { Kernels } from './load-kernels.js';
import { type Matrix, upperTrapezoid, zeros } from './matrix.js';
import type { Condition } from './triangular-condition.js';

const { sqrt } = Math;
const DOUBLE = 8;

// Each of these has a result of its own, or undefined, for a memory that is too small.

/** See `Engine.cholesky`; null where a pivot is not positive. */
export function wasmCholesky({ exports, memory }: Kernels, a: Matrix): Matrix | null | undefined {
  const [scratch, gemmScratch] = [exports.solveTriangularScratch(), exports.gemmScratch()];
  const area = arena(memory, { bytes: a.data.byteLength + scratch + gemmScratch, pieces: 3 });
  if (area === undefined) return undefined;
  const at = area.put(a.data);
  if (exports.cholesky(a.cols, at, a.rows, area.reserve(scratch), area.reserve(gemmScratch)) === 0) return null;
  const out = zeros(a.rows, a.cols);
  area.take(at, out.data);
  return upperTrapezoid(out, a.cols);
}

/** See `Engine.gramConditions`. */
export function wasmGramConditions(kernels: Kernels, grams: readonly Matrix[]): (Condition | undefined)[] | undefined {
  return solveSteps(
    kernels,
    grams.map((gram) => conditionWork(kernels, gram)),
  );
}

function conditionWork({ exports, memory }: Kernels, { cols: n, data }: Matrix): SteppedWork<Condition | undefined> {
  const scratchBytes = exports.solveTriangularScratch();
  return {
    bytes: data.byteLength + DOUBLE * (n + 1) + scratchBytes,
    pieces: 4,
    *steps(area) {
      const [answer, vector] = [area.reserve(DOUBLE), area.reserve(DOUBLE * n)];
      const scratch = area.reserve(scratchBytes);
      const largest = yield ['gramExtremes', n, area.put(data), n, answer, vector, scratch];
      if (largest === 0) return undefined;
      const [inverse] = new Float64Array(memory.buffer, answer, 1);
      return { condition: sqrt(largest * inverse), norm: sqrt(largest) };
    },
  };
}

/** See `Engine.solveTriangular`. */
export function wasmSolveTriangular(
  { exports, memory }: Kernels,
  r: Matrix,
  b: Matrix,
  { transposed }: { transposed: boolean },
): Matrix | undefined {
  const [scratch, gemmScratch] = [exports.solveTriangularScratch(), exports.gemmScratch()];
  const bytes = r.data.byteLength + b.data.byteLength + scratch + gemmScratch;
  const area = arena(memory, { bytes, pieces: 4 });
  if (area === undefined) return undefined;
  const [atR, atB] = [r, b].map(({ data }) => area.put(data));
  const areas = [scratch, gemmScratch].map(area.reserve);
  exports.solveTriangular(r.cols, b.cols, atR, r.rows, atB, b.rows, transposed ? 1 : 0, areas[0], areas[1]);
  const out = zeros(b.rows, b.cols);
  area.take(atB, out.data);
  return out;
}

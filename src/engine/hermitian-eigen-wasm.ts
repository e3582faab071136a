import type { HermitianEigen, HermitianProblem } from './engine.js';
import { type SteppedWork, solveSteps } from './kernel-steps.js';
import type { Kernels } from './load-kernels.js';
import { column, zeros } from './matrix.js';
import { clearedAt, paddedRows } from './padded.js';
import { powerOfTwo } from './power-of-two.js';
import { unitExponent } from './symmetric-scale.js';
import { listBytes, tridiagonalEigen } from './tridiagonal-wasm.js';

const { max } = Math;
const DOUBLE = 8;

/** See `Engine.hermitianEigenOfEach`; undefined where the memory is too small. */
export function wasmHermitianEigen(
  kernels: Kernels,
  problems: readonly HermitianProblem[],
): HermitianEigen[] | undefined {
  return solveSteps(
    kernels,
    problems.map((problem) => workOn(kernels, problem)),
  );
}

function workOn({ exports, memory }: Kernels, { re, im, wanted }: HermitianProblem): SteppedWork<HermitianEigen> {
  const n = re.rows;
  // Imaginary parts stand below the real ones; see assembly/hermitian-tridiagonal.ts.
  const half = paddedRows(n);
  const ld = 2 * half;
  const scratchBytes = max(
    exports.reduceHermitianScratch(half),
    exports.divideConquerScratch(n, ld),
    exports.backTransformHermitianScratch(n),
  );
  return {
    bytes: 2 * DOUBLE * ld * n + scratchBytes + 7 * listBytes(n),
    pieces: 9,
    *steps(area) {
      if (n === 0) return { values: new Float64Array(0), re: zeros(0, 0), im: zeros(0, 0) };
      const [d, e, order, ...lists] = Array.from({ length: 5 }, () => area.reserve(listBytes(n)));
      const taus = area.reserve(2 * listBytes(n));
      const [matrix, vectors] = [ld * n, ld * n].map((count) => area.reserve(DOUBLE * count));
      const scratch = area.reserve(scratchBytes);
      const exponent = max(unitExponent(re), unitExponent(im));
      putBothTriangles(clearedAt(memory, matrix, ld * n), { re, im, half, factor: powerOfTwo(-exponent) });
      clearedAt(memory, vectors, ld * n);
      yield ['reduceHermitian', n, matrix, half, d, e, taus, scratch];
      const work = { n, exponent, d, e, order, lists: [lists[0], lists[1]] as const, vectors, ld, scratch };
      const { values, places, columns } = yield* tridiagonalEigen(area, work, wanted);
      const out = { values, re: zeros(n, places.length), im: zeros(n, places.length) };
      if (columns > 0) yield ['backTransformHermitian', n, matrix, half, taus, vectors, columns, scratch];
      places.forEach((place, j) => {
        area.take(vectors + DOUBLE * ld * place, column(out.re, j));
        area.take(vectors + DOUBLE * (ld * place + half), column(out.im, j));
      });
      return out;
    },
  };
}

/** Copies the lower triangle, and its conjugate to the upper one, with a real diagonal. */
function putBothTriangles(
  to: Float64Array,
  { re, im, half, factor }: HermitianProblem & { half: number; factor: number },
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

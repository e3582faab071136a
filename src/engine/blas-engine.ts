import { accumulateGram } from './accumulate-gram.js';
import { type BlasRoutines, wholeNumbers } from './blas-routines.js';
import type { Engine, Svd } from './engine.js';
import type { StreamRoutines } from './gram-stream.js';
import type { BlasLibrary } from './load-blas.js';
import { largestMagnitude, type Matrix, scaled, transpose, zeros } from './matrix.js';
import { binaryExponent, powerOfTwo } from './power-of-two.js';
import { unitExponent } from './symmetric-scale.js';

const { floor, max, min } = Math;

/** Above this a workspace of LAPACK has more numbers than 32 bits count; no machine of today waits for that. */
const MOST_ROWS = 32_000;

/** No routine asks for more than a few matrices of that size. */
const MOST_WORKSPACE = 8 * MOST_ROWS ** 2;

/**
 * The engine on the system's BLAS and LAPACK: fast, but how it rounds is the library's affair and may change with the
 * number of threads. Columns of their own scales (`absorb`, `pivotedQr`, `gradedSvd`) stay with `other`, and
 * so do complex matrices.
 */
export function blasEngine(library: BlasLibrary, { other }: { other: Engine }): Engine {
  const { routines, name, path } = library;
  const streaming: StreamRoutines = {
    accumulate: (gram, panel, shape) => accumulateGram(library, gram, panel, { ...shape, by: 'row' }),
    turn: (rotation, rows, out) => turnRows(routines, rotation, rows, out),
  };
  return {
    name: 'blas',
    library: `${name}, ${path}`,
    crossProduct: (a, b) => (isSame(a, b) ? gram(routines, a) : multiply(routines, a, b, { transposed: true })),
    product: (a, b) => multiply(routines, a, b, { transposed: false }),
    absorb: other.absorb,
    pivotedQr: other.pivotedQr,
    gradedSvd: other.gradedSvd,
    svd: (a) => svd(routines, a) ?? other.svd(a),
    singularValues: (a) => singularValues(routines, a) ?? other.singularValues(a),
    symmetricEigen: (a, wanted) => symmetricEigen(routines, a, wanted) ?? other.symmetricEigen(a, wanted),
    hermitianEigen: other.hermitianEigen,
    gramConditions: other.gramConditions,
    hermitianEigenOfEach: other.hermitianEigenOfEach,
    singularValuesOfEach: other.singularValuesOfEach,
    cholesky: (a) => cholesky(routines, a),
    solveTriangular: (r, b, { transposed }) => solveTriangular(routines, r, b, { transposed }),
    gramStream: (shape) => other.gramStream?.({ ...shape, routines: streaming }),
    rotatedStream: (shape) => other.rotatedStream?.({ ...shape, routines: streaming }),
    spectralStream: (shape) => other.spectralStream(shape),
  };
}

// No size of 0 reaches the library, where a leading dimension of 0 is an error.

function multiply({ dgemm }: BlasRoutines, a: Matrix, b: Matrix, { transposed }: { transposed: boolean }): Matrix {
  const [rows, depth] = transposed ? [a.cols, a.rows] : [a.rows, a.cols];
  const out = zeros(rows, b.cols);
  if (rows === 0 || depth === 0 || b.cols === 0) return out;
  dgemm(transposed ? 'T' : 'N', 'N', rows, b.cols, depth, 1, a.data, a.rows, b.data, b.rows, 0, out.data, rows);
  return out;
}

/** Row-major X·A, for row-major X: as columns, AᵀXᵀ. */
function turnRows({ dgemm }: BlasRoutines, a: Matrix, x: Float64Array, out: Float64Array): void {
  const rows = x.length / a.rows;
  if (a.cols === 0 || rows === 0) return;
  dgemm('T', 'N', a.cols, rows, a.rows, 1, a.data, a.rows, x, a.rows, 0, out, a.cols);
}

/** AᵀA at half the cost, symmetric to the bit. */
function gram({ dsyrk }: BlasRoutines, a: Matrix): Matrix {
  const n = a.cols;
  const out = zeros(n, n);
  if (a.rows === 0 || n === 0) return out;
  dsyrk('U', 'T', n, a.rows, 1, a.data, a.rows, 0, out.data, n);
  for (let j = 0; j < n; j++) for (let i = 0; i < j; i++) out.data[i * n + j] = out.data[j * n + i];
  return out;
}

function cholesky({ dpotrf }: BlasRoutines, a: Matrix): Matrix | undefined {
  const n = a.cols;
  if (n === 0) return zeros(0, 0);
  // An even exponent, so that its half scales R. The largest entry of a positive definite matrix is on its diagonal.
  const half = floor(binaryExponent(largestMagnitude(a.data.filter((_, at) => at % (n + 1) === 0))) / 2);
  const r = shifted(a, -2 * half);
  if (dpotrf('U', n, r.data, n) !== 0) return undefined;
  for (let j = 0; j < n; j++) {
    // A pivot that is not a number passes for positive in some libraries.
    if (!(r.data[j * n + j] > 0)) return undefined;
    r.data.fill(0, j * n + j + 1, (j + 1) * n);
  }
  return shifted(r, half);
}

function solveTriangular(
  { dtrsm }: BlasRoutines,
  r: Matrix,
  b: Matrix,
  { transposed }: { transposed: boolean },
): Matrix {
  const out = { ...b, data: b.data.slice() };
  if (b.rows === 0 || b.cols === 0) return out;
  dtrsm('L', 'U', transposed ? 'T' : 'N', 'N', b.rows, b.cols, 1, r.data, r.rows, out.data, b.rows);
  return out;
}

/**
 * By tridiagonalisation, all values without vectors, then divide and conquer; only the wanted vectors are transformed
 * back. Undefined where the library gives up.
 */
function symmetricEigen(
  { dsytrd, dsterf, dstedc, dormtr }: BlasRoutines,
  a: Matrix,
  wanted = ({ length }: Float64Array) => length,
): { values: Float64Array; vectors: Matrix } | undefined {
  const n = a.cols;
  if (n > MOST_ROWS) return undefined;
  if (n === 0) return { values: new Float64Array(0), vectors: zeros(0, 0) };
  const exponent = unitExponent(a);
  const reflectors = shifted(a, -exponent);
  const [diagonal, beside, taus] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  withWorkspace((work, size) => dsytrd('L', n, reflectors.data, n, diagonal, beside, taus, work, size));
  const values = diagonal.slice();
  if (dsterf(n, values, beside.slice()) !== 0) return undefined;
  values.reverse();
  const scaledBack = values.map((value) => value * powerOfTwo(exponent));
  const count = max(0, min(n, wanted(scaledBack.slice())));
  if (count === 0) return { values: scaledBack, vectors: zeros(n, 0) };
  const basis = zeros(n, n);
  const counts = wholeNumbers(3 + 5 * n);
  const status = withWorkspace((work, size) =>
    dstedc('I', n, diagonal, beside, basis.data, n, work, size, counts, 3 + 5 * n),
  );
  if (status !== 0) return undefined;
  const vectors = lastColumnsReversed(basis, count);
  withWorkspace((work, size) => dormtr('L', 'L', 'N', n, count, reflectors.data, n, taus, vectors.data, n, work, size));
  return { values: scaledBack, vectors };
}

function svd({ dgesdd }: BlasRoutines, a: Matrix): Svd | undefined {
  const { rows, cols } = a;
  const rank = min(rows, cols);
  if (max(rows, cols) > MOST_ROWS) return undefined;
  const [values, left, rightTransposed] = [new Float64Array(rank), zeros(rows, rank), zeros(rank, cols)];
  if (rank === 0) return { values, left, right: zeros(cols, 0) };
  const exponent = binaryExponent(largestMagnitude(a.data));
  const { data } = shifted(a, -exponent);
  const counts = wholeNumbers(8 * rank);
  const status = withWorkspace((work, size) =>
    dgesdd('S', rows, cols, data, rows, values, left.data, rows, rightTransposed.data, rank, work, size, counts),
  );
  if (status !== 0) return undefined;
  return { values: values.map((value) => value * powerOfTwo(exponent)), left, right: transpose(rightTransposed) };
}

function singularValues({ dgesdd }: BlasRoutines, a: Matrix): Float64Array | undefined {
  const { rows, cols } = a;
  const rank = min(rows, cols);
  if (max(rows, cols) > MOST_ROWS) return undefined;
  const values = new Float64Array(rank);
  if (rank === 0) return values;
  const exponent = binaryExponent(largestMagnitude(a.data));
  const { data } = shifted(a, -exponent);
  const [none, counts] = [new Float64Array(1), wholeNumbers(8 * rank)];
  const status = withWorkspace((work, size) =>
    dgesdd('N', rows, cols, data, rows, values, none, 1, none, 1, work, size, counts),
  );
  return status === 0 ? values.map((value) => value * powerOfTwo(exponent)) : undefined;
}

/** Calls a routine first to hear how much workspace it wants (a size of −1 asks), then with that; its status. */
function withWorkspace(call: (work: Float64Array, size: number) => number): number {
  const answer = new Float64Array(1);
  const status = call(answer, -1);
  if (status !== 0) return status;
  // A little more than said: the answer is rounded by libraries that count in single precision inside.
  const size = floor(answer[0]) + 1;
  if (!(size >= 1 && size <= MOST_WORKSPACE)) throw new Error(`LAPACK asks for a workspace of ${answer[0]} numbers`);
  return call(new Float64Array(size), size);
}

/** 2^exponent · A, copied; the exponent may lie beyond what one factor can be. */
function shifted(a: Matrix, exponent: number): Matrix {
  const factor = powerOfTwo(min(exponent, 1023));
  return scaled(a, { right: new Float64Array(a.cols).fill(factor) });
}

function lastColumnsReversed({ rows, cols, data }: Matrix, count: number): Matrix {
  const out = zeros(rows, count);
  for (let j = 0; j < count; j++) {
    const from = cols - 1 - j;
    out.data.set(data.subarray(from * rows, (from + 1) * rows), j * rows);
  }
  return out;
}

function isSame(a: Matrix, b: Matrix): boolean {
  return a === b || (a.data === b.data && a.rows === b.rows && a.cols === b.cols);
}

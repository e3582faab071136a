import type { Engine } from './engine.js';
import { column, type Matrix, zeros } from './matrix.js';
import { powerOfTwo } from './power-of-two.js';
import { unitExponent } from './symmetric-scale.js';
import { type Tridiagonal, tridiagonalEigen } from './tridiagonal-eigen.js';
import { dot, subtractMultiple } from './vectors.js';

const { max, sqrt } = Math;

/** A column whose square is smaller is nothing beside the matrix, whose entries are about 1; below, squares lose digits. */
const NEGLIGIBLE = 2 ** -920;

/** See `Engine.hermitianEigen`: complex Householder reduction to a real tridiagonal matrix, then QL iteration. */
export const hermitianEigen: Engine['hermitianEigen'] = (re, im, wanted) => {
  const n = re.rows;
  const exponent = max(unitExponent(re), unitExponent(im));
  const { reflectors, taus, ...tridiagonal } = reduce(stacked(re, im, powerOfTwo(-exponent)));
  const { values, vectors } = tridiagonalEigen(tridiagonal, { exponent, wanted });
  const out = { values, re: zeros(n, vectors.cols), im: zeros(n, vectors.cols) };
  for (let c = 0; c < vectors.cols; c++) {
    const z = new Float64Array(2 * n);
    z.set(column(vectors, c));
    for (let j = n - 2; j >= 0; j--) {
      const v = column(reflectors, j);
      const other = turned(v);
      // vᴴz = v·z − i·(other·z)
      const [x, y] = [dot(v, z), -dot(other, z)];
      subtractMultiple(z, taus[2 * j] * x - taus[2 * j + 1] * y, v);
      subtractMultiple(z, -(taus[2 * j] * y + taus[2 * j + 1] * x), other);
    }
    column(out.re, c).set(z.subarray(0, n));
    column(out.im, c).set(z.subarray(n));
  }
  return out;
};

/** The Hermitian matrix with this lower triangle, times a factor: 2n × n, imaginary parts below real ones. */
function stacked(re: Matrix, im: Matrix, factor: number): Matrix {
  const n = re.rows;
  const out = zeros(2 * n, n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      const [x, y] = [factor * re.data[j * n + i], i === j ? 0 : factor * im.data[j * n + i]];
      out.data[2 * n * j + i] = out.data[2 * n * i + j] = x;
      out.data[2 * n * j + n + i] = y;
      out.data[2 * n * i + n + j] = -y;
    }
  }
  return out;
}

/** −i·x for a stacked x. */
function turned(x: Float64Array): Float64Array {
  const n = x.length / 2;
  return Float64Array.from(x, (_, i) => (i < n ? x[n + i] : -x[i - n]));
}

interface Reduced extends Tridiagonal {
  /** Column j holds the reflector I − tau·v·vᴴ number j, stacked. */
  readonly reflectors: Matrix;
  /** Pairs of real and imaginary part. */
  readonly taus: Float64Array;
}

function reduce(a: Matrix): Reduced {
  const n = a.cols;
  const [diagonal, offDiagonal, taus] = [new Float64Array(n), new Float64Array(n), new Float64Array(2 * n)];
  for (let j = 0; j < n; j++) {
    const v = column(a, j);
    diagonal[j] = v[j];
    if (j === n - 1) break;
    const { re, im, beta } = reflector(v, j + 1);
    offDiagonal[j] = beta;
    taus[2 * j] = re;
    taus[2 * j + 1] = im;
    if (re === 0 && im === 0) continue;
    const other = turned(v);
    const w = new Float64Array(2 * n);
    for (let c = j + 1; c < n; c++) {
      const [x, y] = [dot(column(a, c), v), dot(column(a, c), other)];
      w[c] = re * x - im * y;
      w[n + c] = re * y + im * x;
    }
    // ½·tau·(wᴴv), which is real.
    subtractMultiple(w, 0.5 * (re * dot(w, v) - im * dot(w, other)), v);
    const wTurned = turned(w);
    for (let c = j + 1; c < n; c++) {
      const target = column(a, c);
      subtractMultiple(target, w[c], v);
      subtractMultiple(target, w[n + c], other);
      subtractMultiple(target, v[c], w);
      subtractMultiple(target, v[n + c], wTurned);
    }
  }
  return { diagonal, offDiagonal, reflectors: a, taus };
}

/** Turns a stacked column from a row on into the reflector that maps it to beta in that row, with zeros above. */
function reflector(v: Float64Array, first: number): { re: number; im: number; beta: number } {
  const n = v.length / 2;
  v.fill(0, 0, first);
  v.fill(0, n, n + first);
  const [x, y] = [v[first], v[n + first]];
  v[first] = 0;
  const rest = dot(v, v);
  v[first] = 1;
  if (rest === 0 || x * x + rest < NEGLIGIBLE) return { re: 0, im: 0, beta: x };
  const size = sqrt(x * x + rest);
  const beta = x > 0 ? -size : size;
  const square = (x - beta) ** 2 + y * y;
  for (let i = first + 1; i < n; i++) {
    const [p, q] = [v[i], v[n + i]];
    v[i] = (p * (x - beta) + q * y) / square;
    v[n + i] = (q * (x - beta) - p * y) / square;
  }
  v[n + first] = 0;
  return { re: (beta - x) / beta, im: -y / beta, beta };
}

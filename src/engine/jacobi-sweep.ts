import type { JacobiWork } from './jacobi-svd.js';
import { column } from './matrix.js';
import { dot } from './vectors.js';

const { abs, sqrt } = Math;

/** A squared norm that fell to this share of itself by a rotation is computed afresh. */
const NORM_TRUST = 0.1;
const SQUARE_OVERFLOWS = 1e150;

/** See `JacobiKernels.sweep`. */
export function jacobiSweep(work: JacobiWork): void {
  const { a, order, mostSweeps } = work;
  const n = a.cols;
  const squares = new Float64Array(n);
  let rotations = 1;
  for (let sweep = 0; rotations > 0 && sweep < mostSweeps; sweep++) {
    rotations = 0;
    for (let j = 0; j < n; j++) squares[j] = dot(column(a, j), column(a, j));
    for (let i = 0; i < n - 1; i++) {
      for (let j = i + 1; j < n; j++) {
        if (squares[order[j]] > squares[order[i]]) [order[i], order[j]] = [order[j], order[i]];
        if (rotatePair(work, squares, order[i], order[j])) rotations++;
      }
    }
  }
}

/** Makes columns i and j orthogonal, the norm of i not smaller; says whether anything had to be done. */
function rotatePair({ a, rotation, tolerance }: JacobiWork, squares: Float64Array, i: number, j: number): boolean {
  if (squares[j] === 0) return false;
  const [x, y] = [column(a, i), column(a, j)];
  const inner = dot(x, y);
  if (abs(inner) <= tolerance * sqrt(squares[i]) * sqrt(squares[j])) return false;
  const zeta = (squares[j] - squares[i]) / (2 * inner);
  const t = abs(zeta) > SQUARE_OVERFLOWS ? 0.5 / zeta : (zeta >= 0 ? 1 : -1) / (abs(zeta) + sqrt(1 + zeta * zeta));
  const c = 1 / sqrt(1 + t * t);
  rotate(x, y, c, c * t);
  if (rotation.rows > 0) rotate(column(rotation, i), column(rotation, j), c, c * t);
  squares[i] = updatedSquare(squares[i], -t * inner, x);
  squares[j] = updatedSquare(squares[j], t * inner, y);
  return true;
}

function updatedSquare(before: number, change: number, v: Float64Array): number {
  const after = before + change;
  return after < NORM_TRUST * before ? dot(v, v) : after;
}

/** (x, y) ← (c·x − s·y, s·x + c·y) in Rutishauser's form, whose rounding error shrinks with the angle. */
function rotate(x: Float64Array, y: Float64Array, c: number, s: number): void {
  const h = s / (1 + c);
  for (let i = 0; i < x.length; i++) {
    const p = x[i];
    const q = y[i];
    x[i] = p - s * (q + h * p);
    y[i] = q + s * (p - h * q);
  }
}

// AssemblyScript. One-sided Jacobi sweeps; see engine/jacobi-svd.ts for what comes before and after.
import { dot, rotate } from './vectors';

/** A squared norm that fell to this share of itself by a rotation is computed afresh. */
const NORM_TRUST: f64 = 0.1;
const SQUARE_OVERFLOWS: f64 = 1e150;

/**
 * One sweep over all pairs of the n columns of y (n × n), which w (n × n, or 0) accumulates; the first of each pair in `order`
 * gets the larger norm. Returns how many pairs were rotated.
 */
export function sweep(n: i32, y: usize, w: usize, squares: usize, order: usize, tolerance: f64): i32 {
  const bytes = (<usize>n) << 3;
  for (let j = 0; j < n; j++) {
    const column = y + <usize>j * bytes;
    store<f64>(squares + ((<usize>j) << 3), dot(column, column, n));
  }
  let rotations = 0;
  for (let p = 0; p < n - 1; p++) {
    for (let q = p + 1; q < n; q++) {
      let i = load<i32>(order + ((<usize>p) << 2));
      let j = load<i32>(order + ((<usize>q) << 2));
      if (load<f64>(squares + ((<usize>j) << 3)) > load<f64>(squares + ((<usize>i) << 3))) {
        store<i32>(order + ((<usize>p) << 2), j);
        store<i32>(order + ((<usize>q) << 2), i);
        const kept = i;
        i = j;
        j = kept;
      }
      if (rotatePair(n, y, w, squares, tolerance, i, j)) rotations++;
    }
  }
  return rotations;
}

function rotatePair(n: i32, y: usize, w: usize, squares: usize, tolerance: f64, i: i32, j: i32): bool {
  const bytes = (<usize>n) << 3;
  const larger = load<f64>(squares + ((<usize>i) << 3));
  const smaller = load<f64>(squares + ((<usize>j) << 3));
  if (smaller === 0) return false;
  const u = y + <usize>i * bytes;
  const v = y + <usize>j * bytes;
  const inner = dot(u, v, n);
  if (Math.abs(inner) <= tolerance * Math.sqrt(larger) * Math.sqrt(smaller)) return false;
  const zeta = (smaller - larger) / (2 * inner);
  const size = Math.abs(zeta);
  const t = size > SQUARE_OVERFLOWS ? 0.5 / zeta : (zeta >= 0 ? 1.0 : -1.0) / (size + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  rotate(u, v, c, c * t, n);
  if (w !== 0) rotate(w + <usize>i * bytes, w + <usize>j * bytes, c, c * t, n);
  store<f64>(squares + ((<usize>i) << 3), updatedSquare(larger, -t * inner, u, n));
  store<f64>(squares + ((<usize>j) << 3), updatedSquare(smaller, t * inner, v, n));
  return true;
}

function updatedSquare(before: f64, change: f64, v: usize, n: i32): f64 {
  const after = before + change;
  return after < NORM_TRUST * before ? dot(v, v, n) : after;
}

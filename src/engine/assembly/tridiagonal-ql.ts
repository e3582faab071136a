// AssemblyScript. Implicit QL iteration (Wilkinson's shift) on a symmetric tridiagonal matrix, with and without vectors.
import { at, get, set } from './doubles';
import { turn } from './vectors';

const EPS: f64 = f64.EPSILON;
/** QL needs fewer than two iterations for a value; this many mean that the input is not finite. */
const MOST_ITERATIONS: i32 = 60;
/** An off-diagonal below this share of the norm is nothing: all of those left out together move no value by more than eps/8. */
const NEGLIGIBLE: f64 = EPS / 16;

function tridiagonalNorm(n: i32, d: usize, e: usize): f64 {
  let norm: f64 = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(get(d, i)));
  for (let i = 0; i < n - 1; i++) norm = Math.max(norm, Math.abs(get(e, i)));
  return norm;
}

/** The first m ≥ l whose off-diagonal to m + 1 is negligible. */
function blockEnd(n: i32, l: i32, d: usize, e: usize, floor: f64): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const size = Math.abs(get(e, m));
    if (size <= floor || size <= EPS * Math.sqrt(Math.abs(get(d, m))) * Math.sqrt(Math.abs(get(d, m + 1)))) break;
  }
  return m;
}

/**
 * Turns d (n) into the eigenvalues of the matrix with off-diagonals e (n − 1 and one to spare, destroyed), in no order; the
 * n × n block z (ld) is multiplied by their vectors from the right.
 */
export function qlVectors(n: i32, d: usize, e: usize, z: usize, ld: i32): void {
  const floor = NEGLIGIBLE * tridiagonalNorm(n, d, e);
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const m = blockEnd(n, l, d, e, floor);
      if (m === l) break;
      qlStep(n, l, m, d, e, z, ld);
    }
  }
}

function qlStep(n: i32, l: i32, m: i32, d: usize, e: usize, z: usize, ld: i32): void {
  const half = (get(d, l + 1) - get(d, l)) / (2 * get(e, l));
  const size = Math.sqrt(half * half + 1);
  let g = get(d, m) - get(d, l) + get(e, l) / (half + (half < 0 ? -size : size));
  let s: f64 = 1;
  let c: f64 = 1;
  let p: f64 = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * get(e, i);
    const b = c * get(e, i);
    const r = Math.sqrt(f * f + g * g);
    set(e, i + 1, r);
    if (r === 0) {
      set(d, i + 1, get(d, i + 1) - p);
      set(e, m, 0);
      return;
    }
    s = f / r;
    c = g / r;
    g = get(d, i + 1) - p;
    const t = (get(d, i) - g) * s + 2 * c * b;
    p = s * t;
    set(d, i + 1, g + p);
    g = c * t - b;
    turn(z + at(i * ld), z + at((i + 1) * ld), c, s, n);
  }
  set(d, l, get(d, l) - p);
  set(e, l, g);
  set(e, m, 0);
}

/** The same without vectors and without square roots (Pal, Walker & Kahan); e is destroyed. */
export function qlValues(n: i32, d: usize, e: usize): void {
  const norm = tridiagonalNorm(n, d, e);
  if (norm === 0) return;
  const floor = NEGLIGIBLE * norm * (NEGLIGIBLE * norm);
  for (let i = 0; i < n - 1; i++) set(e, i, get(e, i) * get(e, i));
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const m = squaredBlockEnd(n, l, d, e, floor);
      if (m === l) break;
      rootFreeStep(l, m, d, e);
    }
  }
}

function squaredBlockEnd(n: i32, l: i32, d: usize, e: usize, floor: f64): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const square = get(e, m);
    if (square <= floor || square <= EPS * EPS * Math.abs(get(d, m) * get(d, m + 1))) break;
  }
  return m;
}

function rootFreeStep(l: i32, m: i32, d: usize, e: usize): void {
  const root = Math.sqrt(get(e, l));
  const half = (get(d, l + 1) - get(d, l)) / (2 * root);
  const size = Math.sqrt(half * half + 1);
  const shift = get(d, l) - root / (half + (half < 0 ? -size : size));
  let c: f64 = 1;
  let s: f64 = 0;
  let gamma = get(d, m) - shift;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const square = get(e, i);
    const r = p + square;
    if (i !== m - 1) set(e, i + 1, s * r);
    const before = c;
    c = p / r;
    s = square / r;
    const old = gamma;
    const alpha = get(d, i);
    gamma = c * (alpha - shift) - s * old;
    set(d, i + 1, old + (alpha - gamma));
    p = c !== 0 ? (gamma * gamma) / c : before * square;
  }
  set(e, l, s * p);
  set(d, l, shift + gamma);
}

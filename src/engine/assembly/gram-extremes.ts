// AssemblyScript. The extreme singular values of a matrix on unit columns, estimated from its Gram matrix.
import { cholesky } from './cholesky';
import { at, get, set } from './doubles';
import { addMultiple, dot, scale, subtractMultiple } from './vectors';

/** Each brings an estimate nearer; after so many it is right to a few parts in a hundred. */
const ITERATIONS: i32 = 8;

/**
 * The square of the largest singular value of X on unit columns, given A = XᵀX (n × n, ld), which is lost; the square of the smallest one's
 * inverse at `answer`. Both from below, by power iterations with the Cholesky factor. 0 where A is not positive definite.
 */
export function gramExtremes(
  n: i32,
  a: usize,
  ld: i32,
  answer: usize,
  vector: usize,
  scratch: usize,
  gemmArea: usize,
): f64 {
  for (let j = 0; j < n; j++) set(vector, j, Math.sqrt(get(a, j * (ld + 1))));
  if (!cholesky(n, a, ld, scratch, gemmArea)) return 0;
  for (let j = 0; j < n; j++) scale(a + at(j * ld), 1 / get(vector, j), j + 1);
  store<f64>(answer, growth<u16>(n, a, ld, vector));
  return growth<u8>(n, a, ld, vector);
}

/** The largest growth of a vector by RᵀR, or, told apart by the size of a type, by its inverse, which is two bytes. */
function growth<Way>(n: i32, r: usize, ld: i32, v: usize): f64 {
  let state: f64 = n;
  for (let i = 0; i < n; i++) {
    state = (state * 48271) % 2147483647;
    set(v, i, state / 2147483647 - 0.5);
  }
  let length = Math.sqrt(dot(v, v, n));
  for (let step = 0; step < ITERATIONS; step++) {
    scale(v, 1 / length, n);
    if (sizeof<Way>() === 1) multiply(n, r, ld, v);
    else solve(n, r, ld, v);
    length = Math.sqrt(dot(v, v, n));
  }
  return length;
}

/** v ← RᵀR·v. */
function multiply(n: i32, r: usize, ld: i32, v: usize): void {
  for (let j = 0; j < n; j++) {
    const above = r + at(j * ld);
    const own = get(v, j);
    addMultiple(v, own, above, j);
    set(v, j, own * get(above, j));
  }
  for (let j = n - 1; j >= 0; j--) set(v, j, dot(r + at(j * ld), v, j + 1));
}

/** v ← R⁻¹R⁻ᵀ·v. */
function solve(n: i32, r: usize, ld: i32, v: usize): void {
  for (let j = 0; j < n; j++) {
    const above = r + at(j * ld);
    set(v, j, (get(v, j) - dot(above, v, j)) / get(above, j));
  }
  for (let j = n - 1; j >= 0; j--) {
    const above = r + at(j * ld);
    const own = get(v, j) / get(above, j);
    set(v, j, own);
    subtractMultiple(v, own, above, j);
  }
}

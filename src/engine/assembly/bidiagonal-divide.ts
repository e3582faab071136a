// AssemblyScript. Singular values and vectors of an upper bidiagonal matrix by divide and conquer (Gu & Eisenstat 1995), down to
// single rows.
import { deflateSquares } from './deflate-squares';
import { at, get, set } from './doubles';
import { mergeProduct } from './merge-product';
import * as work from './merge-work';
import { secularSystemScratch, secularVectors, solveSecular } from './secular-system';
import { turn } from './vectors';

/** Bytes of scratch memory that `divideBidiagonal` needs for n rows, besides that of `gemm`. */
export function divideBidiagonalScratch(n: i32, ld: i32): f64 {
  return 8 * (<f64>n * <f64>(n + 1 + 2 * ld) + secularSystemScratch(n)) + work.size(n);
}

/**
 * d becomes the n singular values of the bidiagonal matrix with diagonal d and off-diagonals e, and `order` their indices by
 * rising value; u and v (n × n and n × (n + 1), ld, zero at first) become the vectors. `norm` is about the matrix's, not 0.
 * Without u, `v` is 2 × (n + 1) and becomes the first and the last row of the right vectors.
 */
export function divideBidiagonal(
  n: i32,
  norm: f64,
  d: usize,
  e: usize,
  u: usize,
  v: usize,
  ld: i32,
  order: usize,
  scratch: usize,
  gemmArea: usize,
): void {
  solve(0, n, 0, norm, n, d, e, u, v, ld, order, scratch, gemmArea);
}

/** Rows first..first + size, which have `extra` (0 or 1) columns more than rows. */
function solve(
  first: i32,
  size: i32,
  extra: i32,
  norm: f64,
  n: i32,
  d: usize,
  e: usize,
  u: usize,
  v: usize,
  ld: i32,
  order: usize,
  scratch: usize,
  gemmArea: usize,
): void {
  const right = u === 0 ? v + at(2 * first) : v + at(first * ld + first);
  if (size === 0) {
    if (extra === 1) {
      set(right, 0, 1);
      if (u === 0) set(right, 1, 1);
    }
    return;
  }
  const above = size >> 1;
  const below = size - above - 1;
  solve(first, above, 1, norm, n, d, e, u, v, ld, order, scratch, gemmArea);
  solve(first + above + 1, below, extra, norm, n, d, e, u, v, ld, order, scratch, gemmArea);
  const left: usize = u === 0 ? 0 : u + at(first * ld + first);
  const indices = order + ((<usize>first) << 2);
  const coupling = first + above < n - 1 ? get(e, first + above) : 0;
  merge(size, above, extra, coupling, norm, n, d + at(first), left, right, ld, indices, scratch, gemmArea);
}

/**
 * Joins the rows above and below row `above` of a block. In the basis of both parts that row is z, and the others are diagonal;
 * the column that the upper part has too many belongs to it, with the value 0.
 */
function merge(
  size: i32,
  above: i32,
  extra: i32,
  coupling: f64,
  norm: f64,
  n: i32,
  d: usize,
  u: usize,
  v: usize,
  ld: i32,
  order: usize,
  scratch: usize,
  gemmArea: usize,
): void {
  const compact = u === 0;
  const ldv = compact ? 2 : ld;
  const rows = compact ? 2 : size + extra;
  const half = compact ? 1 : above + 1;
  joinRows(size, above, extra, get(d, above), coupling, n, v, ldv, compact, scratch);
  if (!compact) set(u, above * ld + above, 1);
  const k = deflateSquares(size, above, rows, norm, n, d, u, v, ld, ldv, order, scratch);
  const packed = scratch + work.size(n);
  const vectors = packed + at(n * (n + 1));
  const others = vectors + at(n * ld);
  const context = others + at(n * ld);
  const roots = work.area(work.ROOTS, n, scratch);
  const rest = work.area(work.REST, n, scratch);
  solveSecular(k, 1, true, vectors, ld, n, scratch, context);
  secularVectors(0, compact ? 0 : others, context);
  mergeProduct(rows, half, size, k, k, size - k, n, v, ldv, vectors, ld, packed, scratch, gemmArea);
  if (!compact) mergeProduct(size, half, size, k, k, size - k, n, u, ld, others, ld, packed, scratch, gemmArea);
  work.chooseLargest(size, k, size - k, roots, rest, order);
  memory.copy(d, roots, at(k));
  memory.copy(d + at(k), rest, at(size - k));
}

/** Fills in z, and turns the spare columns of both parts until one of them has nothing in it. */
function joinRows(
  size: i32,
  above: i32,
  extra: i32,
  diagonal: f64,
  coupling: f64,
  n: i32,
  v: usize,
  ld: i32,
  compact: bool,
  scratch: usize,
): void {
  const z = work.area(work.Z, n, scratch);
  const last = compact ? 1 : above;
  const next = compact ? 0 : above + 1;
  for (let j = 0; j <= above; j++) set(z, j, diagonal * get(v, j * ld + last));
  for (let j = above + 1; j < size + extra; j++) set(z, j, coupling * get(v, j * ld + next));
  if (compact) {
    for (let j = 0; j <= above; j++) set(v, j * ld + last, 0);
    for (let j = above + 1; j < size + extra; j++) set(v, j * ld + next, 0);
  }
  if (extra === 0) return;
  const a = get(z, above);
  const b = get(z, size);
  const length = Math.sqrt(a * a + b * b);
  if (length === 0) return;
  turn(v + at(above * ld), v + at(size * ld), a / length, -b / length, compact ? 2 : size + 1);
  set(z, above, length);
}

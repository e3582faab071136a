// AssemblyScript. C ← C − P·Qᵀ for a symmetric result: packed slivers, 4 × 5 tiles in registers, only those that reach the lower triangle.
import { at } from './doubles';

const ROWS: i32 = 4;
const COLS: i32 = 5;
/** Rows of P that stay in the first-level cache while all columns pass by. */
const BLOCK: i32 = 64;

/** Doubles of scratch memory for matrices of n rows and panels of a given depth. */
export function symmetricUpdateScratch(n: i32, depth: i32): i32 {
  return depth * (n + ROWS + n + COLS);
}

/**
 * The lower triangle of rows and columns `from`..`n` of c loses P·Qᵀ (whatever is above the diagonal is lost as well). P and Q
 * have `depth` columns of `ld` doubles, indexed by the rows of c; rows of P from n to the next multiple of 4 are zero, and c has
 * 4 columns to spare. `from` is a multiple of 4.
 */
export function symmetricUpdate(
  from: i32,
  n: i32,
  depth: i32,
  p: usize,
  q: usize,
  ld: i32,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  const slivers = scratch + at(depth * (n - from + ROWS));
  for (let i = from; i < n; i += ROWS) packRows(depth, p + at(i), ld, scratch + at((i - from) * depth));
  for (let j = from; j < n; j += COLS) packColumns(depth, min(COLS, n - j), q + at(j), ld, slivers + at((j - from) * depth));
  for (let first = from; first < n; first += BLOCK) {
    updateRows(first, min(first + BLOCK, n), from, depth, scratch, slivers, c, ldc);
  }
}

function updateRows(first: i32, end: i32, from: i32, depth: i32, rows: usize, columns: usize, c: usize, ldc: i32): void {
  for (let j = from; j < end; j += COLS) {
    const start = max(first, from + ((j - from) & ~(ROWS - 1)));
    for (let i = start; i < end; i += ROWS) {
      tile(depth, rows + at((i - from) * depth), columns + at((j - from) * depth), c + at(j * ldc + i), ldc);
    }
  }
}

function packRows(depth: i32, from: usize, ld: i32, to: usize): void {
  for (let t = 0; t < depth; t++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += at(ld);
    to += at(ROWS);
  }
}

function packColumns(depth: i32, present: i32, from: usize, ld: i32, to: usize): void {
  for (let t = 0; t < depth; t++) {
    for (let j = 0; j < COLS; j++) store<f64>(to + at(j), j < present ? load<f64>(from + at(j)) : 0);
    from += at(ld);
    to += at(COLS);
  }
}

function tile(depth: i32, a: usize, b: usize, c: usize, ldc: i32): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  let c40 = f64x2.splat(0);
  let c41 = f64x2.splat(0);
  const end = a + at(depth * ROWS);
  while (a < end) {
    const a0 = v128.load(a, 0);
    const a1 = v128.load(a, 16);
    const b0 = v128.load64_splat(b, 0);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a1, b0));
    const b1 = v128.load64_splat(b, 8);
    c10 = f64x2.add(c10, f64x2.mul(a0, b1));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const b2 = v128.load64_splat(b, 16);
    c20 = f64x2.add(c20, f64x2.mul(a0, b2));
    c21 = f64x2.add(c21, f64x2.mul(a1, b2));
    const b3 = v128.load64_splat(b, 24);
    c30 = f64x2.add(c30, f64x2.mul(a0, b3));
    c31 = f64x2.add(c31, f64x2.mul(a1, b3));
    const b4 = v128.load64_splat(b, 32);
    c40 = f64x2.add(c40, f64x2.mul(a0, b4));
    c41 = f64x2.add(c41, f64x2.mul(a1, b4));
    const a0x = v128.load(a, 32);
    const a1x = v128.load(a, 48);
    const b0x = v128.load64_splat(b, 40);
    c00 = f64x2.add(c00, f64x2.mul(a0x, b0x));
    c01 = f64x2.add(c01, f64x2.mul(a1x, b0x));
    const b1x = v128.load64_splat(b, 48);
    c10 = f64x2.add(c10, f64x2.mul(a0x, b1x));
    c11 = f64x2.add(c11, f64x2.mul(a1x, b1x));
    const b2x = v128.load64_splat(b, 56);
    c20 = f64x2.add(c20, f64x2.mul(a0x, b2x));
    c21 = f64x2.add(c21, f64x2.mul(a1x, b2x));
    const b3x = v128.load64_splat(b, 64);
    c30 = f64x2.add(c30, f64x2.mul(a0x, b3x));
    c31 = f64x2.add(c31, f64x2.mul(a1x, b3x));
    const b4x = v128.load64_splat(b, 72);
    c40 = f64x2.add(c40, f64x2.mul(a0x, b4x));
    c41 = f64x2.add(c41, f64x2.mul(a1x, b4x));
    a += at(2 * ROWS);
    b += at(2 * COLS);
  }
  const column = at(ldc);
  subtractFrom(c, c00, c01);
  subtractFrom(c + column, c10, c11);
  subtractFrom(c + 2 * column, c20, c21);
  subtractFrom(c + 3 * column, c30, c31);
  subtractFrom(c + 4 * column, c40, c41);
}

function subtractFrom(c: usize, low: v128, high: v128): void {
  v128.store(c, f64x2.sub(v128.load(c), low));
  v128.store(c, f64x2.sub(v128.load(c, 16), high), 16);
}

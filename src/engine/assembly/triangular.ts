// AssemblyScript. Solutions of triangular systems with many right-hand sides: halves of the triangle in turn, joined by products.
import { at, get, set } from './doubles';
import { gemm } from './gemm';
import { parallelFor } from './parallel';
import { dot, subtractMultiple } from './vectors';

/** Triangles of at most this size are solved by substitution. */
const LEAF: i32 = 32;
/** Right-hand sides of one task. */
const SPAN: i32 = 32;
/** Bytes for what the tasks of one call share. */
const CONTEXT: i32 = 64;

/** Bytes of scratch memory that `solveTriangular` needs, besides that of `gemm`. */
export function solveTriangularScratch(): i32 {
  return CONTEXT;
}

/** b (n × cols, ldb) becomes R⁻¹·B, or R⁻ᵀ·B where `transposed`, for the upper triangle of r (n × n, ld). */
export function solveTriangular(
  n: i32,
  cols: i32,
  r: usize,
  ld: i32,
  b: usize,
  ldb: i32,
  transposed: bool,
  scratch: usize,
  gemmArea: usize,
): void {
  if (n <= LEAF) {
    substitute(n, cols, r, ld, b, ldb, transposed, scratch);
    return;
  }
  const half = n >> 1;
  const rest = n - half;
  const across = r + at(half * ld);
  const corner = across + at(half);
  if (transposed) {
    solveTriangular(half, cols, r, ld, b, ldb, true, scratch, gemmArea);
    gemm(rest, cols, half, -1, across, ld, 1, b, 1, ldb, b + at(half), ldb, gemmArea);
    solveTriangular(rest, cols, corner, ld, b + at(half), ldb, true, scratch, gemmArea);
  } else {
    solveTriangular(rest, cols, corner, ld, b + at(half), ldb, false, scratch, gemmArea);
    gemm(half, cols, rest, -1, across, 1, ld, b + at(half), 1, ldb, b, ldb, gemmArea);
    solveTriangular(half, cols, r, ld, b, ldb, false, scratch, gemmArea);
  }
}

function substitute(n: i32, cols: i32, r: usize, ld: i32, b: usize, ldb: i32, transposed: bool, context: usize): void {
  store<i32>(context, n);
  store<i32>(context, cols, 4);
  store<i32>(context, ld, 8);
  store<i32>(context, ldb, 12);
  store<u32>(context, <u32>r, 16);
  store<u32>(context, <u32>b, 20);
  store<i32>(context, <i32>transposed, 24);
  parallelFor(substituteSpan, (cols + SPAN - 1) / SPAN, context);
}

function substituteSpan(index: i32, context: usize): void {
  const n = load<i32>(context);
  const cols = load<i32>(context, 4);
  const ld = load<i32>(context, 8);
  const ldb = load<i32>(context, 12);
  const r = <usize>load<u32>(context, 16);
  const b = <usize>load<u32>(context, 20);
  const transposed = load<i32>(context, 24) !== 0;
  for (let j = index * SPAN; j < min(cols, (index + 1) * SPAN); j++) {
    if (transposed) forward(n, r, ld, b + at(j * ldb));
    else backward(n, r, ld, b + at(j * ldb));
  }
}

/** x ← R⁻ᵀ·x. */
function forward(n: i32, r: usize, ld: i32, x: usize): void {
  for (let i = 0; i < n; i++) {
    const column = r + at(i * ld);
    set(x, i, (get(x, i) - dot(column, x, i)) / get(column, i));
  }
}

/** x ← R⁻¹·x. */
function backward(n: i32, r: usize, ld: i32, x: usize): void {
  for (let i = n - 1; i >= 0; i--) {
    const column = r + at(i * ld);
    const value = get(x, i) / get(column, i);
    set(x, i, value);
    subtractMultiple(x, value, column, i);
  }
}

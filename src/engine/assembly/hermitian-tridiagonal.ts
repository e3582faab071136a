// AssemblyScript. Householder reduction of a Hermitian matrix to a real tridiagonal one, by panels. A complex column is one real
// column, the imaginary parts `half` places behind the real ones, so that all products are real ones of twice the height.
import { at, get, set } from './doubles';
import { gemm } from './gemm';
import { PRODUCT_CONTEXT, transposedProduct } from './panel-products';
import { columnDots, subtractColumns } from './panel-vectors';
import { dot } from './vectors';

/** Columns reduced one by one before the rest of the matrix is updated by a product. */
const PANEL: i32 = 32;
/** A column with a smaller square is nothing beside the matrix, whose entries are about 1; below, squares lose digits. */
const NEGLIGIBLE: f64 = 2.0 ** -920;
/** Every reflector fills so many columns of the panel: v, −i·v, w and −i·w. */
const KINDS: i32 = 4;

/** Bytes of scratch memory that `reduceHermitian` needs, besides that of `gemm`. */
export function reduceHermitianScratch(half: i32): i32 {
  return (KINDS * PANEL * 3 * half + KINDS * PANEL + PRODUCT_CONTEXT) << 3;
}

/**
 * QᴴAQ = T, real, with diagonal d and n − 1 off-diagonals e, for a Hermitian a (both triangles; n columns of 2·half doubles, half
 * a multiple of 4, rows from n on zero). Column j of a becomes the vector v of the reflector I − tau·v·vᴴ, zero before its
 * leading 1 in row j + 1; taus holds pairs of real and imaginary part.
 */
export function reduceHermitian(
  n: i32,
  a: usize,
  half: i32,
  d: usize,
  e: usize,
  taus: usize,
  scratch: usize,
  gemmArea: usize,
): void {
  const ld = 2 * half;
  // A − left·rightᵀ is the matrix reduced so far: left = [v, −i·v, w, −i·w], right = [Re w, Im w, Re v, Im v].
  const left = scratch;
  const right = left + at(KINDS * PANEL * ld);
  const coefficients = right + at(KINDS * PANEL * half);
  for (let first = 0; first < n; first += PANEL) {
    const width = min(PANEL, n - first);
    memory.fill(left, 0, at(KINDS * PANEL * 3 * half));
    for (let j = 0; j < width; j++) {
      bringUpToDate(first + j, j, a, half, left, right, coefficients);
      set(d, first + j, get(a, (first + j) * ld + first + j));
      if (first + j < n - 1) reduceColumn(n, first + j, j, a, half, e, taus, left, right, coefficients);
    }
    const next = first + width;
    const rest = n - next;
    if (rest === 0) break;
    const target = a + at(next * ld + next);
    const depth = KINDS * PANEL;
    gemm(rest, rest, depth, -1, left + at(next), 1, ld, right + at(next), half, 1, target, ld, gemmArea);
    const lower = left + at(half + next);
    gemm(rest, rest, depth, -1, lower, 1, ld, right + at(next), half, 1, target + at(half), ld, gemmArea);
  }
}

function bringUpToDate(c: i32, j: i32, a: usize, half: i32, left: usize, right: usize, coefficients: usize): void {
  const ld = 2 * half;
  const column = a + at(c * ld);
  for (let kind = 0; kind < KINDS; kind++) {
    for (let l = 0; l < j; l++) set(coefficients, l, get(right, (kind * PANEL + l) * half + c));
    subtractColumns(ld, j, left + at(kind * PANEL * ld), ld, coefficients, column);
  }
}

/** Turns column c into a reflector v and finds its w = p − ½|tau|²·(vᴴAv)·v with p = tau·A·v. */
function reduceColumn(
  n: i32,
  c: i32,
  j: i32,
  a: usize,
  half: i32,
  e: usize,
  taus: usize,
  left: usize,
  right: usize,
  coefficients: usize,
): void {
  const ld = 2 * half;
  const column = a + at(c * ld);
  const v = left + at(j * ld);
  const turned = left + at((PANEL + j) * ld);
  const w = left + at((2 * PANEL + j) * ld);
  const wTurned = left + at((3 * PANEL + j) * ld);
  complexReflector(n, c, column, half, e, taus);
  memory.copy(v, column, at(ld));
  copyTurned(half, v, turned);
  memory.copy(right + at((2 * PANEL + j) * half), v, at(half));
  memory.copy(right + at((3 * PANEL + j) * half), v + at(half), at(half));
  const re = get(taus, 2 * c);
  const im = get(taus, 2 * c + 1);
  if (re === 0 && im === 0) return;
  const first = c + 1;
  const below = a + at(first * ld);
  const context = coefficients + at(KINDS * PANEL);
  // A is Hermitian, so that Re(A·v) and Im(A·v) are real products of the transposed columns with v and −i·v.
  transposedProduct(ld, n - first, below, ld, v, w + at(first), context);
  transposedProduct(ld, n - first, below, ld, turned, w + at(half + first), context);
  const even = (n - first + 1) & ~1;
  for (let kind = 0; kind < KINDS; kind++) {
    const columns = left + at(kind * PANEL * ld);
    const rows = right + at(kind * PANEL * half + first);
    columnDots(ld, j, columns, ld, v, coefficients);
    subtractColumns(even, j, rows, half, coefficients, w + at(first));
    columnDots(ld, j, columns, ld, turned, coefficients);
    subtractColumns(even, j, rows, half, coefficients, w + at(half + first));
  }
  const share = 0.5 * (re * re + im * im) * dot(v, w, ld);
  for (let i = first; i < n; i++) {
    const x = get(w, i);
    const y = get(w, half + i);
    set(w, i, re * x - im * y - share * get(v, i));
    set(w, half + i, re * y + im * x - share * get(v, half + i));
  }
  copyTurned(half, w, wTurned);
  memory.copy(right + at(j * half), w, at(half));
  memory.copy(right + at((PANEL + j) * half), w + at(half), at(half));
}

/** −i·x. */
function copyTurned(half: i32, x: usize, to: usize): void {
  memory.copy(to, x + at(half), at(half));
  for (let i = 0; i < half; i++) set(to, half + i, -get(x, i));
}

/** Turns a column from row c + 1 on into the reflector that maps it to a real multiple of its first unit vector, zero above. */
function complexReflector(n: i32, c: i32, column: usize, half: i32, e: usize, taus: usize): void {
  const first = c + 1;
  memory.fill(column, 0, at(first));
  memory.fill(column + at(half), 0, at(first));
  const re = get(column, first);
  const im = get(column, half + first);
  set(column, first, 0);
  const rest = dot(column, column, 2 * half);
  const nothing = rest === 0 || re * re + rest < NEGLIGIBLE;
  const size = Math.sqrt(re * re + rest);
  const beta = re > 0 ? -size : size;
  set(e, c, nothing ? re : beta);
  set(taus, 2 * c, nothing ? 0 : (beta - re) / beta);
  set(taus, 2 * c + 1, nothing ? 0 : -im / beta);
  if (!nothing) {
    // Divides by alpha − beta.
    const x = re - beta;
    const square = x * x + im * im;
    for (let i = first + 1; i < n; i++) {
      const p = get(column, i);
      const q = get(column, half + i);
      set(column, i, (p * x + q * im) / square);
      set(column, half + i, (q * x - p * im) / square);
    }
  }
  set(column, first, 1);
  set(column, half + first, 0);
}

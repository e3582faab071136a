// AssemblyScript. Householder reduction of a matrix to an upper bidiagonal one, by panels.
import { at, get, set } from './doubles';
import { gemm } from './gemm';
import { beta, reflector, tau } from './householder';
import { PRODUCT_CONTEXT, subtractProduct, transposedProduct } from './panel-products';
import { columnDots, subtractColumns } from './panel-vectors';
import { scale } from './vectors';

/** Rows and columns reduced one by one before the rest of the matrix is updated by a product. */
const PANEL: i32 = 32;

/** Bytes of scratch memory that `bidiagonalise` needs, besides that of `gemm`. */
export function bidiagonaliseScratch(lda: i32): i32 {
  return (4 * PANEL * lda + lda + 2 * PANEL + PRODUCT_CONTEXT) << 3;
}

/**
 * QᵀAP = B with diagonal d and off-diagonals e (n − 1), for a (rows × n with rows ≥ n, lda ≥ rows a multiple of 4, rows from there
 * on zero). Column j of a becomes, from row j on, the vector of reflector j of Q with its leading 1; column j of `rights`
 * (ld lda, zero at first), from row j + 1 on, that of P.
 */
export function bidiagonalise(
  rows: i32,
  n: i32,
  a: usize,
  lda: i32,
  rights: usize,
  d: usize,
  e: usize,
  leftTaus: usize,
  rightTaus: usize,
  scratch: usize,
  gemmArea: usize,
): void {
  // A − [V X]·[Y U]ᵀ is the matrix reduced so far.
  const vx = scratch;
  const yu = vx + at(2 * PANEL * lda);
  const coefficients = yu + at(2 * PANEL * lda);
  for (let first = 0; first < n; first += PANEL) {
    const width = min(PANEL, n - first);
    memory.fill(scratch, 0, at(4 * PANEL * lda));
    for (let j = 0; j < width; j++) {
      reduceColumn(rows, n, first, j, a, lda, d, leftTaus, vx, yu, coefficients);
      if (first + j < n - 1) reduceRow(rows, n, first, j, a, lda, rights, e, rightTaus, vx, yu, coefficients);
    }
    const next = first + width;
    if (next === n) break;
    gemm(
      rows - next,
      n - next,
      2 * PANEL,
      -1,
      vx + at(next),
      1,
      lda,
      yu + at(next),
      lda,
      1,
      a + at(next * lda + next),
      lda,
      gemmArea,
    );
  }
}

/** Brings column first + j up to date, turns it into a reflector v, and finds its y. */
function reduceColumn(
  rows: i32,
  n: i32,
  first: i32,
  j: i32,
  a: usize,
  lda: i32,
  d: usize,
  taus: usize,
  vx: usize,
  yu: usize,
  coefficients: usize,
): void {
  const c = first + j;
  const column = a + at(c * lda);
  const x = vx + at(PANEL * lda);
  const u = yu + at(PANEL * lda);
  const start = c & ~3;
  const end = (rows + 3) & ~3;
  for (let l = 0; l < j; l++) {
    set(coefficients, l, get(yu, l * lda + c));
    set(coefficients, PANEL + l, get(u, l * lda + c));
  }
  subtractColumns(end - start, j, vx + at(start), lda, coefficients, column + at(start));
  subtractColumns(end - start, j, x + at(start), lda, coefficients + at(PANEL), column + at(start));
  reflector(get(column, c), column + at(c + 1), rows - c - 1);
  const factor = tau;
  set(d, c, beta);
  set(taus, c, factor);
  set(column, c, 1);
  const v = vx + at(j * lda);
  memory.copy(v + at(c), column + at(c), at(rows - c));
  const rest = n - c - 1;
  if (rest === 0 || factor === 0) return;
  const y = yu + at(j * lda + c + 1);
  transposedProduct(
    end - start,
    rest,
    a + at((c + 1) * lda + start),
    lda,
    v + at(start),
    y,
    coefficients + at(2 * PANEL),
  );
  columnDots(end - start, j, vx + at(start), lda, v + at(start), coefficients);
  columnDots(end - start, j, x + at(start), lda, v + at(start), coefficients + at(PANEL));
  subtractColumns((rest + 1) & ~1, j, yu + at(c + 1), lda, coefficients, y);
  subtractColumns((rest + 1) & ~1, j, u + at(c + 1), lda, coefficients + at(PANEL), y);
  scale(y, factor, rest);
}

/** Brings row first + j up to date, turns what is right of the diagonal into a reflector u, and finds its x. */
function reduceRow(
  rows: i32,
  n: i32,
  first: i32,
  j: i32,
  a: usize,
  lda: i32,
  rights: usize,
  e: usize,
  taus: usize,
  vx: usize,
  yu: usize,
  coefficients: usize,
): void {
  const r = first + j;
  const count = n - r - 1;
  const even = (count + 1) & ~1;
  const x = vx + at(PANEL * lda);
  const us = yu + at(PANEL * lda);
  const u = us + at(j * lda + r + 1);
  for (let i = 0; i < count; i++) set(u, i, get(a, (r + 1 + i) * lda + r));
  for (let l = 0; l <= j; l++) set(coefficients, l, get(vx, l * lda + r));
  for (let l = 0; l < j; l++) set(coefficients, PANEL + l, get(x, l * lda + r));
  subtractColumns(even, j + 1, yu + at(r + 1), lda, coefficients, u);
  subtractColumns(even, j, us + at(r + 1), lda, coefficients + at(PANEL), u);
  reflector(get(u, 0), u + 8, count - 1);
  const factor = tau;
  set(e, r, beta);
  set(taus, r, factor);
  set(u, 0, 1);
  memory.copy(rights + at(r * lda + r + 1), u, at(count));
  const start = (r + 1) & ~3;
  const end = (rows + 3) & ~3;
  if (factor === 0) return;
  const target = x + at(j * lda + start);
  subtractProduct(end - start, count, a + at((r + 1) * lda + start), lda, u, target, coefficients + at(2 * PANEL));
  columnDots(even, j + 1, yu + at(r + 1), lda, u, coefficients);
  columnDots(even, j, us + at(r + 1), lda, u, coefficients + at(PANEL));
  for (let l = 0; l <= j; l++) set(coefficients, l, -get(coefficients, l));
  for (let l = 0; l < j; l++) set(coefficients, PANEL + l, -get(coefficients, PANEL + l));
  subtractColumns(end - start, j + 1, vx + at(start), lda, coefficients, target);
  subtractColumns(end - start, j, x + at(start), lda, coefficients + at(PANEL), target);
  scale(target, -factor, end - start);
}

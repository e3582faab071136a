// AssemblyScript. Householder reduction of a symmetric matrix to a tridiagonal one, by panels.
import { at, get, set } from './doubles';
import { beta, reflector, tau } from './householder';
import { columnDots, subtractColumns } from './panel-vectors';
import { STEP, symmetricProduct, symmetricProductScratch } from './symmetric-product';
import { symmetricUpdate, symmetricUpdateScratch } from './symmetric-update';
import { dot, scale, subtractMultiple } from './vectors';

/** Columns reduced one by one before the rest of the matrix is updated by a product. */
const PANEL: i32 = 32;

/** Bytes of scratch memory that `tridiagonalise` needs. */
export function tridiagonaliseScratch(n: i32, lda: i32): i32 {
  return (3 * PANEL * lda + symmetricProductScratch(lda) + 2 * PANEL + symmetricUpdateScratch(n, 2 * PANEL)) << 3;
}

/**
 * QᵀAQ = T with diagonal d and n − 1 off-diagonals e, for a symmetric A (lda × at least n + 4 columns; lda a multiple of 4; the
 * lower triangle given, rows and columns from n on zero). Below the diagonal, A's column j becomes the vector v of the
 * reflector I − tau·v·vᵀ, with its leading 1 in row j + 1; Q is the product of these in the order of columns.
 */
export function tridiagonalise(n: i32, a: usize, lda: i32, d: usize, e: usize, taus: usize, scratch: usize): void {
  // The panel [V W V]: its first two thirds times the transpose of its last two is V·Wᵀ + W·Vᵀ.
  const panel = scratch;
  const partials = panel + at(3 * PANEL * lda);
  const coefficients = partials + at(symmetricProductScratch(lda));
  const packed = coefficients + at(2 * PANEL);
  for (let first = 0; first < n - 1; first += PANEL) {
    const width = min(PANEL, n - 1 - first);
    memory.fill(panel, 0, at(3 * PANEL * lda));
    for (let j = 0; j < width; j++) {
      reduceColumn(n, first, j, a, lda, d, e, taus, panel, coefficients, partials);
    }
    const w = panel + at(PANEL * lda);
    const next = first + width;
    if (next === n - 1) lastEntry(n, width, a, lda, panel);
    else symmetricUpdate(next, n, 2 * PANEL, panel, w, lda, a, lda, packed);
  }
  if (n > 0) set(d, n - 1, get(a, (n - 1) * lda + n - 1));
}

function lastEntry(n: i32, width: i32, a: usize, lda: i32, panel: usize): void {
  let sum: f64 = 0;
  for (let l = 0; l < width; l++) sum += get(panel, l * lda + n - 1) * get(panel, (PANEL + l) * lda + n - 1);
  const corner = (n - 1) * lda + n - 1;
  set(a, corner, get(a, corner) - 2 * sum);
}

/** Brings column first + j up to date, turns it into a reflector, and finds its w. */
function reduceColumn(
  n: i32,
  first: i32,
  j: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  taus: usize,
  panel: usize,
  coefficients: usize,
  partials: usize,
): void {
  const c = first + j;
  const column = a + at(c * lda);
  const other = panel + at(PANEL * lda);
  const end = (n + STEP - 1) & ~(STEP - 1);
  const start = c & ~(STEP - 1);
  for (let l = 0; l < j; l++) {
    set(coefficients, l, get(other, l * lda + c));
    set(coefficients, PANEL + l, get(panel, l * lda + c));
  }
  subtractColumns(end - start, j, panel + at(start), lda, coefficients, column + at(start));
  subtractColumns(end - start, j, other + at(start), lda, coefficients + at(PANEL), column + at(start));
  set(d, c, get(column, c));
  reflector(get(column, c + 1), column + at(c + 2), n - c - 2);
  const factor = tau;
  set(e, c, beta);
  set(taus, c, factor);
  set(column, c + 1, 1);
  const v = panel + at(j * lda);
  const w = other + at(j * lda);
  memory.copy(v + at(c + 1), column + at(c + 1), at(n - c - 1));
  memory.copy(v + at(2 * PANEL * lda + c + 1), column + at(c + 1), at(n - c - 1));
  if (factor === 0) return;
  const from = (c + 1) & ~(STEP - 1);
  symmetricProduct(from, end, a, lda, v, w, partials);
  columnDots(end - from, j, other + at(from), lda, v + at(from), coefficients);
  columnDots(end - from, j, panel + at(from), lda, v + at(from), coefficients + at(PANEL));
  subtractColumns(end - from, j, panel + at(from), lda, coefficients, w + at(from));
  subtractColumns(end - from, j, other + at(from), lda, coefficients + at(PANEL), w + at(from));
  scale(w + at(from), factor, end - from);
  const amount = 0.5 * factor * dot(w + at(from), v + at(from), end - from);
  subtractMultiple(w + at(from), amount, v + at(from), end - from);
}

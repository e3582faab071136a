// AssemblyScript. Householder reduction of a symmetric matrix to a tridiagonal one, by panels.
import { at, get, set } from './doubles';
import { beta, reflectorOfNorm, tau } from './householder';
import { beginPanel, PANEL, panelOf, panelScratch } from './panel-context';
import { advance, finishPanel, reflectorProducts } from './panel-step';
import { STEP } from './symmetric-product';
import { symmetricUpdate, symmetricUpdateScratch } from './symmetric-update';

/** Bytes of scratch memory that `tridiagonalise` needs. */
export function tridiagonaliseScratch(n: i32, lda: i32): i32 {
  return (panelScratch(lda) + symmetricUpdateScratch(n, 2 * PANEL)) << 3;
}

/**
 * QᵀAQ = T with diagonal d and n − 1 off-diagonals e, for a symmetric A (lda × at least n + 4 columns; lda a multiple of 4; the
 * lower triangle given, rows and columns from n on zero). Below the diagonal, A's column j becomes the vector v of the
 * reflector I − tau·v·vᵀ, with its leading 1 in row j + 1; Q is the product of these in the order of columns.
 */
export function tridiagonalise(n: i32, a: usize, lda: i32, d: usize, e: usize, taus: usize, scratch: usize): void {
  const panel = panelOf(lda, scratch);
  const w = panel + at(PANEL * lda);
  const packed = scratch + at(panelScratch(lda));
  for (let first = 0; first < n - 1; first += PANEL) {
    const width = min(PANEL, n - 1 - first);
    beginPanel((n + STEP - 1) & ~(STEP - 1), a, lda, scratch);
    for (let j = 0; j < width; j++) reduceColumn(n, first + j, j, a, lda, d, e, taus, scratch);
    const next = first + width;
    finishPanel(next, width, scratch);
    if (next === n - 1) lastEntry(n, width, a, lda, panel);
    else {
      memory.copy(w + at(PANEL * lda), panel, at(PANEL * lda));
      symmetricUpdate(next, n, 2 * PANEL, panel, w, lda, a, lda, packed);
    }
  }
  if (n > 0) set(d, n - 1, get(a, (n - 1) * lda + n - 1));
}

/** Brings column c, the panel's column j, up to date and turns it into a reflector. */
function reduceColumn(
  n: i32,
  c: i32,
  j: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  taus: usize,
  scratch: usize,
): void {
  const column = a + at(c * lda);
  const tail = Math.sqrt(advance(c, j, scratch));
  set(d, c, get(column, c));
  reflectorOfNorm(get(column, c + 1), tail, column + at(c + 2), n - c - 2);
  set(e, c, beta);
  set(taus, c, tau);
  set(column, c + 1, 1);
  memory.copy(panelOf(lda, scratch) + at(j * lda + c + 1), column + at(c + 1), at(n - c - 1));
  reflectorProducts(c + 1, j, tau, scratch);
}

function lastEntry(n: i32, width: i32, a: usize, lda: i32, panel: usize): void {
  let sum: f64 = 0;
  for (let l = 0; l < width; l++) sum += get(panel, l * lda + n - 1) * get(panel, (PANEL + l) * lda + n - 1);
  const corner = (n - 1) * lda + n - 1;
  set(a, corner, get(a, corner) - 2 * sum);
}

// AssemblyScript. What the tasks of a panel's reduction to tridiagonal form share.
import { at } from './doubles';
import { symmetricProductScratch } from './symmetric-product';

/** Columns reduced one by one before the rest of the matrix is updated by a product. */
export const PANEL: i32 = 24;
/** Rows of one task. */
export const ROWS: i32 = 64;
// What the tasks share, in doubles: some numbers and addresses; Wᵀv, Vᵀv, and a row each of W and V; sums of squares by task;
// V and W; the parts of A·v.
const NUMBERS: i32 = 8;
export const COEFFICIENTS: i32 = NUMBERS;
export const SQUARES: i32 = COEFFICIENTS + 4 * PANEL;

function squaresOf(lda: i32): i32 {
  return ((lda / ROWS + 8) & ~7) + 8;
}

/** Doubles of scratch memory for the panel [V W V] and what belongs to it. */
export function panelScratch(lda: i32): i32 {
  return SQUARES + squaresOf(lda) + 3 * PANEL * lda + symmetricProductScratch(lda);
}

/** The address of [V W V], where V and W have PANEL columns each: its first two thirds times the transpose of its last two is V·Wᵀ + W·Vᵀ. */
export function panelOf(lda: i32, context: usize): usize {
  return context + at(SQUARES + squaresOf(lda));
}

/** Begins a panel for a matrix a (lda) of `end` rows, a multiple of STEP. */
export function beginPanel(end: i32, a: usize, lda: i32, context: usize): void {
  const panel = panelOf(lda, context);
  memory.fill(panel, 0, at(3 * PANEL * lda));
  store<i32>(context, lda);
  store<i32>(context, end, 4);
  store<u32>(context, <u32>a, 8);
  store<u32>(context, <u32>panel, 12);
  store<u32>(context, <u32>(panel + at(3 * PANEL * lda)), 16);
  store<f64>(context, 0, 40);
}

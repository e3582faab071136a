// AssemblyScript. The two jobs of a column's reduction to tridiagonal form, each shared between threads: the products with its
// reflector v; and, from those, its w together with the next column of A − V·Wᵀ − W·Vᵀ.
import { at, get, set } from './doubles';
import { COEFFICIENTS, PANEL, ROWS, SQUARES } from './panel-context';
import { finishRows, updateRows } from './panel-rows';
import { columnDots } from './panel-vectors';
import { parallelFor } from './parallel';
import { prepareProduct, productPart, productWithX, STEP } from './symmetric-product';

/** Columns of V, or W, whose products with v one task makes. */
const COLUMNS: i32 = 16;
/** Entries of V that are worth a further thread. */
const WORTH_SHARING: i32 = 4096;

/** After reflector j, which is zero before row `from`: all that its w = factor·(A·v − V·Wᵀv − W·Vᵀv) − amount·v is made of. */
export function reflectorProducts(from: i32, j: i32, factor: f64, context: usize): void {
  store<f64>(context, factor, 40);
  if (factor === 0) return;
  const lda = load<i32>(context);
  const v = <usize>load<u32>(context, 12) + at(j * lda);
  const product = <usize>load<u32>(context, 16);
  const first = from & ~(STEP - 1);
  const parts = prepareProduct(first, load<i32>(context, 4), <usize>load<u32>(context, 8), lda, v, product);
  store<i32>(context, j, 20);
  store<i32>(context, first, 24);
  store<i32>(context, parts, 28);
  const tasks = parts + 2 * groups(j);
  if (parts > 1) parallelFor(productTask, tasks, context);
  else for (let i = 0; i < tasks; i++) productTask(i, context);
  let both: f64 = 0;
  for (let l = 0; l < j; l++) both += get(context, COEFFICIENTS + l) * get(context, COEFFICIENTS + PANEL + l);
  store<f64>(context, 0.5 * factor * factor * (productWithX(product) - 2 * both), 48);
}

function groups(columns: i32): i32 {
  return (columns + COLUMNS - 1) / COLUMNS;
}

/** A part of A·v, or some columns of Wᵀv or Vᵀv. */
function productTask(index: i32, context: usize): void {
  const parts = load<i32>(context, 28);
  if (index < parts) {
    productPart(index, <usize>load<u32>(context, 16));
    return;
  }
  const lda = load<i32>(context);
  const j = load<i32>(context, 20);
  const from = load<i32>(context, 24);
  const panel = <usize>load<u32>(context, 12) + at(from);
  const second = index - parts >= groups(j);
  const l = COLUMNS * (index - parts - (second ? groups(j) : 0));
  const columns = panel + at((l + (second ? 0 : PANEL)) * lda);
  const out = context + at(COEFFICIENTS + l + (second ? PANEL : 0));
  columnDots(load<i32>(context, 4) - from, min(COLUMNS, j - l), columns, lda, panel + at(j * lda), out);
}

/** Finishes w of reflector j − 1 and brings column c up to date; the sum of squares of what is below its row c + 1. */
export function advance(c: i32, j: i32, context: usize): f64 {
  const lda = load<i32>(context);
  const start = c & ~(STEP - 1);
  const head = start + STEP;
  const panel = <usize>load<u32>(context, 12);
  const rows = context + at(COEFFICIENTS + 2 * PANEL);
  store<i32>(context, j, 20);
  store<i32>(context, head, 24);
  store<u32>(context, <u32>(<usize>load<u32>(context, 8) + at(c * lda)), 32);
  store<i32>(context, c + 2, 36);
  // The coefficients, row c of V and W, must be there before the other rows.
  if (j > 0) finishRows(start, head, context);
  for (let l = 0; l < j; l++) {
    set(rows, l, get(panel, (PANEL + l) * lda + c));
    set(rows, PANEL + l, get(panel, l * lda + c));
  }
  let squares = updateRows(start, head, context);
  const tasks = shareRows(head, j, context);
  for (let i = 0; i < tasks; i++) squares += get(context, SQUARES + i);
  return squares;
}

/** Finishes w of the last reflector, j − 1, of a panel from row `from` on. */
export function finishPanel(from: i32, j: i32, context: usize): void {
  const first = from & ~(STEP - 1);
  store<i32>(context, j, 20);
  store<i32>(context, first, 24);
  store<u32>(context, 0, 32);
  shareRows(first, j, context);
}

function shareRows(first: i32, j: i32, context: usize): i32 {
  const rows = load<i32>(context, 4) - first;
  const tasks = (rows + ROWS - 1) / ROWS;
  if (rows * j > WORTH_SHARING) parallelFor(rowTask, tasks, context);
  else for (let i = 0; i < tasks; i++) rowTask(i, context);
  return tasks;
}

function rowTask(index: i32, context: usize): void {
  const first = load<i32>(context, 24) + ROWS * index;
  const end = min(first + ROWS, load<i32>(context, 4));
  if (load<u32>(context, 32) === 0) finishRows(first, end, context);
  else set(context, SQUARES + index, updateRows(first, end, context));
}

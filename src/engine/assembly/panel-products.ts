// AssemblyScript. Products of a large matrix with one vector, shared between threads: spans of columns for Aᵀ·x, of rows for A·x.
import { at } from './doubles';
import { columnDots, subtractColumns } from './panel-vectors';
import { parallelFor } from './parallel';

/** Columns, or rows, of one task; a multiple of 4. */
const COLUMNS: i32 = 64;
const ROWS: i32 = 128;
/** Entries that are worth a further thread. */
const WORTH_SHARING: i32 = 16384;

/** Doubles for what the tasks of one call share. */
export const PRODUCT_CONTEXT: i32 = 8;

/** out (cols) = Aᵀ·x for a (rows × cols, lda) with an even number of rows. */
export function transposedProduct(
  rows: i32,
  cols: i32,
  a: usize,
  lda: i32,
  x: usize,
  out: usize,
  context: usize,
): void {
  prepare(rows, cols, a, lda, x, out, context);
  const tasks = (cols + COLUMNS - 1) / COLUMNS;
  if (rows * cols > WORTH_SHARING) parallelFor(columnSpan, tasks, context);
  else for (let i = 0; i < tasks; i++) columnSpan(i, context);
}

/** out (rows) loses A·x; the number of rows is even. */
export function subtractProduct(rows: i32, cols: i32, a: usize, lda: i32, x: usize, out: usize, context: usize): void {
  prepare(rows, cols, a, lda, x, out, context);
  const tasks = (rows + ROWS - 1) / ROWS;
  if (rows * cols > WORTH_SHARING) parallelFor(rowSpan, tasks, context);
  else for (let i = 0; i < tasks; i++) rowSpan(i, context);
}

function prepare(rows: i32, cols: i32, a: usize, lda: i32, x: usize, out: usize, context: usize): void {
  store<i32>(context, rows);
  store<i32>(context, cols, 4);
  store<i32>(context, lda, 8);
  store<u32>(context, <u32>a, 12);
  store<u32>(context, <u32>x, 16);
  store<u32>(context, <u32>out, 20);
}

function columnSpan(index: i32, context: usize): void {
  const lda = load<i32>(context, 8);
  const first = index * COLUMNS;
  const count = min(COLUMNS, load<i32>(context, 4) - first);
  const a = <usize>load<u32>(context, 12) + at(first * lda);
  columnDots(
    load<i32>(context),
    count,
    a,
    lda,
    <usize>load<u32>(context, 16),
    <usize>load<u32>(context, 20) + at(first),
  );
}

function rowSpan(index: i32, context: usize): void {
  const first = index * ROWS;
  const count = min(ROWS, load<i32>(context) - first);
  const a = <usize>load<u32>(context, 12) + at(first);
  const out = <usize>load<u32>(context, 20) + at(first);
  subtractColumns(count, load<i32>(context, 4), a, load<i32>(context, 8), <usize>load<u32>(context, 16), out);
}

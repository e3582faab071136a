// AssemblyScript. The product that ends a merge, which leaves out the halves of columns that are zero.
import { at, getInt } from './doubles';
import { gemm } from './gemm';
import * as work from './merge-work';

/**
 * The basis in q (`columns` columns of `rows` rows, the first `half` of them those of the first part) times the last `chosen` of
 * k vectors becomes q's leading columns; after them come the last `left` of the columns that were deflated. `packed` has room
 * for a copy of q.
 */
export function mergeProduct(
  rows: i32,
  half: i32,
  columns: i32,
  k: i32,
  chosen: i32,
  left: i32,
  n: i32,
  q: usize,
  ld: i32,
  vectors: usize,
  ldVectors: i32,
  packed: usize,
  lists: usize,
  gemmArea: usize,
): void {
  const counts = work.area(work.COUNTS, n, lists);
  const upper = getInt(counts, work.TOP) + getInt(counts, work.BOTH);
  const lower = getInt(counts, work.BOTH) + getInt(counts, work.BOTTOM);
  const bottom = packed + at(half * upper);
  const rest = bottom + at((rows - half) * lower);
  packKept(rows, half, k, n, q, ld, packed, bottom, lists);
  const deflated = work.area(work.DEFLATED, n, lists);
  const skipped = columns - k - left;
  for (let i = 0; i < left; i++) {
    memory.copy(rest + at(i * rows), q + at(getInt(deflated, skipped + i) * ld), at(rows));
  }
  for (let j = 0; j < chosen; j++) memory.fill(q + at(j * ld), 0, at(rows));
  const first = vectors + at((k - chosen) * ldVectors);
  gemm(half, chosen, upper, 1, packed, 1, half, first, 1, ldVectors, q, ld, gemmArea);
  const tail = first + at(getInt(counts, work.TOP));
  gemm(rows - half, chosen, lower, 1, bottom, 1, rows - half, tail, 1, ldVectors, q + at(half), ld, gemmArea);
  for (let i = 0; i < left; i++) memory.copy(q + at((chosen + i) * ld), rest + at(i * rows), at(rows));
}

/** Copies the halves that are not zero of columns that take part, grouped by kind. */
function packKept(
  rows: i32,
  half: i32,
  k: i32,
  n: i32,
  q: usize,
  ld: i32,
  top: usize,
  bottom: usize,
  lists: usize,
): void {
  const kept = work.area(work.KEPT, n, lists);
  const places = work.area(work.PLACES, n, lists);
  const kinds = work.area(work.KINDS, n, lists);
  const lower = rows - half;
  const skipped = getInt(work.area(work.COUNTS, n, lists), work.TOP);
  for (let i = 0; i < k; i++) {
    const column = getInt(kept, i);
    const kind = getInt(kinds, column);
    const place = getInt(places, i);
    const from = q + at(column * ld);
    if (kind !== work.BOTTOM) memory.copy(top + at(place * half), from, at(half));
    if (kind !== work.TOP) memory.copy(bottom + at((place - skipped) * lower), from + at(half), at(lower));
  }
}

// AssemblyScript. What the steps of a merge share: lists of n doubles or counts in scratch memory, and how they are sorted.
import { at, get, getInt, setInt } from './doubles';

/** The coupling vector z, by column. */
export const Z: i32 = 0;
/** Values of the columns that take part, rising; their entries of z; the squares of these. */
export const POLES: i32 = 1;
export const WEIGHTS: i32 = 2;
export const SQUARES: i32 = 3;
/** Which column each pole belongs to, and its row among the packed columns. */
export const KEPT: i32 = 4;
export const PLACES: i32 = 5;
/** Which half of its rows a column lives in: TOP, BOTH or BOTTOM, and how many of each take part. */
export const KINDS: i32 = 6;
export const COUNTS: i32 = 7;
/** Columns that do not take part, by rising value, and these values. */
export const DEFLATED: i32 = 8;
export const REST: i32 = 9;
/** All columns by rising value. */
export const SORTED: i32 = 10;
export const ROOTS: i32 = 11;
/** Which pole belongs to each row of the packed columns. */
export const POLE_OF: i32 = 12;
const AREAS: i32 = 13;

export const TOP: i32 = 0;
export const BOTH: i32 = 1;
export const BOTTOM: i32 = 2;

/** Lists are this long, so that each begins on a cache line and the shortest holds all counts. */
export function length(n: i32): i32 {
  return (n + 15) & ~7;
}

export function area(which: i32, n: i32, scratch: usize): usize {
  return scratch + at(which * length(n));
}

export function size(n: i32): i32 {
  return (AREAS * length(n)) << 3;
}

/** Sorts indices by the values that they point at, by insertion: quick where nearly sorted, or short. */
export function sortByValue(count: i32, indices: usize, values: usize): void {
  for (let i = 1; i < count; i++) {
    const index = getInt(indices, i);
    const value = get(values, index);
    let j = i;
    for (; j > 0 && get(values, getInt(indices, j - 1)) > value; j--) setInt(indices, j, getInt(indices, j - 1));
    setInt(indices, j, index);
  }
}

/**
 * Indices of two lists of values, each in its rising order, as one list in rising order. The order of the second list, and its
 * values, begin `shift` places after those of the first; its indices gain as much.
 */
export function mergeOrders(count: i32, others: i32, shift: i32, values: usize, order: usize, sorted: usize): void {
  let i = 0;
  let j = 0;
  for (let t = 0; t < count + others; t++) {
    const a = i < count ? getInt(order, i) : 0;
    const b = j < others ? getInt(order, shift + j) + shift : 0;
    const first = j === others || (i < count && get(values, a) <= get(values, b));
    setInt(sorted, t, first ? a : b);
    if (first) i++;
    else j++;
  }
}

/**
 * Of k rising roots and some rising rest, how many of the `wanted` largest are roots; `order` becomes the rising order of those
 * wanted, where the wanted roots are numbered first and the wanted rest after them.
 */
export function chooseLargest(wanted: i32, k: i32, others: i32, roots: usize, rest: usize, order: usize): i32 {
  let i = k;
  let j = others;
  for (let t = 0; t < wanted; t++) {
    if (j === 0 || (i > 0 && get(roots, i - 1) >= get(rest, j - 1))) i--;
    else j--;
  }
  const chosen = k - i;
  let root = i;
  let other = j;
  for (let t = 0; t < wanted; t++) {
    const first = other === others || (root < k && get(roots, root) <= get(rest, other));
    setInt(order, t, first ? root - i : chosen + other - j);
    if (first) root++;
    else other++;
  }
  return chosen;
}

/** Finds the row of every pole's column among the columns grouped by kind, and the pole of every row. */
export function groupByKind(k: i32, n: i32, scratch: usize): void {
  const kept = area(KEPT, n, scratch);
  const places = area(PLACES, n, scratch);
  const poleOf = area(POLE_OF, n, scratch);
  const kinds = area(KINDS, n, scratch);
  const counts = area(COUNTS, n, scratch);
  let place = 0;
  for (let kind = TOP; kind <= BOTTOM; kind++) {
    const before = place;
    for (let i = 0; i < k; i++) {
      if (getInt(kinds, getInt(kept, i)) !== kind) continue;
      setInt(poleOf, place, i);
      setInt(places, i, place++);
    }
    setInt(counts, kind, place - before);
  }
}

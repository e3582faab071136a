// AssemblyScript. Which columns take part in a merge of singular values: the one of value 0, and those with an entry in z and a
// value that no other one has.
import { at, get, getInt, set, setInt } from './doubles';
import * as work from './merge-work';
import { turn } from './vectors';

/** What is below so many eps of the matrix's norm is zero, and values that differ by less are equal. */
const DEFLATION: f64 = 8 * f64.EPSILON;
/** Poles, and the weight of the pole at zero, are at least this share of what counts as zero, so that their squares differ. */
const FLOOR: f64 = f64.EPSILON;

/**
 * The number k of columns of a block of `size` that take part, the one with index `above` and value 0 first; the lists of the merge
 * are filled in, equal values rotated apart in u (unless 0) and in v (`rows` rows).
 */
export function deflateSquares(
  size: i32,
  above: i32,
  rows: i32,
  norm: f64,
  n: i32,
  d: usize,
  u: usize,
  v: usize,
  ldu: i32,
  ldv: i32,
  order: usize,
  scratch: usize,
): i32 {
  const z = work.area(work.Z, n, scratch);
  const sorted = work.area(work.SORTED, n, scratch);
  const kinds = work.area(work.KINDS, n, scratch);
  const deflated = work.area(work.DEFLATED, n, scratch);
  work.mergeOrders(above, size - above - 1, above + 1, d, order, sorted);
  for (let j = 0; j < size; j++) setInt(kinds, j, j < above ? work.TOP : work.BOTTOM);
  setInt(kinds, above, work.BOTH);
  const tolerance = DEFLATION * norm;
  const floor = FLOOR * tolerance;
  set(d, above, 0);
  if (Math.abs(get(z, above)) < floor) set(z, above, floor);
  keep(0, above, 0, n, scratch);
  let k = 1;
  let others = 0;
  let last = -1;
  for (let t = 0; t < size - 1; t++) {
    const j = getInt(sorted, t);
    if (Math.abs(get(z, j)) <= tolerance) setInt(deflated, others++, j);
    else {
      if (last >= 0 && get(d, j) - get(d, last) <= tolerance) {
        rotateApart(last, j, rows, size, z, kinds, u, v, ldu, ldv);
        setInt(deflated, others++, last);
      } else if (last >= 0) keep(k++, last, Math.max(floor, get(d, last)), n, scratch);
      last = j;
    }
  }
  if (last >= 0) keep(k++, last, Math.max(floor, get(d, last)), n, scratch);
  work.sortByValue(others, deflated, d);
  for (let t = 0; t < others; t++) set(work.area(work.REST, n, scratch), t, get(d, getInt(deflated, t)));
  work.groupByKind(k, n, scratch);
  return k;
}

function keep(i: i32, column: i32, pole: f64, n: i32, scratch: usize): void {
  const weight = get(work.area(work.Z, n, scratch), column);
  set(work.area(work.POLES, n, scratch), i, pole);
  set(work.area(work.WEIGHTS, n, scratch), i, weight);
  set(work.area(work.SQUARES, n, scratch), i, weight * weight);
  setInt(work.area(work.KEPT, n, scratch), i, column);
}

/** Rotates column i's entry of z into that of column j, whose value is the same. */
function rotateApart(
  i: i32,
  j: i32,
  rows: i32,
  size: i32,
  z: usize,
  kinds: usize,
  u: usize,
  v: usize,
  ldu: i32,
  ldv: i32,
): void {
  const zi = get(z, i);
  const zj = get(z, j);
  const length = Math.sqrt(zi * zi + zj * zj);
  set(z, i, 0);
  set(z, j, length);
  turn(v + at(i * ldv), v + at(j * ldv), zj / length, zi / length, rows);
  if (u !== 0) turn(u + at(i * ldu), u + at(j * ldu), zj / length, zi / length, size);
  if (getInt(kinds, i) !== getInt(kinds, j)) {
    setInt(kinds, i, work.BOTH);
    setInt(kinds, j, work.BOTH);
  }
}

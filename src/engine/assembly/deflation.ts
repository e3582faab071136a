// AssemblyScript. Which columns take part in a merge: those with an entry in z and a value that no other one has.
import { at, get, getInt, set, setInt } from './doubles';
import * as work from './merge-work';
import { turn } from './vectors';

/** What is below so many eps of the largest value, or of z, is zero. */
const DEFLATION: f64 = 8 * f64.EPSILON;

/** The number k of columns that take part in diag(d) + ρ·z·zᵀ; the lists of the merge are filled in, equal values rotated apart. */
export function deflate(
  size: i32,
  half: i32,
  rho: f64,
  n: i32,
  d: usize,
  q: usize,
  ld: i32,
  order: usize,
  scratch: usize,
): i32 {
  const z = work.area(work.Z, n, scratch);
  const sorted = work.area(work.SORTED, n, scratch);
  const kinds = work.area(work.KINDS, n, scratch);
  const deflated = work.area(work.DEFLATED, n, scratch);
  work.mergeOrders(half, size - half, half, d, order, sorted);
  let largest: f64 = 0;
  for (let j = 0; j < size; j++) {
    largest = Math.max(largest, Math.max(Math.abs(get(d, j)), Math.abs(get(z, j))));
    setInt(kinds, j, j < half ? work.TOP : work.BOTTOM);
  }
  const tolerance = DEFLATION * largest;
  let k = 0;
  let others = 0;
  let last = -1;
  for (let t = 0; t < size; t++) {
    const j = getInt(sorted, t);
    if (rho * Math.abs(get(z, j)) <= tolerance) setInt(deflated, others++, j);
    else {
      if (last >= 0 && mergeEqual(size, last, j, tolerance, z, d, kinds, q, ld)) setInt(deflated, others++, last);
      else if (last >= 0) keep(k++, last, n, d, scratch);
      last = j;
    }
  }
  if (last >= 0) keep(k++, last, n, d, scratch);
  work.sortByValue(others, deflated, d);
  for (let t = 0; t < others; t++) set(work.area(work.REST, n, scratch), t, get(d, getInt(deflated, t)));
  work.groupByKind(k, n, scratch);
  return k;
}

function keep(i: i32, column: i32, n: i32, d: usize, scratch: usize): void {
  const weight = get(work.area(work.Z, n, scratch), column);
  set(work.area(work.POLES, n, scratch), i, get(d, column));
  set(work.area(work.WEIGHTS, n, scratch), i, weight);
  set(work.area(work.SQUARES, n, scratch), i, weight * weight);
  setInt(work.area(work.KEPT, n, scratch), i, column);
}

/** Where the values of columns i and j are so near that z can be rotated from i into j, does it and says so. */
function mergeEqual(
  size: i32,
  i: i32,
  j: i32,
  tolerance: f64,
  z: usize,
  d: usize,
  kinds: usize,
  q: usize,
  ld: i32,
): bool {
  const zi = get(z, i);
  const zj = get(z, j);
  const length = Math.sqrt(zi * zi + zj * zj);
  const c = zj / length;
  const s = zi / length;
  const di = get(d, i);
  const dj = get(d, j);
  if (Math.abs((dj - di) * c * s) > tolerance) return false;
  set(z, i, 0);
  set(z, j, length);
  turn(q + at(i * ld), q + at(j * ld), c, s, size);
  set(d, i, di * c * c + dj * s * s);
  set(d, j, di * s * s + dj * c * c);
  if (getInt(kinds, i) !== getInt(kinds, j)) {
    setInt(kinds, i, work.BOTH);
    setInt(kinds, j, work.BOTH);
  }
  return true;
}

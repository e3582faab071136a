// AssemblyScript. All roots of a secular equation, the weights for which they are exact, and the vectors, shared between threads.
import { at, get, getInt, set } from './doubles';
import * as work from './merge-work';
import { parallelFor, threadIndex, threads } from './parallel';
import { offset, origin, secularRoot } from './secular';
import { exactWeights } from './secular-weights';
import { dot } from './vectors';

/** Roots, or vectors, of one task. */
const ROOTS_SPAN: i32 = 8;
/** Weights of one task. */
const WEIGHTS_SPAN: i32 = 64;
/** Doubles for what the tasks of one call share. */
const CONTEXT: i32 = 8;

/** Doubles of scratch memory for a system of n poles: the context, and a column for each thread. */
export function secularSystemScratch(n: i32): i32 {
  return CONTEXT + threads() * work.length(n);
}

/**
 * Solves the system of k poles in the lists of a merge of n columns: ROOTS are filled in, WEIGHTS and SQUARES corrected, and
 * column i of `differences` (ld) becomes pole − root i. With `squared`, poles and roots stand for their squares.
 */
export function solveSecular(
  k: i32,
  rho: f64,
  squared: bool,
  differences: usize,
  ld: i32,
  n: i32,
  lists: usize,
  context: usize,
): void {
  store<i32>(context, k);
  store<i32>(context, n, 4);
  store<i32>(context, ld, 8);
  store<i32>(context, <i32>squared, 12);
  store<f64>(context, rho, 16);
  store<u32>(context, <u32>differences, 24);
  store<u32>(context, <u32>lists, 28);
  parallelFor(findRoots, spans(k, ROOTS_SPAN), context);
  parallelFor(findWeights, spans(k, WEIGHTS_SPAN), context);
}

/**
 * After `solveSecular`: columns `first`..k of the differences become unit vectors, their rows in the order POLE_OF. With squares, these
 * are the right vectors, and the columns of `left` (ld) become the left ones.
 */
export function secularVectors(first: i32, left: usize, context: usize): void {
  store<i32>(context, first, 32);
  store<u32>(context, <u32>left, 36);
  parallelFor(findVectors, spans(load<i32>(context) - first, ROOTS_SPAN), context);
}

function spans(count: i32, span: i32): i32 {
  return (count + span - 1) / span;
}

function list(which: i32, context: usize): usize {
  return work.area(which, load<i32>(context, 4), <usize>load<u32>(context, 28));
}

function differencesColumn(i: i32, context: usize): usize {
  return <usize>load<u32>(context, 24) + at(i * load<i32>(context, 8));
}

function findRoots(index: i32, context: usize): void {
  const k = load<i32>(context);
  const squared = load<i32>(context, 12) !== 0;
  const poles = list(work.POLES, context);
  const squares = list(work.SQUARES, context);
  for (let i = index * ROOTS_SPAN; i < min(k, (index + 1) * ROOTS_SPAN); i++) {
    secularRoot(k, i, load<f64>(context, 16), poles, squares, squared, differencesColumn(i, context));
    const pole = get(poles, origin);
    set(list(work.ROOTS, context), i, squared ? Math.sqrt(pole * pole + offset) : pole + offset);
  }
}

function findWeights(index: i32, context: usize): void {
  const k = load<i32>(context);
  const first = index * WEIGHTS_SPAN;
  const end = min(k, first + WEIGHTS_SPAN);
  const squared = load<i32>(context, 12) !== 0;
  const weights = list(work.WEIGHTS, context);
  exactWeights(
    k,
    first,
    end,
    list(work.POLES, context),
    squared,
    differencesColumn(0, context),
    load<i32>(context, 8),
    weights,
  );
}

function findVectors(index: i32, context: usize): void {
  const k = load<i32>(context);
  const spare = context + at(CONTEXT + threadIndex() * work.length(load<i32>(context, 4)));
  const weights = list(work.WEIGHTS, context);
  const poleOf = list(work.POLE_OF, context);
  const left = <usize>load<u32>(context, 36);
  const first = load<i32>(context, 32) + index * ROOTS_SPAN;
  for (let i = first; i < min(k, first + ROOTS_SPAN); i++) {
    const column = differencesColumn(i, context);
    placeUnit(k, spare, quotients(k, weights, column, spare), poleOf, column);
    if (left === 0) continue;
    const squares = productsWith(k, list(work.POLES, context), spare);
    placeUnit(k, spare, squares, poleOf, left + at(i * load<i32>(context, 8)));
  }
}

/** x = weights / differences, and ‖x‖². */
function quotients(k: i32, weights: usize, differences: usize, x: usize): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let j = 0;
  for (; j + 4 <= k; j += 4) {
    const a = f64x2.div(v128.load(weights + at(j)), v128.load(differences + at(j)));
    const b = f64x2.div(v128.load(weights + at(j), 16), v128.load(differences + at(j), 16));
    v128.store(x + at(j), a);
    v128.store(x + at(j), b, 16);
    even = f64x2.add(even, f64x2.mul(a, a));
    odd = f64x2.add(odd, f64x2.mul(b, b));
  }
  const both = f64x2.add(even, odd);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; j < k; j++) {
    const a = get(weights, j) / get(differences, j);
    set(x, j, a);
    total += a * a;
  }
  return total;
}

/** Entries of x after the first become x·poles, the first −1; ‖x‖². */
function productsWith(k: i32, poles: usize, x: usize): f64 {
  for (let j = 1; j < k; j++) set(x, j, get(x, j) * get(poles, j));
  set(x, 0, -1);
  return dot(x, x, k);
}

/** Writes x / ‖x‖, entry poleOf[p] in row p; x has one place to spare. */
function placeUnit(k: i32, x: usize, squares: f64, poleOf: usize, to: usize): void {
  // Read back from memory, or V8 takes root and quotient again for every entry.
  set(x, k, 1 / Math.sqrt(squares));
  const inverse = get(x, k);
  for (let p = 0; p < k; p++) set(to, p, inverse * get(x, getInt(poleOf, p)));
}

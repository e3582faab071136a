// AssemblyScript. The roots of 1/ρ + Σ zⱼ²/(δⱼ − λ) = 0, each told as its differences from all poles, to full relative accuracy
// (Li 1993: rational interpolation at the two poles beside the root, held inside a bracket).
import { at, get, set } from './doubles';

const EPS: f64 = f64.EPSILON;
/** An answer counts as zero when it is this many roundings of its terms. */
const ROUNDINGS: f64 = 8;
const MOST_STEPS: i32 = 100;
/** A step that leaves more of the residual than this share tries the other interpolation next. */
const SLOW: f64 = 0.1;
/** Brackets with a larger ratio of ends are halved in the logarithm. */
const WIDE: f64 = 64;

/** Difference of pole j and pole i: of the values themselves, or of their squares. */
export function poleGap(poles: usize, j: i32, i: i32, squared: bool): f64 {
  const difference = get(poles, j) - get(poles, i);
  return squared ? difference * (get(poles, j) + get(poles, i)) : difference;
}

// What `evaluate` leaves behind: sums over the poles on the left of the root and over those on the right, and their derivatives.
let left: f64 = 0;
let leftSlope: f64 = 0;
let right: f64 = 0;
let rightSlope: f64 = 0;

function evaluate(k: i32, split: i32, differences: usize, squares: usize, tau: f64): void {
  partialSum(0, split, differences, squares, tau);
  left = sum;
  leftSlope = slope;
  partialSum(split, k, differences, squares, tau);
  right = sum;
  rightSlope = slope;
}

let sum: f64 = 0;
let slope: f64 = 0;

function partialSum(from: i32, to: i32, differences: usize, squares: usize, tau: f64): void {
  const shift = f64x2.splat(tau);
  const one = f64x2.splat(1);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  let j = from;
  for (; j + 4 <= to; j += 4) {
    const r0 = f64x2.div(one, f64x2.sub(v128.load(differences + at(j)), shift));
    const r1 = f64x2.div(one, f64x2.sub(v128.load(differences + at(j), 16), shift));
    const q0 = f64x2.mul(v128.load(squares + at(j)), r0);
    const q1 = f64x2.mul(v128.load(squares + at(j), 16), r1);
    s0 = f64x2.add(s0, q0);
    s1 = f64x2.add(s1, q1);
    t0 = f64x2.add(t0, f64x2.mul(q0, r0));
    t1 = f64x2.add(t1, f64x2.mul(q1, r1));
  }
  s0 = f64x2.add(s0, s1);
  t0 = f64x2.add(t0, t1);
  sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  slope = f64x2.extract_lane(t0, 0) + f64x2.extract_lane(t0, 1);
  for (; j < to; j++) {
    const r = 1 / (get(differences, j) - tau);
    const q = get(squares, j) * r;
    sum += q;
    slope += q * r;
  }
}

let low: f64 = 0;
let high: f64 = 0;

/** What `secularRoot` leaves behind besides its answer: the root is λ = pole `origin` + `offset` (of squares, where asked for). */
export let origin: i32 = 0;
export let offset: f64 = 0;

/**
 * Finds root i, which lies between pole i and pole i + 1 (the last one beyond all poles), of k ascending poles with squared
 * weights; `differences` becomes pole − root for every pole. With `squared`, poles and root stand for their squares.
 */
export function secularRoot(
  k: i32,
  i: i32,
  rho: f64,
  poles: usize,
  squares: usize,
  squared: bool,
  differences: usize,
): void {
  origin = i;
  if (k === 1) {
    offset = rho * get(squares, 0);
    set(differences, 0, -offset);
    return;
  }
  const q = i === k - 1 ? i : i + 1;
  const p = q - 1;
  let tau = firstGuess(k, i, p, q, 1 / rho, poles, squares, squared, differences);
  let before = Infinity;
  let fixed = i < k - 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    evaluate(k, q, differences, squares, tau);
    const w = 1 / rho + left + right;
    const total = leftSlope + rightSlope;
    const size = ROUNDINGS * (Math.abs(left) + Math.abs(right)) + 1 / rho + Math.abs(tau) * total;
    if (Math.abs(w) <= EPS * size) break;
    if (w < 0) low = tau;
    else high = tau;
    if (i < k - 1 && Math.abs(w) > SLOW * before) fixed = !fixed;
    before = Math.abs(w);
    const dp = get(differences, p) - tau;
    const dq = get(differences, q) - tau;
    let c = w - dp * leftSlope - dq * rightSlope;
    if (fixed && origin === p) c = w - dq * total + ((dq - dp) * get(squares, p)) / (dp * dp);
    else if (fixed) c = w - dp * total + ((dp - dq) * get(squares, q)) / (dq * dq);
    const next = tau + stepInside(c, (dp + dq) * w - dp * dq * total, dp * dq * w, tau);
    if (next === tau) break;
    tau = next;
  }
  offset = tau;
  const shift = f64x2.splat(tau);
  let j = 0;
  for (; j + 2 <= k; j += 2) v128.store(differences + at(j), f64x2.sub(v128.load(differences + at(j)), shift));
  if (j < k) set(differences, j, get(differences, j) - tau);
}

/** Chooses the pole nearer to root i as origin and gives the root of the two poles p and q alone, the others held fixed. */
function firstGuess(
  k: i32,
  i: i32,
  p: i32,
  q: i32,
  constant: f64,
  poles: usize,
  squares: usize,
  squared: bool,
  differences: usize,
): f64 {
  const last = i === k - 1;
  differencesFrom(k, i, poles, squared, differences);
  low = 0;
  high = last ? farthest(k, squares) / constant : get(differences, q);
  const middle = 0.5 * high;
  evaluate(k, q, differences, squares, middle);
  const w = constant + left + right;
  const zp = get(squares, p);
  const zq = get(squares, q);
  const c = w - zp / (get(differences, p) - middle) - zq / (get(differences, q) - middle);
  if (!last && w < 0) {
    origin = q;
    differencesFrom(k, q, poles, squared, differences);
    low = -middle;
    high = 0;
  } else if (!last) high = middle;
  const dp = get(differences, p);
  const dq = get(differences, q);
  return stepInside(c, c * (dp + dq) + zp + zq, c * dp * dq + zp * dq + zq * dp, 0);
}

function differencesFrom(k: i32, i: i32, poles: usize, squared: bool, differences: usize): void {
  const pole = f64x2.splat(get(poles, i));
  let j = 0;
  for (; j + 2 <= k; j += 2) {
    const other = v128.load(poles + at(j));
    let gap = f64x2.sub(other, pole);
    if (squared) gap = f64x2.mul(gap, f64x2.add(other, pole));
    v128.store(differences + at(j), gap);
  }
  if (j < k) set(differences, j, poleGap(poles, j, i, squared));
}

/** How far the last root can be from the last pole, times 1/ρ. */
function farthest(k: i32, squares: usize): f64 {
  let total: f64 = 0;
  for (let j = 0; j < k; j++) total += get(squares, j);
  return total * (1 + 4 * EPS);
}

/** The zero x with low < tau + x < high of c·x² − a·x + b, or a step that halves the bracket where there is none. */
function stepInside(c: f64, a: f64, b: f64, tau: f64): f64 {
  const root = Math.sqrt(Math.max(0, a * a - 4 * b * c));
  const large = 0.5 * (a >= 0 ? a + root : a - root);
  const first = b / large;
  const second = large / c;
  if (tau + first > low && tau + first < high) return first;
  if (tau + second > low && tau + second < high) return second;
  return halfway() - tau;
}

function halfway(): f64 {
  const negative = high <= 0;
  const near = negative ? -high : low;
  const far = negative ? -low : high;
  const middle = near > 0 && far > WIDE * near ? Math.sqrt(near) * Math.sqrt(far) : 0.5 * (near + far);
  return negative ? -middle : middle;
}

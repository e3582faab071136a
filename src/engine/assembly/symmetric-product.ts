// AssemblyScript. y = A·x for a symmetric A of which only the lower triangle is read, each entry once for both of its places.
import { at, get, set } from './doubles';
import { dot } from './vectors';

/** Columns taken together: rows and columns count in multiples of this, and what pads them must be zero. */
export const STEP: i32 = 4;

/** At most so many parts, each with its own partial sums, which are added in their order. */
const MOST_PARTS: i32 = 8;
/** From so many rows on there are two parts, twice as many from there on again: each has as much to do as the others. */
const ROWS_OF_TWO: i32 = 128;
/** Room for what the parts of one product share, and for the product of each with x. */
const CONTEXT: i32 = 16;
const DOTS: usize = 64;

function partsOf(size: i32): i32 {
  if (size < ROWS_OF_TWO) return 1;
  return size < 2 * ROWS_OF_TWO ? 2 : size < 4 * ROWS_OF_TWO ? 4 : MOST_PARTS;
}

/** The first column of a part; parts hold about equally many entries. */
function boundary(part: i32, parts: i32, from: i32, end: i32): i32 {
  if (part === parts) return end;
  const share = Math.sqrt(1 - <f64>part / <f64>parts);
  return (end - <i32>(share * <f64>(end - from))) & ~(STEP - 1);
}

/** Doubles of scratch memory for a product. */
export function symmetricProductScratch(lda: i32): i32 {
  return CONTEXT + MOST_PARTS * lda;
}

/**
 * In how many parts rows `from`..`end` of A·x are made, both multiples of STEP, for x that is zero before row `from` of the
 * matrix meant.
 */
export function prepareProduct(from: i32, end: i32, a: usize, lda: i32, x: usize, scratch: usize): i32 {
  const parts = partsOf(end - from);
  store<i32>(scratch, from);
  store<i32>(scratch, end, 4);
  store<i32>(scratch, lda, 8);
  store<i32>(scratch, parts, 12);
  store<u32>(scratch, <u32>a, 16);
  store<u32>(scratch, <u32>x, 20);
  return parts;
}

/** Makes one part; they are independent of each other. */
export function productPart(index: i32, scratch: usize): void {
  const from = load<i32>(scratch);
  const end = load<i32>(scratch, 4);
  const lda = load<i32>(scratch, 8);
  const parts = load<i32>(scratch, 12);
  const a = <usize>load<u32>(scratch, 16);
  const x = <usize>load<u32>(scratch, 20);
  const y = scratch + at(CONTEXT + index * lda);
  const first = boundary(index, parts, from, end);
  const last = boundary(index + 1, parts, from, end);
  memory.fill(y + at(first), 0, at(end - first));
  for (let j = first; j < last; j += STEP) {
    corner(a + at(j * lda + j), lda, x + at(j), y + at(j));
    below(end - j - STEP, a + at(j * lda + j + STEP), lda, x + at(j), y + at(j));
  }
  set(scratch + DOTS, index, dot(y + at(first), x + at(first), end - first));
}

/** Rows `first`..`last` of A·x, after all parts. */
export function sumParts(first: i32, last: i32, y: usize, scratch: usize): void {
  const lda = load<i32>(scratch, 8);
  const parts = load<i32>(scratch, 12);
  const partials = scratch + at(CONTEXT);
  memory.copy(y + at(first), partials + at(first), at(last - first));
  for (let p = 1; p < parts; p++) {
    const partial = partials + at(p * lda);
    const start = boundary(p, parts, load<i32>(scratch), load<i32>(scratch, 4));
    for (let i = max(first, start); i < last; i += 2) {
      v128.store(y + at(i), f64x2.add(v128.load(y + at(i)), v128.load(partial + at(i))));
    }
  }
}

/** xᵀ·A·x, after all parts. */
export function productWithX(scratch: usize): f64 {
  let sum: f64 = 0;
  for (let p = 0; p < load<i32>(scratch, 12); p++) sum += get(scratch + DOTS, p);
  return sum;
}

/** The 4 × 4 block on the diagonal. */
function corner(a: usize, lda: i32, x: usize, y: usize): void {
  for (let j = 0; j < STEP; j++) {
    const xj = get(x, j);
    let sum = get(a, j * lda + j) * xj;
    for (let i = j + 1; i < STEP; i++) {
      const entry = get(a, j * lda + i);
      set(y, i, get(y, i) + entry * xj);
      sum += entry * get(x, i);
    }
    set(y, j, get(y, j) + sum);
  }
}

/** Four columns of `count` rows below their corner: y gains A·x there, and its first four entries Aᵀ·x. */
function below(count: i32, a: usize, lda: i32, x: usize, y: usize): void {
  const x0 = v128.load64_splat(x);
  const x1 = v128.load64_splat(x, 8);
  const x2 = v128.load64_splat(x, 16);
  const x3 = v128.load64_splat(x, 24);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  const head = y;
  let b = a + at(lda);
  let c = b + at(lda);
  let d = c + at(lda);
  const end = a + at(count);
  while (a < end) {
    x += 32;
    y += 32;
    let sum = v128.load(y);
    let other = v128.load(y, 16);
    const u = v128.load(x);
    const v = v128.load(x, 16);
    const a0 = v128.load(a);
    s0 = f64x2.add(s0, f64x2.mul(a0, u));
    sum = f64x2.add(sum, f64x2.mul(a0, x0));
    const a1 = v128.load(b);
    s1 = f64x2.add(s1, f64x2.mul(a1, u));
    sum = f64x2.add(sum, f64x2.mul(a1, x1));
    const a2 = v128.load(c);
    s2 = f64x2.add(s2, f64x2.mul(a2, u));
    sum = f64x2.add(sum, f64x2.mul(a2, x2));
    const a3 = v128.load(d);
    s3 = f64x2.add(s3, f64x2.mul(a3, u));
    sum = f64x2.add(sum, f64x2.mul(a3, x3));
    v128.store(y, sum);
    const b0 = v128.load(a, 16);
    s0 = f64x2.add(s0, f64x2.mul(b0, v));
    other = f64x2.add(other, f64x2.mul(b0, x0));
    const b1 = v128.load(b, 16);
    s1 = f64x2.add(s1, f64x2.mul(b1, v));
    other = f64x2.add(other, f64x2.mul(b1, x1));
    const b2 = v128.load(c, 16);
    s2 = f64x2.add(s2, f64x2.mul(b2, v));
    other = f64x2.add(other, f64x2.mul(b2, x2));
    const b3 = v128.load(d, 16);
    s3 = f64x2.add(s3, f64x2.mul(b3, v));
    other = f64x2.add(other, f64x2.mul(b3, x3));
    v128.store(y, other, 16);
    a += 32;
    b += 32;
    c += 32;
    d += 32;
  }
  addLanes(head, s0);
  addLanes(head + 8, s1);
  addLanes(head + 16, s2);
  addLanes(head + 24, s3);
}

function addLanes(y: usize, s: v128): void {
  store<f64>(y, load<f64>(y) + (f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)));
}

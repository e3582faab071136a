// AssemblyScript. What a Gram stream has to know of every column of a block before it can be centred.
import {
  address,
  HASHES,
  LARGEST,
  MEAN,
  number,
  RESULT,
  ROWS,
  SCALE,
  SLOTS,
  SUM,
  sliverTable,
  VARIES,
} from './gram-context';
import { parallelFor } from './parallel';

/** Slivers of one task: their values share cache lines. */
const GROUP: i32 = 8;

const FIRST_FACTOR: i32 = 0x01000193;
const SECOND_FACTOR: i32 = 5;
const SECOND_TERM: i32 = 0x2b64e6d5;

/** Sums, largest magnitudes, hashes (going on from the block before) and whether there are two values, for every column. */
export function gramMeasure(context: usize): void {
  parallelFor(measureGroup, groups(context), context);
}

/** Leaves in RESULT, for every column, the sum of what is left of it after scaling and subtracting MEAN. */
export function gramResidue(context: usize): void {
  parallelFor(residueGroup, groups(context), context);
}

function groups(context: usize): i32 {
  return (number(context, SLOTS) / 4 + GROUP - 1) / GROUP;
}

function lastOf(group: i32, context: usize): i32 {
  return min((group + 1) * GROUP, number(context, SLOTS) / 4);
}

function measureGroup(group: i32, context: usize): void {
  const last = lastOf(group, context);
  for (let sliver = group * GROUP; sliver < last; sliver++) {
    if (load<i32>(sliverTable(context, sliver), 8) === 4) measureSingles(sliver, context);
    else measureDoubles(sliver, context);
  }
}

function residueGroup(group: i32, context: usize): void {
  const last = lastOf(group, context);
  for (let sliver = group * GROUP; sliver < last; sliver++) residueSliver(sliver, context);
}

function measureSingles(sliver: i32, context: usize): void {
  const entry = sliverTable(context, sliver);
  const stride = <usize>load<u32>(entry, 4);
  const hashes = address(context, HASHES) + ((<usize>sliver) << 6);
  let from = <usize>load<u32>(entry);
  const zero = f32x4.splat(0);
  const start = f32x4.add(v128.load(from), zero);
  let largest = zero;
  let varies = zero;
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let first = v128.load(hashes);
  let second = v128.load(hashes, 16);
  for (let i = number(context, ROWS); i > 0; i--) {
    // A sum with zero makes one zero of the two.
    const value = f32x4.add(v128.load(from), zero);
    largest = f32x4.max(largest, f32x4.abs(value));
    varies = v128.or(varies, f32x4.ne(value, start));
    low = f64x2.add(low, f64x2.promote_low_f32x4(value));
    high = f64x2.add(
      high,
      f64x2.promote_low_f32x4(i8x16.shuffle(value, value, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)),
    );
    first = mixFirst(first, value);
    second = mixSecond(second, value);
    from += stride;
  }
  v128.store(hashes, first);
  v128.store(hashes, second, 16);
  v128.store(address(context, VARIES) + ((<usize>sliver) << 4), varies);
  storeSlots(address(context, SUM), sliver, low, high);
  storeSlots(
    address(context, LARGEST),
    sliver,
    f64x2.promote_low_f32x4(largest),
    f64x2.promote_low_f32x4(i8x16.shuffle(largest, largest, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)),
  );
}

function measureDoubles(sliver: i32, context: usize): void {
  const entry = sliverTable(context, sliver);
  const stride = <usize>load<u32>(entry, 4);
  const hashes = address(context, HASHES) + ((<usize>sliver) << 6);
  let from = <usize>load<u32>(entry);
  const zero = f64x2.splat(0);
  const startLow = f64x2.add(v128.load(from), zero);
  const startHigh = f64x2.add(v128.load(from, 16), zero);
  let largestLow = zero;
  let largestHigh = zero;
  let variesLow = zero;
  let variesHigh = zero;
  let sumLow = zero;
  let sumHigh = zero;
  let firstLow = v128.load(hashes);
  let firstHigh = v128.load(hashes, 16);
  let secondLow = v128.load(hashes, 32);
  let secondHigh = v128.load(hashes, 48);
  for (let i = number(context, ROWS); i > 0; i--) {
    const low = f64x2.add(v128.load(from), zero);
    const high = f64x2.add(v128.load(from, 16), zero);
    largestLow = f64x2.max(largestLow, f64x2.abs(low));
    largestHigh = f64x2.max(largestHigh, f64x2.abs(high));
    variesLow = v128.or(variesLow, f64x2.ne(low, startLow));
    variesHigh = v128.or(variesHigh, f64x2.ne(high, startHigh));
    sumLow = f64x2.add(sumLow, low);
    sumHigh = f64x2.add(sumHigh, high);
    firstLow = mixFirst(firstLow, low);
    firstHigh = mixFirst(firstHigh, high);
    secondLow = mixSecond(secondLow, low);
    secondHigh = mixSecond(secondHigh, high);
    from += stride;
  }
  v128.store(hashes, firstLow);
  v128.store(hashes, firstHigh, 16);
  v128.store(hashes, secondLow, 32);
  v128.store(hashes, secondHigh, 48);
  const varies = i8x16.shuffle(variesLow, variesHigh, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
  v128.store(address(context, VARIES) + ((<usize>sliver) << 4), varies);
  storeSlots(address(context, SUM), sliver, sumLow, sumHigh);
  storeSlots(address(context, LARGEST), sliver, largestLow, largestHigh);
}

function mixFirst(hash: v128, value: v128): v128 {
  return i32x4.mul(v128.xor(hash, value), i32x4.splat(FIRST_FACTOR));
}

function mixSecond(hash: v128, value: v128): v128 {
  const mixed = v128.xor(hash, i32x4.mul(value, i32x4.splat(0x1b873593)));
  const turned = v128.or(i32x4.shl(mixed, 13), i32x4.shr_u(mixed, 19));
  return i32x4.add(i32x4.mul(turned, i32x4.splat(SECOND_FACTOR)), i32x4.splat(SECOND_TERM));
}

function residueSliver(sliver: i32, context: usize): void {
  const entry = sliverTable(context, sliver);
  const stride = <usize>load<u32>(entry, 4);
  const single = load<i32>(entry, 8) === 4;
  const at = (<usize>sliver) << 5;
  const scaleLow = v128.load(address(context, SCALE) + at);
  const scaleHigh = v128.load(address(context, SCALE) + at, 16);
  const meanLow = v128.load(address(context, MEAN) + at);
  const meanHigh = v128.load(address(context, MEAN) + at, 16);
  let from = <usize>load<u32>(entry);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const rows = number(context, ROWS);
  if (single) {
    for (let i = rows; i > 0; i--) {
      const x = f64x2.promote_low_f32x4(v128.load64_zero(from));
      const y = f64x2.promote_low_f32x4(v128.load64_zero(from, 8));
      low = f64x2.add(low, f64x2.sub(f64x2.mul(x, scaleLow), meanLow));
      high = f64x2.add(high, f64x2.sub(f64x2.mul(y, scaleHigh), meanHigh));
      from += stride;
    }
  } else {
    for (let i = rows; i > 0; i--) {
      low = f64x2.add(low, f64x2.sub(f64x2.mul(v128.load(from), scaleLow), meanLow));
      high = f64x2.add(high, f64x2.sub(f64x2.mul(v128.load(from, 16), scaleHigh), meanHigh));
      from += stride;
    }
  }
  storeSlots(address(context, RESULT), sliver, low, high);
}

function storeSlots(values: usize, sliver: i32, low: v128, high: v128): void {
  v128.store(values + ((<usize>sliver) << 5), low);
  v128.store(values + ((<usize>sliver) << 5), high, 16);
}

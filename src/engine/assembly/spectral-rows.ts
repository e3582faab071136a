// AssemblyScript. The maps of a chunk of datapoints become rows of the blocks: four channels of two datapoints at a time are one complex
// transform, the first datapoint its real part and the second its imaginary one, which symmetry tells apart afterwards.
import { transform } from './fourier';
import { parallelFor, threadIndex } from './parallel';
import {
  address,
  CHANNELS,
  COUNT,
  ELEMENT,
  GROUP_BYTES,
  GROUP_TABLE,
  GROUPS,
  HEIGHT,
  HEIGHT_PLAN,
  INPUT,
  KIND,
  LARGEST,
  NEGATIVE,
  number,
  PAIR,
  PAIRS,
  PLACE,
  REAL,
  ROWS,
  SCALE,
  SCRATCH,
  SCRATCH_BYTES,
  SHIFT,
  SLIVER_BYTES,
  STRIDE,
  TAKEN,
  TARGET_BYTES,
  TARGET_COUNT,
  TARGETS,
  VALUE_BYTES,
  WIDTH,
  WIDTH_PLAN,
} from './spectral-context';

const ROOT_OF_TWO: f64 = Math.SQRT2;

/** Fills the blocks' slivers with the chunk. */
export function spectralRows(context: usize): void {
  parallelFor(transformPair, number(context, GROUPS) * number(context, PAIRS), context);
}

function transformPair(index: i32, context: usize): void {
  const pairs = number(context, PAIRS);
  const group = address(context, GROUP_TABLE) + <usize>(index / pairs) * GROUP_BYTES;
  const pair = index % pairs;
  const height = number(group, HEIGHT);
  const width = number(group, WIDTH);
  const elements = (<usize>(height * width)) << 6;
  const here = address(context, SCRATCH) + <usize>threadIndex() * address(context, SCRATCH_BYTES);
  const there = here + elements;
  const aside = there + elements;
  const slivers = (number(group, CHANNELS) + 3) >> 2;
  for (let sliver = 0; sliver < slivers; sliver++) {
    loadSliver(context, group, pair, sliver, here);
    const across = transform(address(group, WIDTH_PLAN), height, 1, here, there, aside);
    const result = transform(address(group, HEIGHT_PLAN), 1, width, across, across === here ? there : here, aside);
    storeTargets(context, group, pair, sliver, result);
  }
}

/** Four channels of both datapoints of a pair, scaled and shifted; zeros for what is not there. */
function loadSliver(context: usize, group: usize, pair: i32, sliver: i32, to: usize): void {
  const positions = number(group, HEIGHT) * number(group, WIDTH);
  const channels = number(group, CHANNELS);
  const size = address(group, VALUE_BYTES);
  const apart = <usize>channels * size;
  const both = 2 * pair + 1 < number(context, COUNT);
  const present = min(4, channels - 4 * sliver);
  const slot = (<usize>sliver) << 5;
  const scale = address(group, SCALE) + slot;
  const shift = address(group, SHIFT) + slot;
  const largest = address(group, LARGEST) + <usize>pair * ((<usize>((channels + 3) & ~3)) << 3) + slot;
  let first = address(group, INPUT) + <usize>(2 * pair * positions) * apart + <usize>(4 * sliver) * size;
  // A second datapoint that is not there is read from the first and not used.
  let second = both ? first + <usize>positions * apart : first;
  const scaleLow = v128.load(scale);
  const scaleHigh = v128.load(scale, 16);
  const shiftLow = v128.load(shift);
  const shiftHigh = v128.load(shift, 16);
  const keep = both ? i64x2.splat(-1) : i64x2.splat(0);
  let mostLow = v128.load(largest);
  let mostHigh = v128.load(largest, 16);
  for (let e = 0; e < positions; e++) {
    const aLow = f64x2.sub(f64x2.mul(valuePair(first, size, 0, present), scaleLow), shiftLow);
    const aHigh = f64x2.sub(f64x2.mul(valuePair(first, size, 2, present), scaleHigh), shiftHigh);
    const bLow = v128.and(keep, f64x2.sub(f64x2.mul(valuePair(second, size, 0, present), scaleLow), shiftLow));
    const bHigh = v128.and(keep, f64x2.sub(f64x2.mul(valuePair(second, size, 2, present), scaleHigh), shiftHigh));
    v128.store(to, aLow);
    v128.store(to, aHigh, 16);
    v128.store(to, bLow, 32);
    v128.store(to, bHigh, 48);
    mostLow = f64x2.max(mostLow, f64x2.max(f64x2.abs(aLow), f64x2.abs(bLow)));
    mostHigh = f64x2.max(mostHigh, f64x2.max(f64x2.abs(aHigh), f64x2.abs(bHigh)));
    to += 64;
    first += apart;
    second += apart;
  }
  v128.store(largest, mostLow);
  v128.store(largest, mostHigh, 16);
}

/** Values `lane` and `lane` + 1 of a sliver of which so many are present; zeros for the others. */
function valuePair(from: usize, size: usize, lane: i32, present: i32): v128 {
  const at = from + <usize>lane * size;
  if (lane + 2 <= present) {
    return size === 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
  }
  if (lane >= present) return f64x2.splat(0);
  return f64x2.replace_lane(f64x2.splat(0), 0, size === 4 ? <f64>load<f32>(at) : load<f64>(at));
}

/** Rows 2·pair and 2·pair + 1 of one sliver of every part: A(f) = (Z(f) + conj Z(−f))/2 and B(f) = (Z(f) − conj Z(−f))/2i. */
function storeTargets(context: usize, group: usize, pair: i32, sliver: i32, result: usize): void {
  const below = address(context, ROWS) << 5;
  const row = (<usize>pair) << 6;
  let target = address(group, TARGETS);
  const end = target + <usize>number(group, TARGET_COUNT) * TARGET_BYTES;
  for (; target < end; target += TARGET_BYTES) {
    const stride = number(target, STRIDE);
    const place = sliver / stride;
    if (sliver % stride !== 0 || place >= number(target, TAKEN)) continue;
    const kind = number(target, KIND);
    const bytes = address(target, SLIVER_BYTES);
    const half = f64x2.splat(kind === PAIR ? 0.5 * ROOT_OF_TWO : 0.5);
    let z = result + (address(target, ELEMENT) << 6);
    let n = result + (address(target, NEGATIVE) << 6);
    let to = address(target, PLACE) + <usize>place * bytes + row;
    let imaginary = kind === PAIR ? to + address(target, TAKEN) * bytes : to + below;
    for (let lanes = 0; lanes < 2; lanes++) {
      const zr = v128.load(z);
      const zi = v128.load(z, 32);
      const nr = v128.load(n);
      const ni = v128.load(n, 32);
      v128.store(to, f64x2.mul(half, f64x2.add(zr, nr)));
      v128.store(to, f64x2.mul(half, f64x2.add(zi, ni)), 32);
      if (kind !== REAL) {
        v128.store(imaginary, f64x2.mul(half, f64x2.sub(zi, ni)));
        v128.store(imaginary, f64x2.mul(half, f64x2.sub(nr, zr)), 32);
      }
      z += 16;
      n += 16;
      to += 16;
      imaginary += 16;
    }
  }
}

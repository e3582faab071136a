// AssemblyScript. G ← G + XᵀX over the rows of a stream, of which only the upper triangle is kept: chunks of rows are scaled,
// centred and packed once, and every tile of G meets them. Sums over more and more rows are held in larger and larger parts, so
// that rounding does not grow with the rows: STEP rows in registers, some chunks in RECENT, all in GRAM, with its rounding errors.
import {
  address,
  CHUNK,
  CHUNK_FIRST,
  CHUNK_ROWS,
  DIAGONAL,
  DOUBLED,
  GRAM,
  MEAN,
  number,
  PANELS,
  RECENT,
  REST,
  RESULT,
  SCALE,
  SLOTS,
  sliverTable,
  VECTOR,
} from './gram-context';
import { parallelFor } from './parallel';
import { TILE, tile } from './tile';
import { addMultiple, dot } from './vectors';

/** Slivers packed by one task: their values share cache lines. */
const GROUP: i32 = 4;
/** Slots of one task's block of G: 128 × 128 entries and their slivers stay in the second-level cache. */
const SPAN: i32 = 128;
/** Rows summed in registers. */
const STEP: i32 = 64;
/** Rows and columns of one task's block when sums are folded: the mirrored block stays in the first-level cache. */
const FOLD_SPAN: i32 = 32;

/** Scales and centres the chunk's rows and packs them. */
export function gramPack(context: usize): void {
  parallelFor(packGroup, (number(context, SLOTS) / TILE + GROUP - 1) / GROUP, context);
}

/** Adds the packed chunk to RECENT. */
export function gramAdd(context: usize): void {
  const spans = (number(context, SLOTS) + SPAN - 1) / SPAN;
  parallelFor(addSpans, (spans * (spans + 1)) / 2, context);
}

/** Adds the square of one more row, VECTOR, to RECENT. */
export function gramAddRow(context: usize): void {
  parallelFor(addRowColumn, number(context, SLOTS), context);
}

/** Moves what is in RECENT to GRAM, without rounding. */
export function gramFold(context: usize): void {
  const spans = (number(context, SLOTS) + FOLD_SPAN - 1) / FOLD_SPAN;
  parallelFor(foldSpan, spans, context);
}

/** Multiplies entry (i, j) of GRAM by VECTOR[i]·VECTOR[j]. */
export function gramRescale(context: usize): void {
  parallelFor(rescaleColumn, number(context, SLOTS), context);
}

/** Leaves GRAM·VECTOR in RESULT. */
export function gramTimes(context: usize): void {
  const slots = number(context, SLOTS);
  const vector = address(context, VECTOR);
  const result = address(context, RESULT);
  memory.fill(result, 0, at(slots));
  for (let j = 0; j < slots; j++) {
    const factor = load<f64>(vector + at(j));
    const column = address(context, GRAM) + at(j * slots);
    const own = dot(column, vector, j + 1);
    addMultiple(result, factor, column, j);
    store<f64>(result + at(j), load<f64>(result + at(j)) + own);
  }
}

function at(index: i32): usize {
  return (<usize>index) << 3;
}

function packGroup(group: i32, context: usize): void {
  const last = min((group + 1) * GROUP, number(context, SLOTS) / TILE);
  for (let sliver = group * GROUP; sliver < last; sliver++) packSliver(sliver, context);
}

function packSliver(sliver: i32, context: usize): void {
  const entry = sliverTable(context, sliver);
  const stride = <usize>load<u32>(entry, 4);
  const single = load<i32>(entry, 8) === 4;
  const slot = (<usize>sliver) << 5;
  const scaleLow = v128.load(address(context, SCALE) + slot);
  const scaleHigh = v128.load(address(context, SCALE) + slot, 16);
  const meanLow = v128.load(address(context, MEAN) + slot);
  const meanHigh = v128.load(address(context, MEAN) + slot, 16);
  const restLow = v128.load(address(context, REST) + slot);
  const restHigh = v128.load(address(context, REST) + slot, 16);
  let from = <usize>load<u32>(entry) + <usize>number(context, CHUNK_FIRST) * stride;
  let panel = address(context, PANELS) + <usize>sliver * ((<usize>(CHUNK * TILE)) << 3);
  let doubled = address(context, DOUBLED) + <usize>sliver * ((<usize>(CHUNK * TILE)) << 4);
  for (let i = number(context, CHUNK_ROWS); i > 0; i--) {
    let low: v128;
    let high: v128;
    if (single) {
      low = f64x2.promote_low_f32x4(v128.load64_zero(from));
      high = f64x2.promote_low_f32x4(v128.load64_zero(from, 8));
    } else {
      low = v128.load(from);
      high = v128.load(from, 16);
    }
    low = f64x2.sub(f64x2.sub(f64x2.mul(low, scaleLow), meanLow), restLow);
    high = f64x2.sub(f64x2.sub(f64x2.mul(high, scaleHigh), meanHigh), restHigh);
    v128.store(panel, low);
    v128.store(panel, high, 16);
    v128.store(doubled, i8x16.shuffle(low, low, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7));
    v128.store(doubled, i8x16.shuffle(low, low, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15), 16);
    v128.store(doubled, i8x16.shuffle(high, high, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7), 32);
    v128.store(doubled, i8x16.shuffle(high, high, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15), 48);
    from += stride;
    panel += TILE << 3;
    doubled += TILE << 4;
  }
}

/** Block (I, J), I ≤ J, of the upper triangle; blocks are numbered column by column. */
function addSpans(index: i32, context: usize): void {
  let across = 0;
  let down = index;
  while (down > across) {
    across++;
    down -= across;
  }
  const slots = number(context, SLOTS);
  const depth = number(context, CHUNK_ROWS);
  const recent = address(context, RECENT);
  const sliverBytes = (<usize>(CHUNK * TILE)) << 3;
  const firstRow = down * SPAN;
  const lastRow = min(firstRow + SPAN, slots);
  const lastColumn = min((across + 1) * SPAN, slots);
  for (let j = across * SPAN; j < lastColumn; j += TILE) {
    const right = address(context, DOUBLED) + <usize>(j / TILE) * (sliverBytes << 1);
    for (let i = firstRow; i < min(lastRow, j + TILE); i += TILE) {
      const left = address(context, PANELS) + <usize>(i / TILE) * sliverBytes;
      const sums = recent + at(i + j * slots);
      for (let d = 0; d < depth; d += STEP) {
        tile(min(STEP, depth - d), left + at(d * TILE), right + at(d * 2 * TILE), sums, slots);
      }
    }
  }
}

function addRowColumn(j: i32, context: usize): void {
  const vector = address(context, VECTOR);
  const factor = load<f64>(vector + at(j));
  if (factor !== 0) addMultiple(address(context, RECENT) + at(j * number(context, SLOTS)), factor, vector, j + 1);
}

function rescaleColumn(j: i32, context: usize): void {
  const vector = address(context, VECTOR);
  const column = address(context, GRAM) + at(j * number(context, SLOTS));
  const factor = load<f64>(vector + at(j));
  for (let i = 0; i < number(context, SLOTS); i++) scaleBy(column + at(i), factor * load<f64>(vector + at(i)));
  scaleBy(address(context, DIAGONAL) + at(j), factor * factor);
}

function scaleBy(place: usize, factor: f64): void {
  store<f64>(place, load<f64>(place) * factor);
}

/** Some columns, block by block. */
function foldSpan(span: i32, context: usize): void {
  const slots = number(context, SLOTS);
  const first = span * FOLD_SPAN;
  const last = min(first + FOLD_SPAN, slots);
  for (let top = 0; top <= first; top += FOLD_SPAN) {
    for (let j = first; j < last; j++) {
      for (let i = top; i < min(top + FOLD_SPAN, j); i++) {
        fold(context, i + j * slots, address(context, GRAM) + at(j + i * slots));
      }
    }
  }
  for (let j = first; j < last; j++) fold(context, j + j * slots, address(context, DIAGONAL) + at(j));
}

/** Adds an entry of RECENT to GRAM, and what rounding takes from it to `rest` (Knuth's two-sum). */
function fold(context: usize, entry: i32, rest: usize): void {
  const from = address(context, RECENT) + at(entry);
  const to = address(context, GRAM) + at(entry);
  const amount = load<f64>(from);
  const before = load<f64>(to);
  const sum = before + amount;
  const part = sum - before;
  store<f64>(rest, load<f64>(rest) + (before - (sum - part) + (amount - part)));
  store<f64>(to, sum);
  store<f64>(from, 0);
}

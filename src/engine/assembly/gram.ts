// AssemblyScript. G ← G + XᵀX over the rows of a stream, of which only the upper triangle is kept: chunks of rows are scaled,
// centred and packed once, and every tile of G meets them. Sums of some rows are made in registers and added without rounding.
import {
  address,
  CHUNK,
  CHUNK_FIRST,
  CHUNK_ROWS,
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
  STEP,
  sliverTable,
  VECTOR,
} from './gram-context';
import { restOf, restStep } from './gram-places';
import { parallelFor } from './parallel';
import { foldingTile, foldTile, TILE } from './tile';
import { addMultiple, dot } from './vectors';

/** Slivers packed by one task: their values share cache lines. */
const GROUP: i32 = 4;
/** Slots of one task's block of G: 128 × 128 entries and their slivers stay in the second-level cache. */
const SPAN: i32 = 128;

/** Scales and centres the chunk's rows and packs them. */
export function gramPack(context: usize): void {
  parallelFor(packGroup, (number(context, SLOTS) / TILE + GROUP - 1) / GROUP, context);
}

/** Adds the packed chunk. */
export function gramAdd(context: usize): void {
  const spans = (number(context, SLOTS) + SPAN - 1) / SPAN;
  parallelFor(addSpans, (spans * (spans + 1)) / 2, context);
}

/** Moves what is in RECENT to GRAM. */
export function gramFold(context: usize): void {
  parallelFor(foldColumns, number(context, SLOTS) / TILE, context);
}

/** Multiplies entry (i, j), and what rounding took from it, by VECTOR[i]·VECTOR[j]. */
export function gramRescale(context: usize): void {
  parallelFor(rescaleColumns, number(context, SLOTS) / TILE, context);
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
  const firstRow = down * SPAN;
  const lastRow = min(firstRow + SPAN, slots);
  const lastColumn = min((across + 1) * SPAN, slots);
  for (let j = across * SPAN; j < lastColumn; j += TILE) {
    for (let i = firstRow; i < min(lastRow, j + TILE); i += TILE) addTile(i / TILE, j / TILE, context);
  }
}

/** Tile (I, J) meets the chunk. */
function addTile(down: i32, across: i32, context: usize): void {
  const slots = number(context, SLOTS);
  const depth = number(context, CHUNK_ROWS);
  const step = number(context, STEP);
  const sliverBytes = (<usize>(CHUNK * TILE)) << 3;
  const left = address(context, PANELS) + <usize>down * sliverBytes;
  const right = address(context, DOUBLED) + <usize>across * (sliverBytes << 1);
  const to = address(context, GRAM) + at(TILE * (down + across * slots));
  const rest = restOf(down, across, context);
  const restLine = restStep(down, across, slots);
  for (let d = 0; d < depth; d += step) {
    foldingTile(min(step, depth - d), left + at(d * TILE), right + at(d * 2 * TILE), to, slots, rest, restLine);
  }
}

/** The tiles of four columns. */
function foldColumns(across: i32, context: usize): void {
  const slots = number(context, SLOTS);
  for (let down = 0; down <= across; down++) {
    const offset = at(TILE * (down + across * slots));
    const to = address(context, GRAM) + offset;
    const rest = restOf(down, across, context);
    foldTile(address(context, RECENT) + offset, slots, to, slots, rest, restStep(down, across, slots));
  }
}

function rescaleColumns(across: i32, context: usize): void {
  const slots = number(context, SLOTS);
  const factors = address(context, VECTOR);
  for (let down = 0; down <= across; down++) {
    const to = address(context, GRAM) + at(TILE * (down + across * slots));
    const rows = factors + at(TILE * down);
    const columns = factors + at(TILE * across);
    scaleTile(to, slots, rows, columns);
    scaleTile(restOf(down, across, context), restStep(down, across, slots), rows, columns);
  }
}

function scaleTile(place: usize, step: i32, rows: usize, columns: usize): void {
  for (let q = 0; q < TILE; q++) {
    for (let p = 0; p < TILE; p++) {
      const entry = place + at(p + q * step);
      store<f64>(entry, load<f64>(entry) * (load<f64>(rows + at(p)) * load<f64>(columns + at(q))));
    }
  }
}

// AssemblyScript. Sums over the packed chunk of a Gram stream that no Gram matrix holds: of squared norms of rows, group by group.
import {
  address,
  CHUNK,
  CHUNK_ROWS,
  COLUMN_DOTS,
  GROUP_SLIVERS,
  GROUPS,
  LEVER,
  number,
  PANELS,
  ROW_SUMS,
  SLOTS,
  UNIT,
} from './gram-context';
import { parallelFor } from './parallel';

/** Rows of one task. */
const STRIP: i32 = 64;
const SLIVER_BYTES: usize = (<usize>(CHUNK * 4)) << 3;

/**
 * For every group and every row of the chunk, Σ (x·UNIT)² and Σ x·LEVER over the group's columns, in ROW_SUMS:
 * CHUNK squared norms of each group, then CHUNK levers of each.
 */
export function gramRowSums(context: usize): void {
  parallelFor(rowStrip, (number(context, CHUNK_ROWS) + STRIP - 1) / STRIP, context);
}

/** Adds to COLUMN_DOTS, for every slot, its inner products with the 2 · groups vectors in ROW_SUMS. */
export function gramColumnDots(context: usize): void {
  parallelFor(sliverDots, number(context, SLOTS) / 4, context);
}

function rowStrip(strip: i32, context: usize): void {
  const first = strip * STRIP;
  const rows = min(STRIP, number(context, CHUNK_ROWS) - first);
  const groups = number(context, GROUPS);
  let sliver = 0;
  for (let g = 0; g < groups; g++) {
    const norms = address(context, ROW_SUMS) + ((<usize>(g * CHUNK + first)) << 3);
    const levers = norms + ((<usize>(groups * CHUNK)) << 3);
    memory.fill(norms, 0, (<usize>rows) << 3);
    memory.fill(levers, 0, (<usize>rows) << 3);
    const end = sliver + load<i32>(address(context, GROUP_SLIVERS) + ((<usize>g) << 2));
    for (; sliver < end; sliver++) addRowSums(sliver, first, rows, norms, levers, context);
  }
}

function addRowSums(sliver: i32, first: i32, rows: i32, norms: usize, levers: usize, context: usize): void {
  const slot = (<usize>sliver) << 5;
  const unitLow = v128.load(address(context, UNIT) + slot);
  const unitHigh = v128.load(address(context, UNIT) + slot, 16);
  const leverLow = v128.load(address(context, LEVER) + slot);
  const leverHigh = v128.load(address(context, LEVER) + slot, 16);
  const from = address(context, PANELS) + <usize>sliver * SLIVER_BYTES + ((<usize>first) << 5);
  for (let i: usize = 0; i < <usize>rows; i++) {
    const low = v128.load(from + (i << 5));
    const high = v128.load(from + (i << 5), 16);
    const p = f64x2.mul(low, unitLow);
    const q = f64x2.mul(high, unitHigh);
    const squares = f64x2.add(f64x2.mul(p, p), f64x2.mul(q, q));
    const products = f64x2.add(f64x2.mul(low, leverLow), f64x2.mul(high, leverHigh));
    addLanes(norms + (i << 3), squares);
    addLanes(levers + (i << 3), products);
  }
}

function addLanes(place: usize, lanes: v128): void {
  store<f64>(place, load<f64>(place) + (f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1)));
}

function sliverDots(sliver: i32, context: usize): void {
  const groups = number(context, GROUPS);
  for (let k = 0; k < 2 * groups; k++) {
    let vector = address(context, ROW_SUMS) + ((<usize>(k * CHUNK)) << 3);
    let from = address(context, PANELS) + <usize>sliver * SLIVER_BYTES;
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let i = number(context, CHUNK_ROWS); i > 0; i--) {
      const factor = v128.load64_splat(vector);
      low = f64x2.add(low, f64x2.mul(v128.load(from), factor));
      high = f64x2.add(high, f64x2.mul(v128.load(from, 16), factor));
      vector += 8;
      from += 32;
    }
    const to = address(context, COLUMN_DOTS) + ((<usize>(sliver * 4 * 2 * groups + k)) << 3);
    const step = (<usize>(2 * groups)) << 3;
    add(to, f64x2.extract_lane(low, 0));
    add(to + step, f64x2.extract_lane(low, 1));
    add(to + 2 * step, f64x2.extract_lane(high, 0));
    add(to + 3 * step, f64x2.extract_lane(high, 1));
  }
}

function add(place: usize, value: f64): void {
  store<f64>(place, load<f64>(place) + value);
}

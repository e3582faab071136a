// AssemblyScript. Where a Gram stream keeps what rounding took from a tile of its sums.
import { address, DIAGONAL, GRAM, number, SLOTS } from './gram-context';
import { TILE } from './tile';

const TILE_BYTES: i32 = (TILE * TILE) << 3;

/** Of tile (I, J), I ≤ J: from tile to tile down a column it is the next place, too. */
export function restOf(down: i32, across: i32, context: usize): usize {
  if (down === across) return address(context, DIAGONAL) + <usize>(across * TILE_BYTES);
  const slots = number(context, SLOTS);
  const column = slots / TILE - across;
  return address(context, GRAM) + ((<usize>(TILE * (column + down + (column - 1) * slots))) << 3);
}

/** The distance between the columns of such a tile. */
export function restStep(down: i32, across: i32, slots: i32): i32 {
  return down === across ? TILE : slots;
}

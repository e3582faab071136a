// AssemblyScript. The slivers of a block times a matrix for each group: Z = F·W, four rows at a time.
import {
  address,
  GROUPS,
  IS_COMPLEX,
  number,
  ROWS,
  SLIVERS,
  TURN_BYTES,
  TURN_FIRST,
  TURN_PANELS,
  TURN_RESULTS,
  TURN_SLIVERS,
  TURNS,
} from './spectral-context';
import { TILE, tile } from './tile';

/** Rows that turned slivers have, for so many wanted. */
export function turnedRows(rows: i32): usize {
  return <usize>((rows + TILE - 1) & ~(TILE - 1));
}

/**
 * Writes the turned slivers to `to`, in a complex block the rows of imaginary parts below the others; behind them it needs room for four rows of
 * a group, every entry twice.
 */
export function turnBlock(context: usize, block: usize, rows: i32, to: usize): void {
  const complex = number(block, IS_COMPLEX) !== 0;
  const below = address(context, ROWS) << 5;
  const sliverBytes = complex ? below << 1 : below;
  const newBelow = turnedRows(rows) << 5;
  const newBytes = complex ? newBelow << 1 : newBelow;
  let target = to;
  let results = 0;
  for (let g = 0; g < number(context, GROUPS); g++) {
    results += number(address(block, TURNS) + <usize>g * TURN_BYTES, TURN_RESULTS);
  }
  const panel = to + <usize>results * newBytes;
  memory.fill(to, 0, <usize>results * newBytes);
  for (let g = 0; g < number(context, GROUPS); g++) {
    const turn = address(block, TURNS) + <usize>g * TURN_BYTES;
    const from = address(block, SLIVERS) + address(turn, TURN_FIRST) * sliverBytes;
    const slivers = number(turn, TURN_SLIVERS);
    const depth = (complex ? 2 : 1) * slivers * TILE;
    const panelBytes = (<usize>(depth * TILE)) << 3;
    for (let row = 0; row < rows; row += TILE) {
      const offset = (<usize>row) << 5;
      packRows(from + offset, slivers, sliverBytes, panel);
      if (complex) packRows(from + below + offset, slivers, sliverBytes, panel + ((<usize>(slivers * TILE)) << 6));
      let left = address(turn, TURN_PANELS);
      let place = target + offset;
      for (let s = number(turn, TURN_RESULTS); s > 0; s--) {
        tile(depth, left, panel, place, TILE);
        left += panelBytes;
        if (complex) {
          tile(depth, left, panel, place + newBelow, TILE);
          left += panelBytes;
        }
        place += newBytes;
      }
    }
    target += <usize>number(turn, TURN_RESULTS) * newBytes;
  }
}

/** Four rows of slivers as a panel: for every column its four entries, each twice. */
function packRows(from: usize, slivers: i32, sliverBytes: usize, to: usize): void {
  for (let s = 0; s < slivers; s++) {
    for (let lane: usize = 0; lane < <usize>TILE; lane++) {
      for (let r: usize = 0; r < <usize>TILE; r++) {
        v128.store(to, v128.load64_splat(from + (r << 5) + (lane << 3)));
        to += 16;
      }
    }
    from += sliverBytes;
  }
}

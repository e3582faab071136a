// AssemblyScript. G ← G + XᴴX for every block of a chunk: Re G = [Re; Im]ᵀ[Re; Im] and Im G = [Re; Im]ᵀ[Im; −Re], real products both.
import { parallelFor, threadIndex } from './parallel';
import {
  address,
  BLOCK_BYTES,
  BLOCK_TABLE,
  BLOCKS,
  GRAM,
  IS_COMPLEX,
  number,
  PAIRS,
  ROWS,
  SCRATCH,
  SCRATCH_BYTES,
  SLIVER_COUNT,
  SLIVERS,
  TILE_BYTES,
} from './spectral-context';
import { foldingTile, TILE } from './tile';

/** Rows summed in registers before they are folded into G. */
const PIECE: i32 = 128;
/** Bytes of the right panels, one for Re G and one for Im G. */
const PANEL: usize = (<usize>(PIECE * TILE)) << 4;

/** Bytes that every thread needs. */
export function spectralGramScratch(): i32 {
  return 2 * <i32>PANEL;
}

/** Adds the chunk to all blocks. */
export function spectralGram(context: usize): void {
  parallelFor(addBlock, number(context, BLOCKS), context);
}

function addBlock(index: i32, context: usize): void {
  const block = address(context, BLOCK_TABLE) + <usize>index * BLOCK_BYTES;
  const rows = 2 * number(context, PAIRS);
  for (let first = 0; first < rows; first += PIECE) {
    addPiece(block, context, first, min(PIECE, rows - first), 0);
    if (number(block, IS_COMPLEX) !== 0) addPiece(block, context, first, min(PIECE, rows - first), 1);
  }
}

/** Rows from `first` on of the real parts, or of the imaginary ones. */
function addPiece(block: usize, context: usize, first: i32, depth: i32, imaginary: i32): void {
  const complex = number(block, IS_COMPLEX) !== 0;
  const below = address(context, ROWS) << 5;
  const sliverBytes = complex ? below << 1 : below;
  const slivers = number(block, SLIVER_COUNT);
  const panel = address(context, SCRATCH) + <usize>threadIndex() * address(context, SCRATCH_BYTES);
  const crossPanel = panel + PANEL;
  const re = address(block, SLIVERS) + ((<usize>first) << 5);
  const im = re + below;
  const own = imaginary === 0 ? re : im;
  const tileBytes = <usize>(complex ? 4 * TILE_BYTES : 2 * TILE_BYTES);
  let tile = address(block, GRAM);
  for (let j = 0; j < slivers; j++) {
    const column = <usize>j * sliverBytes;
    double(own + column, panel, depth, 1);
    if (complex) {
      if (imaginary === 0) double(im + column, crossPanel, depth, 1);
      else double(re + column, crossPanel, depth, -1);
    }
    let left = own;
    for (let i = 0; i <= j; i++) {
      foldingTile(depth, left, panel, tile, TILE, tile + TILE_BYTES, TILE);
      if (complex) foldingTile(depth, left, crossPanel, tile + 2 * TILE_BYTES, TILE, tile + 3 * TILE_BYTES, TILE);
      tile += tileBytes;
      left += sliverBytes;
    }
  }
}

/** Copies a sliver times a sign, every entry twice. */
function double(from: usize, to: usize, depth: i32, sign: f64): void {
  const factor = f64x2.splat(sign);
  for (let i = 0; i < depth; i++) {
    for (let half = 0; half < 2; half++) {
      const values = f64x2.mul(factor, v128.load(from));
      v128.store(to, i8x16.shuffle(values, values, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7));
      v128.store(to, i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15), 16);
      from += 16;
      to += 32;
    }
  }
}

// AssemblyScript. G ← G + XᴴX for every block of a chunk: Re G = [Re; Im]ᵀ[Re; Im] and Im G = [Re; Im]ᵀ[Im; −Re], real products both.
import { parallelFor, threadIndex } from './parallel';
import {
  address,
  BLOCK_BYTES,
  BLOCK_TABLE,
  BLOCKS,
  GRAM,
  HALF,
  IS_COMPLEX,
  number,
  PAIRS,
  ROWS,
  RUN,
  SCRATCH,
  SCRATCH_BYTES,
  SLIVER_COUNT,
  SLIVERS,
  SQUARES,
  TILE_BYTES,
  TURNS,
} from './spectral-context';
import { turnBlock, turnedRows } from './spectral-turn';
import { foldingTile, TILE } from './tile';
import { dot } from './vectors';

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
  const complex = number(block, IS_COMPLEX) !== 0;
  const rows = 2 * number(context, PAIRS);
  const panels = address(context, SCRATCH) + <usize>threadIndex() * address(context, SCRATCH_BYTES);
  let slivers = address(block, SLIVERS);
  let below = address(context, ROWS) << 5;
  if (address(block, TURNS) !== 0) {
    slivers = panels + 2 * PANEL;
    turnBlock(context, block, rows, slivers);
    below = turnedRows(rows) << 5;
  }
  if (address(block, SQUARES) !== 0) addSquares(block, rows, slivers, below, panels);
  for (let first = 0; first < rows; first += PIECE) {
    const depth = min(PIECE, rows - first);
    const re = slivers + ((<usize>first) << 5);
    if (!complex) {
      addPiece(block, re, 0, depth, below, panels, 1);
      continue;
    }
    addPiece(block, re, re + below, depth, below << 1, panels, 1);
    addPiece(block, re + below, re, depth, below << 1, panels, -1);
  }
}

/** Adds the products of the rows' squared norms in both halves of the block. */
function addSquares(block: usize, rows: i32, slivers: usize, below: usize, scratch: usize): void {
  const complex = number(block, IS_COMPLEX) !== 0;
  const sliverBytes = complex ? below << 1 : below;
  const bytes = (<usize>rows) << 3;
  memory.fill(scratch, 0, 2 * bytes);
  for (let s = 0; s < number(block, SLIVER_COUNT); s++) {
    const norms = s < number(block, HALF) ? scratch : scratch + bytes;
    addNorms(slivers, norms, rows);
    if (complex) addNorms(slivers + below, norms, rows);
    slivers += sliverBytes;
  }
  const sums = address(block, SQUARES);
  addSameChannel(block, rows, address(block, SLIVERS), sliverBytes, sums + 24);
  store<f64>(sums, load<f64>(sums) + dot(scratch, scratch, rows));
  store<f64>(sums, load<f64>(sums, 8) + dot(scratch + bytes, scratch + bytes, rows), 8);
  store<f64>(sums, load<f64>(sums, 16) + dot(scratch, scratch + bytes, rows), 16);
}

/** Adds the products of the squares of each channel in both halves, or in the only one. */
function addSameChannel(block: usize, rows: i32, slivers: usize, sliverBytes: usize, to: usize): void {
  const run = number(block, RUN);
  if (run === 0) return;
  const half = number(block, HALF);
  const all = number(block, SLIVER_COUNT);
  const second = all > half ? half : 0;
  let sum = f64x2.splat(0);
  for (let q = 0; q < run; q++) {
    for (let i = 0; i < rows; i++) {
      const offset = ((<usize>i) << 5) + <usize>q * sliverBytes;
      for (let lanes: usize = 0; lanes < 32; lanes += 16) {
        const a = squaresOf(slivers + offset + lanes, half > run ? <usize>run * sliverBytes : 0);
        const other = slivers + <usize>second * sliverBytes + offset + lanes;
        const b = squaresOf(other, (second === 0 ? half : all - half) > run ? <usize>run * sliverBytes : 0);
        sum = f64x2.add(sum, f64x2.mul(a, b));
      }
    }
  }
  store<f64>(to, load<f64>(to) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** The squares of two channels, of both runs where they lie so far apart. */
function squaresOf(at: usize, apart: usize): v128 {
  const own = v128.load(at);
  const square = f64x2.mul(own, own);
  if (apart === 0) return square;
  const other = v128.load(at + apart);
  return f64x2.add(square, f64x2.mul(other, other));
}

function addNorms(sliver: usize, norms: usize, rows: i32): void {
  for (let i = 0; i < rows; i++) {
    const low = v128.load(sliver);
    const high = v128.load(sliver, 16);
    const pairs = f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
    const sum = f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
    store<f64>(norms, load<f64>(norms) + sum);
    sliver += TILE << 3;
    norms += 8;
  }
}

/** Rows of the slivers at `own` with themselves, and in a complex block with the other parts, times a sign, for Im G. */
function addPiece(
  block: usize,
  own: usize,
  other: usize,
  depth: i32,
  sliverBytes: usize,
  panel: usize,
  sign: f64,
): void {
  const complex = other !== 0;
  const slivers = number(block, SLIVER_COUNT);
  const tileBytes = <usize>(complex ? 4 * TILE_BYTES : 2 * TILE_BYTES);
  const crossPanel = panel + PANEL;
  let tile = address(block, GRAM);
  for (let j = 0; j < slivers; j++) {
    const column = <usize>j * sliverBytes;
    double(own + column, panel, depth, 1);
    if (complex) double(other + column, crossPanel, depth, sign);
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

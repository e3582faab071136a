// AssemblyScript. G ← G + XᴴX for every block of a chunk, complex ones in three real products instead of four (Gauss): with K = (Re − Im)ᵀRe,
// Re G = K + Imᵀ(Re + Im) and Im G = K + Reᵀ(Im − Re).
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
  TURNS,
} from './spectral-context';
import { turnBlock, turnedRows } from './spectral-turn';
import { foldingTile, foldingTileTwice, TILE, TILE_BYTES } from './tile';
import { dot } from './vectors';

/** Rows summed in registers before they are folded into G. */
const PIECE: i32 = 64;
/** Bytes of a right panel, every entry twice, and of a sliver on the left. */
const PANEL: usize = (<usize>(PIECE * TILE)) << 4;
const LEFT: usize = (<usize>(PIECE * TILE)) << 3;

/** Bytes that every thread needs for a block of so many slivers: three right panels, and Re − Im of all slivers. */
export function spectralGramScratch(slivers: i32): i32 {
  return 3 * <i32>PANEL + slivers * <i32>LEFT;
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
    slivers = panels + <usize>spectralGramScratch(number(block, SLIVER_COUNT));
    turnBlock(context, block, rows, slivers);
    below = turnedRows(rows) << 5;
  }
  if (address(block, SQUARES) !== 0) addSquares(block, rows, slivers, below, panels);
  for (let first = 0; first < rows; first += PIECE) {
    const depth = min(PIECE, rows - first);
    const re = slivers + ((<usize>first) << 5);
    if (complex) addComplexPiece(block, re, re + below, depth, below << 1, panels);
    else addRealPiece(block, re, depth, below, panels);
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

/**
 * Rows of the slivers at `own` with themselves. Tiles (I, J), I ≤ J, follow each other column by column: sums, what rounding took, and in complex
 * blocks both again for imaginary parts.
 */
function addRealPiece(block: usize, own: usize, depth: i32, sliverBytes: usize, panel: usize): void {
  const slivers = number(block, SLIVER_COUNT);
  let tile = address(block, GRAM);
  for (let j = 0; j < slivers; j++) {
    double(own + <usize>j * sliverBytes, panel, depth);
    let left = own;
    for (let i = 0; i <= j; i++) {
      foldingTile(depth, left, panel, tile, TILE, tile + TILE_BYTES, TILE);
      tile += 2 * TILE_BYTES;
      left += sliverBytes;
    }
  }
}

/** The same for rows of real and of imaginary parts. */
function addComplexPiece(block: usize, re: usize, im: usize, depth: i32, sliverBytes: usize, scratch: usize): void {
  const slivers = number(block, SLIVER_COUNT);
  const sums = scratch + PANEL;
  const differences = sums + PANEL;
  const lefts = differences + PANEL;
  let tile = address(block, GRAM);
  for (let j = 0; j < slivers; j++) {
    const column = <usize>j * sliverBytes;
    subtract(re + column, im + column, lefts + <usize>j * LEFT, depth);
    double(re + column, scratch, depth);
    doubleSums(re + column, im + column, sums, differences, depth);
    let offset: usize = 0;
    let left = lefts;
    for (let i = 0; i <= j; i++) {
      const imaginary = tile + 2 * TILE_BYTES;
      foldingTileTwice(depth, left, scratch, tile, imaginary);
      foldingTile(depth, im + offset, sums, tile, TILE, tile + TILE_BYTES, TILE);
      foldingTile(depth, re + offset, differences, imaginary, TILE, imaginary + TILE_BYTES, TILE);
      tile += 4 * TILE_BYTES;
      offset += sliverBytes;
      left += LEFT;
    }
  }
}

/** Copies a sliver, every entry twice. */
function double(from: usize, to: usize, depth: i32): void {
  for (let i = 2 * depth; i > 0; i--) {
    storeTwice(to, v128.load(from));
    from += 16;
    to += 32;
  }
}

/** a + b and b − a, every entry twice. */
function doubleSums(a: usize, b: usize, sums: usize, differences: usize, depth: i32): void {
  for (let i = 2 * depth; i > 0; i--) {
    const x = v128.load(a);
    const y = v128.load(b);
    storeTwice(sums, f64x2.add(x, y));
    storeTwice(differences, f64x2.sub(y, x));
    a += 16;
    b += 16;
    sums += 32;
    differences += 32;
  }
}

function storeTwice(to: usize, values: v128): void {
  v128.store(to, i8x16.shuffle(values, values, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7));
  v128.store(to, i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15), 16);
}

/** A sliver less another one. */
function subtract(a: usize, b: usize, to: usize, depth: i32): void {
  for (let i = 2 * depth; i > 0; i--) {
    v128.store(to, f64x2.sub(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    to += 16;
  }
}

// AssemblyScript. A block of reflectors as I − V·T·Vᵀ, packed for products from either side: V, and V·T.
import { at, get, set } from './doubles';
import { subtractColumns } from './panel-vectors';
import { TILE, tile } from './tile';
import { scale } from './vectors';

/** Reflectors applied together. */
export const BLOCK: i32 = 64;
/** Depth of a sliver: one of each factor stays in the first-level cache. */
export const DEPTH: i32 = 256;

/** Doubles of scratch memory that packing a block needs. */
export const BLOCK_AREA: i32 = DEPTH * BLOCK + 4 * BLOCK * BLOCK;

/** Doubles of a packed block of at most so many rows: V with every entry twice, then V·T. */
export function blockSize(rows: i32): i32 {
  return 3 * BLOCK * (rows + 2 * TILE);
}

/** The address of V·T in a packed block. */
export function turnedOf(rows: i32, packed: usize): usize {
  return packed + at(2 * BLOCK * (rows + 2 * TILE));
}

/** The row that a packed block begins with, a multiple of TILE: what is above the first leading 1 counts as zeros. */
export function firstRow(first: i32, below: i32): i32 {
  return (first + below) & ~(TILE - 1);
}

/**
 * Packs the reflectors first..first + width of `n` rows: v of column j of a counts from its leading 1 in row j + below. V becomes
 * slivers of four columns, V·T slivers of four rows.
 */
export function packBlock(
  n: i32,
  first: i32,
  width: i32,
  below: i32,
  a: usize,
  lda: i32,
  taus: usize,
  packed: usize,
  scratch: usize,
): void {
  const start = firstRow(first, below);
  const depth = n - start;
  const top = first + below - start;
  const v = a + at(first * lda + start);
  const gram = scratch + at(DEPTH * BLOCK);
  const t = gram + at(BLOCK * BLOCK);
  const doubled = t + at(BLOCK * BLOCK);
  memory.fill(gram, 0, at(4 * BLOCK * BLOCK));
  for (let q = 0; q < width; q += TILE) {
    packFour(depth, q, width, top, v, lda, packed + at(2 * q * depth));
  }
  addGram(depth, width, packed, scratch, gram);
  compactFactor(width, taus + at(first), gram, t);
  for (let q = 0; q < width; q += TILE) {
    for (let l = 0; l < q + TILE; l++) {
      for (let j = 0; j < TILE; j++) {
        v128.store(doubled + at(2 * (q * BLOCK + l * TILE + j)), v128.load64_splat(t + at((q + j) * BLOCK + l)));
      }
    }
  }
  const wide = (width + TILE - 1) & ~(TILE - 1);
  const to = turnedOf(n, packed);
  for (let p = 0; p < depth; p += TILE) {
    const sliver = to + at(p * wide);
    rowSliver(p, depth, wide, packed, scratch);
    memory.fill(sliver, 0, at(TILE * wide));
    for (let q = 0; q < width; q += TILE) {
      tile(min(q + TILE, wide), scratch, doubled + at(2 * q * BLOCK), sliver + at(q * TILE), TILE);
    }
  }
}

/** Four columns of V side by side, every entry twice, with zeros above their leading ones and beyond the last column. */
function packFour(depth: i32, q: i32, width: i32, top: i32, v: usize, lda: i32, to: usize): void {
  const mixed = min(depth, top + q + TILE);
  for (let r = 0; r < mixed; r++) {
    for (let j = 0; j < TILE; j++) {
      const present = q + j < width && r >= top + q + j;
      v128.store(to + at(2 * (r * TILE + j)), f64x2.splat(present ? get(v, (q + j) * lda + r) : 0));
    }
  }
  const line = at(lda);
  const counted = width - q;
  let from = v + at(q * lda + mixed);
  const end = to + at(2 * TILE * depth);
  to += at(2 * TILE * mixed);
  const nothing = f64x2.splat(0);
  for (; to < end; to += 64, from += 8) {
    v128.store(to, v128.load64_splat(from));
    v128.store(to, counted > 1 ? v128.load64_splat(from + line) : nothing, 16);
    v128.store(to, counted > 2 ? v128.load64_splat(from + 2 * line) : nothing, 32);
    v128.store(to, counted > 3 ? v128.load64_splat(from + 3 * line) : nothing, 48);
  }
}

/** The upper triangle of VᵀV. */
function addGram(depth: i32, width: i32, packed: usize, single: usize, gram: usize): void {
  for (let from = 0; from < depth; from += DEPTH) {
    const count = min(DEPTH, depth - from);
    for (let p = 0; p < width; p += TILE) {
      let source = packed + at(2 * (p * depth + from * TILE));
      let to = single + at(p * count);
      for (const end = to + at(TILE * count); to < end; to += 16, source += 32) {
        v128.store(to, unzipped(source));
      }
    }
    for (let q = 0; q < width; q += TILE) {
      const right = packed + at(2 * (q * depth + from * TILE));
      for (let p = 0; p <= q; p += TILE) tile(count, single + at(p * count), right, gram + at(q * BLOCK + p), BLOCK);
    }
  }
}

/** Two entries of which each is there twice. */
function unzipped(source: usize): v128 {
  return i8x16.shuffle(
    v128.load(source),
    v128.load(source, 16),
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
  );
}

/** T, upper triangular, of H₀·H₁·… = I − V·T·Vᵀ, from VᵀV. */
function compactFactor(width: i32, taus: usize, gram: usize, t: usize): void {
  for (let j = 0; j < width; j++) {
    const column = t + at(j * BLOCK);
    subtractColumns((j + 1) & ~1, j, t, BLOCK, gram + at(j * BLOCK), column);
    scale(column, get(taus, j), j);
    set(column, j, get(taus, j));
  }
}

/** Four rows of V, side by side, `wide` columns; rows beyond the last are zeros. */
function rowSliver(p: i32, depth: i32, wide: i32, packed: usize, to: usize): void {
  if (p + TILE > depth) memory.fill(to, 0, at(TILE * wide));
  for (let q = 0; q < wide; q += TILE) {
    for (let r = 0; r < min(TILE, depth - p); r++) {
      const source = packed + at(2 * (q * depth + (p + r) * TILE));
      for (let j = 0; j < TILE; j++) set(to, (q + j) * TILE + r, get(source, 2 * j));
    }
  }
}

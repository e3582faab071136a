// AssemblyScript. Q·Z for the Q that a reduction left as reflectors in the columns of a matrix, in blocks I − V·T·Vᵀ.
import { at } from './doubles';
import { packTurned } from './pack-turned';
import { parallelFor, threadIndex, threads } from './parallel';
import { BLOCK, BLOCK_AREA, blockSize, DEPTH, firstRow, packBlock, turnedOf } from './reflector-block';
import { edgeTile, TILE, tile } from './tile';

/** Blocks that are packed, and then applied, together. */
const BLOCKS: i32 = 4;
/** Columns of Z of one task. */
const SPAN: i32 = 32;
/** Doubles for what the tasks share. */
const CONTEXT: i32 = 8;

/** Doubles of one thread: for packing a block, or for a span of Zᵀ, its product with V as it is and packed, and a tile. */
const AREA: i32 = max(BLOCK_AREA, DEPTH * SPAN + 3 * BLOCK * SPAN + TILE * TILE);

/** Bytes of scratch memory that `backTransform` needs for n rows. */
export function backTransformScratch(n: i32): i32 {
  return (CONTEXT + BLOCKS * blockSize(n) + threads() * AREA) << 3;
}

/**
 * z (n × cols; ldz a multiple of 4) becomes H₀·H₁·…·z for `count` reflectors Hⱼ = I − tauⱼ·v·vᵀ, v in column j of a with its
 * leading 1 in row j + below.
 */
export function backTransform(
  n: i32,
  count: i32,
  below: i32,
  a: usize,
  lda: i32,
  taus: usize,
  z: usize,
  ldz: i32,
  cols: i32,
  scratch: usize,
): void {
  store<i32>(scratch, n);
  store<i32>(scratch, count, 4);
  store<i32>(scratch, below, 8);
  store<u32>(scratch, <u32>a, 12);
  store<i32>(scratch, lda, 16);
  store<u32>(scratch, <u32>taus, 20);
  store<u32>(scratch, <u32>z, 24);
  store<i32>(scratch, ldz, 28);
  store<i32>(scratch, cols, 32);
  for (let end = (count + BLOCK - 1) / BLOCK; end > 0; end -= BLOCKS) {
    const first = max(0, end - BLOCKS);
    store<i32>(scratch, first, 36);
    store<i32>(scratch, end, 40);
    parallelFor(packOne, end - first, scratch);
    parallelFor(applyToSpan, (cols + SPAN - 1) / SPAN, scratch);
  }
}

function packedBlock(block: i32, context: usize): usize {
  return context + at(CONTEXT + (block - load<i32>(context, 36)) * blockSize(load<i32>(context)));
}

function areaOf(context: usize): usize {
  return context + at(CONTEXT + BLOCKS * blockSize(load<i32>(context)) + threadIndex() * AREA);
}

/** The number of reflectors of a block. */
function widthOf(block: i32, context: usize): i32 {
  return min(BLOCK, load<i32>(context, 4) - block * BLOCK);
}

function packOne(index: i32, context: usize): void {
  const block = load<i32>(context, 36) + index;
  packBlock(
    load<i32>(context),
    block * BLOCK,
    widthOf(block, context),
    load<i32>(context, 8),
    <usize>load<u32>(context, 12),
    load<i32>(context, 16),
    <usize>load<u32>(context, 20),
    packedBlock(block, context),
    areaOf(context),
  );
}

/** All blocks that are packed, the last first, on some columns of Z. */
function applyToSpan(index: i32, context: usize): void {
  const n = load<i32>(context);
  const ldz = load<i32>(context, 28);
  const cols = min(SPAN, load<i32>(context, 32) - index * SPAN);
  const z = <usize>load<u32>(context, 24) + at(index * SPAN * ldz);
  const area = areaOf(context);
  for (let block = load<i32>(context, 40) - 1; block >= load<i32>(context, 36); block--) {
    const start = firstRow(block * BLOCK, load<i32>(context, 8));
    apply(n - start, widthOf(block, context), cols, packedBlock(block, context), n, z + at(start), ldz, area);
  }
}

/** Z ← Z − (V·T)·(VᵀZ). */
function apply(rows: i32, width: i32, cols: i32, v: usize, n: i32, z: usize, ldz: i32, area: usize): void {
  const product = area + at(DEPTH * SPAN);
  const packed = product + at(BLOCK * SPAN);
  const edge = packed + at(2 * BLOCK * SPAN);
  const wide = (width + TILE - 1) & ~(TILE - 1);
  const across = (cols + TILE - 1) & ~(TILE - 1);
  memory.fill(product, 0, at(SPAN * wide));
  for (let from = 0; from < rows; from += DEPTH) {
    const depth = min(DEPTH, rows - from);
    for (let p = 0; p < cols; p += TILE)
      packColumns(depth, min(TILE, cols - p), z + at(p * ldz + from), ldz, area + at(p * depth));
    for (let q = 0; q < wide; q += TILE) {
      const right = v + at(2 * (q * rows + from * TILE));
      for (let p = 0; p < across; p += TILE) tile(depth, area + at(p * depth), right, product + at(q * SPAN + p), SPAN);
    }
  }
  for (let q = 0; q < across; q += TILE) packNegative(wide, product + at(q), packed + at(2 * q * wide));
  const turned = turnedOf(n, v);
  for (let q = 0; q < across; q += TILE) {
    const right = packed + at(2 * q * wide);
    for (let p = 0; p < rows; p += TILE) {
      const target = z + at(q * ldz + p);
      if (q + TILE <= cols) tile(wide, turned + at(p * wide), right, target, ldz);
      else edgeTile(wide, turned + at(p * wide), right, target, ldz, TILE, cols - q, edge);
    }
  }
}

/** A sliver of up to four columns of Z. */
function packColumns(depth: i32, cols: i32, z: usize, ldz: i32, to: usize): void {
  if (cols === TILE) {
    packTurned(to, z, at(ldz), depth);
    return;
  }
  for (let r = 0; r < depth; r++) {
    for (let j = 0; j < TILE; j++) {
      store<f64>(to + at(r * TILE + j), j < cols ? load<f64>(z + at(j * ldz + r)) : 0);
    }
  }
}

/** Four columns of −VᵀZ, every entry twice, from rows of (VᵀZ)ᵀ. */
function packNegative(wide: i32, product: usize, to: usize): void {
  for (let t = 0; t < wide; t++) {
    for (let j = 0; j < TILE; j++) v128.store(to + at(2 * j), f64x2.neg(v128.load64_splat(product + at(j))));
    product += at(SPAN);
    to += at(2 * TILE);
  }
}

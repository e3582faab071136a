// AssemblyScript. C ← C + α·A·B on column-major doubles, in packed panels and 4 × 4 tiles that stay in registers.
// The order of every sum depends on the sizes alone.
import { packTurned } from './pack-turned';
import { parallelFor, threadIndex, threads } from './parallel';
import { edgeTile, TILE, tile } from './tile';

/** Depth of a panel: a 4 × 256 sliver of A and one of B stay in the first-level cache. */
const DEPTH: i32 = 256;
/** Rows of A, and columns of B, packed at a time. */
const LINES: i32 = 512;
/** Lines packed by one task; a task of the product makes SPAN × SPAN entries of C. */
const SPAN: i32 = 128;

const PACKED_A: usize = (<usize>(DEPTH * LINES)) << 3;
const PACKED_B: usize = (<usize>(DEPTH * LINES)) << 4;
const EDGE: usize = (<usize>(TILE * TILE)) << 3;
/** Room for what the tasks of one call share. */
const CONTEXT: usize = 128;

/** Bytes of scratch memory that `gemm` needs. */
export function gemmScratch(): i32 {
  return <i32>(CONTEXT + PACKED_A + PACKED_B + <usize>threads() * EDGE);
}

/** Entry (i, p) of A is at a + 8(i·aRow + p·aCol), and likewise B: a transpose is a swap of strides. */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  store<i32>(scratch, aRow, 16);
  store<i32>(scratch, aCol, 20);
  store<i32>(scratch, bRow, 24);
  store<i32>(scratch, bCol, 28);
  store<i32>(scratch, ldc, 36);
  store<f64>(scratch, alpha, 56);
  for (let jc = 0; jc < n; jc += LINES) {
    for (let ic = 0; ic < m; ic += LINES) {
      const rows = min(LINES, m - ic);
      const cols = min(LINES, n - jc);
      store<i32>(scratch, rows);
      store<i32>(scratch, cols, 4);
      store<u32>(scratch, <u32>(c + at(ic + jc * ldc)), 48);
      for (let pc = 0; pc < k; pc += DEPTH) {
        store<i32>(scratch, min(DEPTH, k - pc), 8);
        store<u32>(scratch, <u32>(a + at(ic * aRow + pc * aCol)), 40);
        store<u32>(scratch, <u32>(b + at(pc * bRow + jc * bCol)), 44);
        parallelFor(packSpan, spans(rows) + spans(cols), scratch);
        parallelFor(multiplySpans, spans(rows) * spans(cols), scratch);
      }
    }
  }
}

function spans(lines: i32): i32 {
  return (lines + SPAN - 1) / SPAN;
}

function at(index: i32): usize {
  return (<usize>index) << 3;
}

/** Packs a span of rows of A, or of columns of B. */
function packSpan(index: i32, context: usize): void {
  const rows = load<i32>(context);
  if (index < spans(rows)) packRows(index * SPAN, context);
  else packColumns((index - spans(rows)) * SPAN, context);
}

/** Slivers of four columns of B times α, every entry twice, so that one load fills a vector with it. */
function packColumns(first: i32, context: usize): void {
  const cols = min(SPAN, load<i32>(context, 4) - first);
  const depth = load<i32>(context, 8);
  const bRow = load<i32>(context, 24);
  const bCol = load<i32>(context, 28);
  const alpha = load<f64>(context, 56);
  const from = <usize>load<u32>(context, 44) + at(first * bCol);
  const to = context + CONTEXT + PACKED_A + (at(first * depth) << 1);
  for (let j = 0; j < cols; j += TILE) {
    if (j + TILE <= cols) {
      packWholeColumns(to + (at(j * depth) << 1), from + at(j * bCol), context);
      continue;
    }
    for (let t = 0; t < TILE; t++) {
      let target = to + ((at(j * depth) + at(t)) << 1);
      let source = from + at((j + t) * bCol);
      const present = j + t < cols;
      for (let p = 0; p < depth; p++) {
        v128.store(target, f64x2.splat(present ? alpha * load<f64>(source) : 0));
        target += TILE << 4;
        source += at(bRow);
      }
    }
  }
}

/** A sliver of four columns, side by side: what is written is contiguous. */
function packWholeColumns(target: usize, source: usize, context: usize): void {
  const step = at(load<i32>(context, 24));
  const line = at(load<i32>(context, 28));
  const alpha = f64x2.splat(load<f64>(context, 56));
  for (let p = load<i32>(context, 8); p > 0; p--) {
    v128.store(target, f64x2.mul(alpha, v128.load64_splat(source)));
    v128.store(target, f64x2.mul(alpha, v128.load64_splat(source + line)), 16);
    v128.store(target, f64x2.mul(alpha, v128.load64_splat(source + 2 * line)), 32);
    v128.store(target, f64x2.mul(alpha, v128.load64_splat(source + 3 * line)), 48);
    target += TILE << 4;
    source += step;
  }
}

/** One span of rows of C by one of columns. */
function multiplySpans(index: i32, context: usize): void {
  const across = spans(load<i32>(context, 4));
  const i = (index / across) * SPAN;
  const j = (index % across) * SPAN;
  const rows = min(SPAN, load<i32>(context) - i);
  const cols = min(SPAN, load<i32>(context, 4) - j);
  const depth = load<i32>(context, 8);
  const ldc = load<i32>(context, 36);
  const packedA = context + CONTEXT + at(i * depth);
  const packedB = context + CONTEXT + PACKED_A + (at(j * depth) << 1);
  const edge = context + CONTEXT + PACKED_A + PACKED_B + <usize>threadIndex() * EDGE;
  const c = <usize>load<u32>(context, 48) + at(i + j * ldc);
  for (let q = 0; q < cols; q += TILE) {
    for (let p = 0; p < rows; p += TILE) {
      const target = c + at(p + q * ldc);
      const left = packedA + at(p * depth);
      const right = packedB + (at(q * depth) << 1);
      if (p + TILE <= rows && q + TILE <= cols) tile(depth, left, right, target, ldc);
      else edgeTile(depth, left, right, target, ldc, min(TILE, rows - p), min(TILE, cols - q), edge);
    }
  }
}

/** Slivers of four rows of A, depth-major, the last one filled up with zeros. */
function packRows(first: i32, context: usize): void {
  const lines = min(SPAN, load<i32>(context) - first);
  const depth = load<i32>(context, 8);
  const line = load<i32>(context, 16);
  const step = load<i32>(context, 20);
  const from = <usize>load<u32>(context, 40) + at(first * line);
  const to = context + CONTEXT + at(first * depth);
  for (let l = 0; l < lines; l += TILE) {
    let target = to + at(l * depth);
    let source = from + at(l * line);
    if (line === 1 && l + TILE <= lines) {
      for (let p = 0; p < depth; p++) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
        target += TILE << 3;
        source += at(step);
      }
      continue;
    }
    if (step === 1 && l + TILE <= lines) {
      packTurned(target, source, at(line), depth);
      continue;
    }
    for (let t = 0; t < TILE; t++) {
      let place = target + at(t);
      let value = source + at(t * line);
      const present = l + t < lines;
      for (let p = 0; p < depth; p++) {
        store<f64>(place, present ? load<f64>(value) : 0);
        place += TILE << 3;
        value += at(step);
      }
    }
  }
}

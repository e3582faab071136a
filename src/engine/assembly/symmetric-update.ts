// AssemblyScript. C ← C − P·Qᵀ for a symmetric result, in packed slivers and only the tiles that reach the lower triangle.
import { at } from './doubles';
import { parallelFor } from './parallel';
import { TILE, tile } from './tile';

/** Rows of one task: their slivers stay in the first-level cache while all columns pass by. */
const SPAN: i32 = 64;
/** Room for what the tasks of one call share. */
const CONTEXT: i32 = 8;

/** Doubles of scratch memory for matrices of n rows and panels of a given depth. */
export function symmetricUpdateScratch(n: i32, depth: i32): i32 {
  return CONTEXT + 3 * depth * (n + TILE);
}

/**
 * The lower triangle of rows and columns `from`..`n` of c loses P·Qᵀ (whatever is above the diagonal is lost as well). P and Q
 * have `depth` columns of `ld` doubles, indexed by the rows of c; their rows from n to the next multiple of 4 are zero, and c has
 * 4 columns to spare. `from` is a multiple of 4.
 */
export function symmetricUpdate(
  from: i32,
  n: i32,
  depth: i32,
  p: usize,
  q: usize,
  ld: i32,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  const corner = at(from * ldc + from);
  store<i32>(scratch, n - from);
  store<i32>(scratch, depth, 4);
  store<i32>(scratch, ld, 8);
  store<i32>(scratch, ldc, 12);
  store<u32>(scratch, <u32>(p + at(from)), 16);
  store<u32>(scratch, <u32>(q + at(from)), 20);
  store<u32>(scratch, <u32>(c + corner), 24);
  const spans = (n - from + SPAN - 1) / SPAN;
  store<i32>(scratch, spans, 28);
  parallelFor(packSpan, spans, scratch);
  parallelFor(updateSpan, spans, scratch);
}

/** Slivers of four rows of P, and of four rows of −Q with every entry twice. */
function packSpan(index: i32, context: usize): void {
  const rows = load<i32>(context);
  const depth = load<i32>(context, 4);
  const step = at(load<i32>(context, 8));
  const columns = slivers(rows, depth, context);
  for (let i = index * SPAN; i < min(rows, (index + 1) * SPAN); i += TILE) {
    let p = <usize>load<u32>(context, 16) + at(i);
    let q = <usize>load<u32>(context, 20) + at(i);
    let left = context + at(CONTEXT + i * depth);
    let right = columns + at(2 * i * depth);
    for (let t = 0; t < depth; t++) {
      v128.store(left, v128.load(p));
      v128.store(left, v128.load(p, 16), 16);
      for (let j = 0; j < TILE; j++) v128.store(right + at(2 * j), f64x2.splat(-load<f64>(q + at(j))));
      p += step;
      q += step;
      left += at(TILE);
      right += at(2 * TILE);
    }
  }
}

function slivers(rows: i32, depth: i32, context: usize): usize {
  return context + at(CONTEXT + depth * (rows + TILE));
}

/** The rows of one span, the longest first. */
function updateSpan(index: i32, context: usize): void {
  const rows = load<i32>(context);
  const depth = load<i32>(context, 4);
  const ldc = load<i32>(context, 12);
  const c = <usize>load<u32>(context, 24);
  const columns = slivers(rows, depth, context);
  const first = (load<i32>(context, 28) - 1 - index) * SPAN;
  const end = min(rows, first + SPAN);
  for (let j = 0; j < end; j += TILE) {
    for (let i = max(first, j); i < end; i += TILE) {
      tile(depth, context + at(CONTEXT + i * depth), columns + at(2 * j * depth), c + at(j * ldc + i), ldc);
    }
  }
}

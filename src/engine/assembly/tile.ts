// AssemblyScript. The innermost loop of every product: C ← C + A·B for 4 × 4 entries of C.

export const TILE: i32 = 4;
/** Bytes of a tile in a place of its own. */
export const TILE_BYTES: usize = (TILE * TILE) << 3;

/** No address of a sliver. */
const NOWHERE: usize = 16;

/**
 * Adds to C (column-major) the product of a sliver of A, four entries a step, and one of B, four entries a step, each
 * stored twice. The branch between the two steps of a turn is never taken: it keeps V8 from moving the second
 * step's loads before the first one's sums, for which there are not enough registers.
 */
export function tile(depth: i32, a: usize, b: usize, c: usize, ldc: i32): void {
  sumTile<u8>(depth, a, b, c, ldc, 0, 0, 0);
}

/** The same without rounding in the sum: what it takes is added to the tile at `rest` (Knuth's two-sum). */
export function foldingTile(depth: i32, a: usize, b: usize, c: usize, ldc: i32, rest: usize, ldRest: i32): void {
  sumTile<u16>(depth, a, b, c, ldc, rest, ldRest, 0);
}

/** The same into two tiles in places of their own, 4 × 4 each with what rounding took behind it. */
export function foldingTileTwice(depth: i32, a: usize, b: usize, c: usize, other: usize): void {
  sumTile<u32>(depth, a, b, c, TILE, c + TILE_BYTES, TILE, other);
}

/** All, told apart by the size of a type, since the loop is worth compiling for each: one byte adds, two fold, four fold twice. */
function sumTile<Ending>(
  depth: i32,
  a: usize,
  b: usize,
  c: usize,
  ldc: i32,
  rest: usize,
  ldRest: i32,
  other: usize,
): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  const end = a + ((<usize>(depth & ~1)) << 5);
  while (a < end) {
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const b0 = v128.load(b);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a1, b0));
    const b1 = v128.load(b, 16);
    c10 = f64x2.add(c10, f64x2.mul(a0, b1));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const b2 = v128.load(b, 32);
    c20 = f64x2.add(c20, f64x2.mul(a0, b2));
    c21 = f64x2.add(c21, f64x2.mul(a1, b2));
    const b3 = v128.load(b, 48);
    c30 = f64x2.add(c30, f64x2.mul(a0, b3));
    c31 = f64x2.add(c31, f64x2.mul(a1, b3));
    if (a === NOWHERE) {
      c00 = f64x2.add(c00, a0);
      c01 = f64x2.add(c01, a0);
      c10 = f64x2.add(c10, a0);
      c11 = f64x2.add(c11, a0);
      c20 = f64x2.add(c20, a0);
      c21 = f64x2.add(c21, a0);
      c30 = f64x2.add(c30, a0);
      c31 = f64x2.add(c31, a0);
    }
    const d0 = v128.load(a, 32);
    const d1 = v128.load(a, 48);
    const e0 = v128.load(b, 64);
    c00 = f64x2.add(c00, f64x2.mul(d0, e0));
    c01 = f64x2.add(c01, f64x2.mul(d1, e0));
    const e1 = v128.load(b, 80);
    c10 = f64x2.add(c10, f64x2.mul(d0, e1));
    c11 = f64x2.add(c11, f64x2.mul(d1, e1));
    const e2 = v128.load(b, 96);
    c20 = f64x2.add(c20, f64x2.mul(d0, e2));
    c21 = f64x2.add(c21, f64x2.mul(d1, e2));
    const e3 = v128.load(b, 112);
    c30 = f64x2.add(c30, f64x2.mul(d0, e3));
    c31 = f64x2.add(c31, f64x2.mul(d1, e3));
    a += 64;
    b += 128;
  }
  if (depth & 1) {
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const b0 = v128.load(b);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a1, b0));
    const b1 = v128.load(b, 16);
    c10 = f64x2.add(c10, f64x2.mul(a0, b1));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const b2 = v128.load(b, 32);
    c20 = f64x2.add(c20, f64x2.mul(a0, b2));
    c21 = f64x2.add(c21, f64x2.mul(a1, b2));
    const b3 = v128.load(b, 48);
    c30 = f64x2.add(c30, f64x2.mul(a0, b3));
    c31 = f64x2.add(c31, f64x2.mul(a1, b3));
  }
  const column = (<usize>ldc) << 3;
  if (sizeof<Ending>() === 1) {
    addTo(c, c00, c01);
    addTo(c + column, c10, c11);
    addTo(c + 2 * column, c20, c21);
    addTo(c + 3 * column, c30, c31);
  } else {
    const restColumn = (<usize>ldRest) << 3;
    foldTo(c, c00, c01, rest);
    foldTo(c + column, c10, c11, rest + restColumn);
    foldTo(c + 2 * column, c20, c21, rest + 2 * restColumn);
    foldTo(c + 3 * column, c30, c31, rest + 3 * restColumn);
    if (sizeof<Ending>() === 4) {
      const second = other + TILE_BYTES;
      foldTo(other, c00, c01, second);
      foldTo(other + 32, c10, c11, second + 32);
      foldTo(other + 64, c20, c21, second + 64);
      foldTo(other + 96, c30, c31, second + 96);
    }
  }
}

/** The same where only the first `rows` × `cols` entries of the tile are in C; `edge` holds a tile. */
export function edgeTile(depth: i32, a: usize, b: usize, c: usize, ldc: i32, rows: i32, cols: i32, edge: usize): void {
  clear(edge);
  tile(depth, a, b, edge, TILE);
  for (let q = 0; q < cols; q++) {
    for (let p = 0; p < rows; p++) {
      const place = c + ((<usize>(p + q * ldc)) << 3);
      store<f64>(place, load<f64>(place) + load<f64>(edge + ((<usize>(p + q * TILE)) << 3)));
    }
  }
}

/** Adds the tile of sums at `from` in the same way; `from` is cleared. Each tile has its own distance between columns. */
export function foldTile(from: usize, ldFrom: i32, c: usize, ldc: i32, rest: usize, ldRest: i32): void {
  for (let q = 0; q < TILE; q++) {
    foldTo(c, v128.load(from), v128.load(from, 16), rest);
    v128.store(from, f64x2.splat(0));
    v128.store(from, f64x2.splat(0), 16);
    from += (<usize>ldFrom) << 3;
    c += (<usize>ldc) << 3;
    rest += (<usize>ldRest) << 3;
  }
}

function foldTo(c: usize, low: v128, high: v128, rest: usize): void {
  foldPair(c, low, rest);
  foldPair(c + 16, high, rest + 16);
}

function foldPair(to: usize, amount: v128, rest: usize): void {
  const before = v128.load(to);
  const sum = f64x2.add(before, amount);
  const part = f64x2.sub(sum, before);
  const lost = f64x2.add(f64x2.sub(before, f64x2.sub(sum, part)), f64x2.sub(amount, part));
  v128.store(rest, f64x2.add(v128.load(rest), lost));
  v128.store(to, sum);
}

/** Sets a tile of its own to zero. */
function clear(edge: usize): void {
  const end = edge + ((TILE * TILE) << 3);
  for (; edge < end; edge += 16) v128.store(edge, f64x2.splat(0));
}

function addTo(c: usize, low: v128, high: v128): void {
  v128.store(c, f64x2.add(v128.load(c), low));
  v128.store(c, f64x2.add(v128.load(c, 16), high), 16);
}

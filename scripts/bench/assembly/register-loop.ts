// AssemblyScript. Products and sums of pairs of doubles as in the engine's innermost loop, but on registers only: what no
// product of matrices without fused multiply-add can exceed on one core.

/** Operations on doubles in one turn. */
export const OPERATIONS: i32 = 48;

/**
 * So many turns of c ← c·b + a. Twelve numbers c, since each sum waits for its product: fewer leave the processor waiting, more do
 * not fit its registers. Sums of products of constants, as in tile.ts, cannot serve: V8 takes the products out of the loop.
 */
export function loop(turns: i32, a: f64, b: f64): f64 {
  const x = f64x2.splat(a);
  const y = f64x2.splat(b);
  let c0 = f64x2.splat(a);
  let c1 = f64x2.splat(a + 1);
  let c2 = f64x2.splat(a + 2);
  let c3 = f64x2.splat(a + 3);
  let c4 = f64x2.splat(a + 4);
  let c5 = f64x2.splat(a + 5);
  let c6 = f64x2.splat(a + 6);
  let c7 = f64x2.splat(a + 7);
  let c8 = f64x2.splat(a + 8);
  let c9 = f64x2.splat(a + 9);
  let c10 = f64x2.splat(a + 10);
  let c11 = f64x2.splat(a + 11);
  for (let turn = 0; turn < turns; turn++) {
    c0 = f64x2.add(f64x2.mul(c0, y), x);
    c1 = f64x2.add(f64x2.mul(c1, y), x);
    c2 = f64x2.add(f64x2.mul(c2, y), x);
    c3 = f64x2.add(f64x2.mul(c3, y), x);
    c4 = f64x2.add(f64x2.mul(c4, y), x);
    c5 = f64x2.add(f64x2.mul(c5, y), x);
    c6 = f64x2.add(f64x2.mul(c6, y), x);
    c7 = f64x2.add(f64x2.mul(c7, y), x);
    c8 = f64x2.add(f64x2.mul(c8, y), x);
    c9 = f64x2.add(f64x2.mul(c9, y), x);
    c10 = f64x2.add(f64x2.mul(c10, y), x);
    c11 = f64x2.add(f64x2.mul(c11, y), x);
  }
  const first = f64x2.add(f64x2.add(f64x2.add(c0, c1), f64x2.add(c2, c3)), f64x2.add(c4, c5));
  const second = f64x2.add(f64x2.add(f64x2.add(c6, c7), f64x2.add(c8, c9)), f64x2.add(c10, c11));
  const sum = f64x2.add(first, second);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// AssemblyScript. Vectors are addresses of doubles and a count; all sums run in a fixed order.

/** Σ xᵢyᵢ in four pairs of interleaved sums. */
export function dot(x: usize, y: usize, count: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  const end = x + ((<usize>(count & ~7)) << 3);
  while (x < end) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(x), v128.load(y)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(x, 32), v128.load(y, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(x, 48), v128.load(y, 48)));
    x += 64;
    y += 64;
  }
  s0 = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (let rest = count & 7; rest > 0; rest--) {
    sum += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return sum;
}

/** y ← y + a·x. */
export function addMultiple(y: usize, a: f64, x: usize, count: i32): void {
  subtractMultiple(y, -a, x, count);
}

/** y ← y − a·x. */
export function subtractMultiple(y: usize, a: f64, x: usize, count: i32): void {
  const factor = f64x2.splat(a);
  const end = x + ((<usize>(count & ~3)) << 3);
  while (x < end) {
    v128.store(y, f64x2.sub(v128.load(y), f64x2.mul(factor, v128.load(x))));
    v128.store(y, f64x2.sub(v128.load(y, 16), f64x2.mul(factor, v128.load(x, 16))), 16);
    x += 32;
    y += 32;
  }
  for (let rest = count & 3; rest > 0; rest--) {
    store<f64>(y, load<f64>(y) - a * load<f64>(x));
    x += 8;
    y += 8;
  }
}

/** x ← a·x. */
export function scale(x: usize, a: f64, count: i32): void {
  const factor = f64x2.splat(a);
  const end = x + ((<usize>(count & ~1)) << 3);
  for (; x < end; x += 16) v128.store(x, f64x2.mul(factor, v128.load(x)));
  if (count & 1) store<f64>(x, a * load<f64>(x));
}

/** (x, y) ← (c·x − s·y, s·x + c·y) in Rutishauser's form, whose rounding error shrinks with the angle. */
export function rotate(x: usize, y: usize, c: f64, s: f64, count: i32): void {
  const h = s / (1 + c);
  const sine = f64x2.splat(s);
  const half = f64x2.splat(h);
  const end = x + ((<usize>(count & ~1)) << 3);
  while (x < end) {
    const p = v128.load(x);
    const q = v128.load(y);
    v128.store(x, f64x2.sub(p, f64x2.mul(sine, f64x2.add(q, f64x2.mul(half, p)))));
    v128.store(y, f64x2.add(q, f64x2.mul(sine, f64x2.sub(p, f64x2.mul(half, q)))));
    x += 16;
    y += 16;
  }
  if (count & 1) {
    const p = load<f64>(x);
    const q = load<f64>(y);
    store<f64>(x, p - s * (q + h * p));
    store<f64>(y, q + s * (p - h * q));
  }
}

/** (x, y) ← (c·x − s·y, s·x + c·y) for any angle. */
export function turn(x: usize, y: usize, c: f64, s: f64, count: i32): void {
  const cosine = f64x2.splat(c);
  const sine = f64x2.splat(s);
  const end = x + ((<usize>(count & ~1)) << 3);
  while (x < end) {
    const p = v128.load(x);
    const q = v128.load(y);
    v128.store(x, f64x2.sub(f64x2.mul(cosine, p), f64x2.mul(sine, q)));
    v128.store(y, f64x2.add(f64x2.mul(sine, p), f64x2.mul(cosine, q)));
    x += 16;
    y += 16;
  }
  if (count & 1) {
    const p = load<f64>(x);
    const q = load<f64>(y);
    store<f64>(x, c * p - s * q);
    store<f64>(y, s * p + c * q);
  }
}

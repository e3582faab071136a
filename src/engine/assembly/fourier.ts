// AssemblyScript. Discrete Fourier transforms of any length on four channels of two maps at once, by Stockham's mixed-radix scheme
// (no bit reversal: every stage moves between two buffers). An element is 64 bytes: four real parts, four imaginary ones.

/** A plan: length, stages, the radix of each stage from byte 8 on, and from byte ROOTS on exp(−2πik/length) for every k. */
export const ROOTS: usize = 128;

/** Bytes that a stage of this odd radix needs aside. */
export function foldScratch(radix: i32): i32 {
  return radix << 5;
}

/**
 * Transforms the middle axis of outer × length × inner elements at `from`; returns where the result is, `from` or `other`. Both are
 * overwritten.
 */
export function transform(plan: usize, outer: i32, inner: i32, from: usize, other: usize, scratch: usize): usize {
  const length = load<i32>(plan);
  const stages = load<i32>(plan, 4);
  const bytes = (<usize>(length * inner)) << 6;
  for (let o = 0; o < outer; o++) {
    let x = from + <usize>o * bytes;
    let y = other + <usize>o * bytes;
    let left = length;
    let stride = inner;
    for (let s = 0; s < stages; s++) {
      const radix = load<i32>(plan + 8 + ((<usize>s) << 2));
      const run = left / radix;
      if (radix === 4) stageOfFour(plan, run, stride, x, y);
      else if (radix === 2) stageOfTwo(plan, run, stride, x, y);
      else stageOfOdd(plan, radix, run, stride, x, y, scratch);
      const swap = x;
      x = y;
      y = swap;
      left = run;
      stride *= radix;
    }
  }
  return stages & 1 ? other : from;
}

/** The address of exp(−2πi·turns/left), where left = run · radix is what the stage transforms. */
function rootOf(plan: usize, turns: i32, left: i32): usize {
  const length = load<i32>(plan);
  return plan + ROOTS + ((<usize>((turns * (length / left)) % length)) << 4);
}

function stageOfTwo(plan: usize, run: i32, stride: i32, x: usize, y: usize): void {
  const apart = (<usize>(run * stride)) << 6;
  const step = (<usize>stride) << 6;
  for (let p = 0; p < run; p++) {
    const root = rootOf(plan, p, 2 * run);
    const c = v128.load64_splat(root);
    const d = v128.load64_splat(root, 8);
    let a = x + <usize>p * step;
    let to = y + <usize>(2 * p) * step;
    const end = a + step;
    while (a < end) {
      for (let half = 0; half < 2; half++) {
        const ar = v128.load(a);
        const ai = v128.load(a, 32);
        const br = v128.load(a + apart);
        const bi = v128.load(a + apart, 32);
        v128.store(to, f64x2.add(ar, br));
        v128.store(to, f64x2.add(ai, bi), 32);
        storeTurned(to + step, f64x2.sub(ar, br), f64x2.sub(ai, bi), c, d);
        a += 16;
        to += 16;
      }
      a += 32;
      to += 32;
    }
  }
}

function stageOfFour(plan: usize, run: i32, stride: i32, x: usize, y: usize): void {
  const apart = (<usize>(run * stride)) << 6;
  const step = (<usize>stride) << 6;
  for (let p = 0; p < run; p++) {
    const one = rootOf(plan, p, 4 * run);
    const two = rootOf(plan, 2 * p, 4 * run);
    const three = rootOf(plan, 3 * p, 4 * run);
    let from = x + <usize>p * step;
    let to = y + <usize>(4 * p) * step;
    const end = from + step;
    while (from < end) {
      for (let half = 0; half < 2; half++) {
        const ar = v128.load(from);
        const ai = v128.load(from, 32);
        const cr = v128.load(from + 2 * apart);
        const ci = v128.load(from + 2 * apart, 32);
        const evenR = f64x2.add(ar, cr);
        const evenI = f64x2.add(ai, ci);
        const oddR = f64x2.sub(ar, cr);
        const oddI = f64x2.sub(ai, ci);
        const br = v128.load(from + apart);
        const bi = v128.load(from + apart, 32);
        const dr = v128.load(from + 3 * apart);
        const di = v128.load(from + 3 * apart, 32);
        const sumR = f64x2.add(br, dr);
        const sumI = f64x2.add(bi, di);
        const lessR = f64x2.sub(br, dr);
        const lessI = f64x2.sub(bi, di);
        v128.store(to, f64x2.add(evenR, sumR));
        v128.store(to, f64x2.add(evenI, sumI), 32);
        turned(to + step, f64x2.add(oddR, lessI), f64x2.sub(oddI, lessR), one, p);
        turned(to + 2 * step, f64x2.sub(evenR, sumR), f64x2.sub(evenI, sumI), two, p);
        turned(to + 3 * step, f64x2.sub(oddR, lessI), f64x2.add(oddI, lessR), three, p);
        from += 16;
        to += 16;
      }
      from += 32;
      to += 32;
    }
  }
}

/** Stores (re + i·im) times the root, which is 1 for p = 0. */
function turned(to: usize, re: v128, im: v128, root: usize, p: i32): void {
  if (p === 0) {
    v128.store(to, re);
    v128.store(to, im, 32);
    return;
  }
  storeTurned(to, re, im, v128.load64_splat(root), v128.load64_splat(root, 8));
}

function storeTurned(to: usize, re: v128, im: v128, c: v128, d: v128): void {
  v128.store(to, f64x2.sub(f64x2.mul(re, c), f64x2.mul(im, d)));
  v128.store(to, f64x2.add(f64x2.mul(re, d), f64x2.mul(im, c)), 32);
}

/** Sums and differences of the inputs that lie opposite each other halve the products of an odd radix. */
function stageOfOdd(plan: usize, radix: i32, run: i32, stride: i32, x: usize, y: usize, scratch: usize): void {
  const apart = (<usize>(run * stride)) << 6;
  const step = (<usize>stride) << 6;
  const half = (radix - 1) / 2;
  for (let p = 0; p < run; p++) {
    for (let q = 0; q < 2 * stride; q++) {
      const place = ((<usize>(q >> 1)) << 6) + ((<usize>(q & 1)) << 4);
      const from = x + <usize>p * step + place;
      const to = y + <usize>(p * radix) * step + place;
      const firstR = v128.load(from);
      const firstI = v128.load(from, 32);
      let allR = firstR;
      let allI = firstI;
      for (let j = 1; j <= half; j++) {
        const near = from + <usize>j * apart;
        const far = from + <usize>(radix - j) * apart;
        const aside = scratch + ((<usize>(j - 1)) << 6);
        const sumR = f64x2.add(v128.load(near), v128.load(far));
        const sumI = f64x2.add(v128.load(near, 32), v128.load(far, 32));
        v128.store(aside, sumR);
        v128.store(aside, sumI, 16);
        v128.store(aside, f64x2.sub(v128.load(near), v128.load(far)), 32);
        v128.store(aside, f64x2.sub(v128.load(near, 32), v128.load(far, 32)), 48);
        allR = f64x2.add(allR, sumR);
        allI = f64x2.add(allI, sumI);
      }
      v128.store(to, allR);
      v128.store(to, allI, 32);
      for (let k = 1; k <= half; k++) {
        let evenR = firstR;
        let evenI = firstI;
        let oddR = f64x2.splat(0);
        let oddI = f64x2.splat(0);
        for (let j = 1; j <= half; j++) {
          const root = rootOf(plan, (j * k) % radix, radix);
          const aside = scratch + ((<usize>(j - 1)) << 6);
          const c = v128.load64_splat(root);
          const d = v128.load64_splat(root, 8);
          evenR = f64x2.add(evenR, f64x2.mul(c, v128.load(aside)));
          evenI = f64x2.add(evenI, f64x2.mul(c, v128.load(aside, 16)));
          oddR = f64x2.add(oddR, f64x2.mul(d, v128.load(aside, 32)));
          oddI = f64x2.add(oddI, f64x2.mul(d, v128.load(aside, 48)));
        }
        turned(
          to + <usize>k * step,
          f64x2.sub(evenR, oddI),
          f64x2.add(evenI, oddR),
          rootOf(plan, p * k, radix * run),
          p,
        );
        const back = rootOf(plan, p * (radix - k), radix * run);
        turned(to + <usize>(radix - k) * step, f64x2.add(evenR, oddI), f64x2.sub(evenI, oddR), back, p);
      }
    }
  }
}

// AssemblyScript. Rows of w, and of the column that it is needed for next, from the products with a reflector.
import { at, get } from './doubles';
import { COEFFICIENTS, PANEL } from './panel-context';
import { subtractColumns } from './panel-vectors';
import { sumParts } from './symmetric-product';
import { dot, subtractMultiple } from './vectors';

/** Some rows of w. */
export function finishRows(first: i32, end: i32, context: usize): void {
  const factor = load<f64>(context, 40);
  if (factor === 0) return;
  const lda = load<i32>(context);
  const j = load<i32>(context, 20) - 1;
  const panel = <usize>load<u32>(context, 12) + at(first);
  const other = panel + at(PANEL * lda);
  const coefficients = context + at(COEFFICIENTS);
  const w = other + at(j * lda);
  sumParts(first, end, w - at(first), <usize>load<u32>(context, 16));
  subtractColumns(end - first, j, panel, lda, coefficients, w);
  subtractColumns(end - first, j, other, lda, coefficients + at(PANEL), w);
  combine(end - first, w, factor, panel + at(j * lda), load<f64>(context, 48));
}

/** Some rows of w and of the column: the sum of squares of those that count. */
export function updateRows(first: i32, end: i32, context: usize): f64 {
  const lda = load<i32>(context);
  const j = load<i32>(context, 20);
  const factor = load<f64>(context, 40);
  const panel = <usize>load<u32>(context, 12) + at(first);
  const other = panel + at(PANEL * lda);
  const column = <usize>load<u32>(context, 32);
  const coefficients = context + at(COEFFICIENTS);
  const rows = coefficients + at(2 * PANEL);
  const target = column + at(first);
  let done = 0;
  if (j > 0 && factor !== 0) {
    const last = j - 1;
    const w = other + at(last * lda);
    sumParts(first, end, w - at(first), <usize>load<u32>(context, 16));
    done = last & ~1;
    for (let l = 0; l < done; l += 2) {
      subtractPairs(end - first, panel + at(l * lda), other + at(l * lda), lda, coefficients + at(l), w, target);
    }
    if (done < last) {
      subtractMultiple(w, get(coefficients, done), panel + at(done * lda), end - first);
      subtractMultiple(w, get(coefficients, PANEL + done), other + at(done * lda), end - first);
    }
    combine(end - first, w, factor, panel + at(last * lda), load<f64>(context, 48));
  }
  subtractColumns(end - first, j - done, panel + at(done * lda), lda, rows + at(done), target);
  subtractColumns(end - first, j - done, other + at(done * lda), lda, rows + at(PANEL + done), target);
  const counted = max(first, load<i32>(context, 36));
  return counted < end ? dot(column + at(counted), column + at(counted), end - counted) : 0;
}

/** w ← factor·w − amount·v. */
function combine(count: i32, w: usize, factor: f64, v: usize, amount: f64): void {
  const times = f64x2.splat(factor);
  const less = f64x2.splat(amount);
  const end = w + at(count);
  while (w < end) {
    v128.store(w, f64x2.sub(f64x2.mul(times, v128.load(w)), f64x2.mul(less, v128.load(v))));
    w += 16;
    v += 16;
  }
}

/** Subtracts two columns of V and two of W from w, and from the column with other coefficients. */
function subtractPairs(count: i32, p: usize, q: usize, ld: i32, coefficients: usize, w: usize, column: usize): void {
  const p0 = v128.load64_splat(coefficients);
  const p1 = v128.load64_splat(coefficients, 8);
  const q0 = v128.load64_splat(coefficients, PANEL << 3);
  const q1 = v128.load64_splat(coefficients, (PANEL << 3) + 8);
  const r0 = v128.load64_splat(coefficients, PANEL << 4);
  const r1 = v128.load64_splat(coefficients, (PANEL << 4) + 8);
  const s0 = v128.load64_splat(coefficients, 3 * (PANEL << 3));
  const s1 = v128.load64_splat(coefficients, 3 * (PANEL << 3) + 8);
  const line = at(ld);
  const end = w + at(count);
  while (w < end) {
    const a = v128.load(p);
    let x = f64x2.mul(p0, a);
    let y = f64x2.mul(r0, a);
    const b = v128.load(p + line);
    x = f64x2.add(x, f64x2.mul(p1, b));
    y = f64x2.add(y, f64x2.mul(r1, b));
    const c = v128.load(q);
    x = f64x2.add(x, f64x2.mul(q0, c));
    y = f64x2.add(y, f64x2.mul(s0, c));
    const d = v128.load(q + line);
    v128.store(w, f64x2.sub(v128.load(w), f64x2.add(x, f64x2.mul(q1, d))));
    v128.store(column, f64x2.sub(v128.load(column), f64x2.add(y, f64x2.mul(s1, d))));
    p += 16;
    q += 16;
    w += 16;
    column += 16;
  }
}

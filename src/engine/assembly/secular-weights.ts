// AssemblyScript. The weights for which computed roots of a secular equation are exact (Gu & Eisenstat 1994): vectors made from them
// are orthonormal whatever the clustering.
import { at, get, set } from './doubles';
import { poleGap } from './secular';

/**
 * weights ← √|Π over roots / Π over other poles| for poles `first`..`end`, with the signs that they had; column i of
 * `differences` (ld) is pole − root i.
 */
export function exactWeights(
  k: i32,
  first: i32,
  end: i32,
  poles: usize,
  squared: bool,
  differences: usize,
  ld: i32,
  weights: usize,
): void {
  // The sign of a weight rides on its product: only squares are multiplied, and all ratios are positive.
  for (let j = first; j < end; j++) {
    const own = Math.abs(get(differences, j * ld + j));
    set(weights, j, get(weights, j) < 0 ? -own : own);
  }
  for (let i = 0; i < k; i++) {
    const column = differences + at(i * ld);
    multiplyRatios(first, min(i, end), i, poles, squared, column, weights);
    multiplyRatios(max(i + 1, first), end, i, poles, squared, column, weights);
  }
  for (let j = first; j < end; j++) {
    const product = get(weights, j);
    set(weights, j, product < 0 ? -Math.sqrt(-product) : Math.sqrt(product));
  }
}

/** Products of poles from..to gain (pole − root i) / (pole − pole i). */
function multiplyRatios(from: i32, to: i32, i: i32, poles: usize, squared: bool, column: usize, products: usize): void {
  const pole = f64x2.splat(get(poles, i));
  let j = from;
  for (; j + 2 <= to; j += 2) {
    const other = v128.load(poles + at(j));
    let gap = f64x2.sub(other, pole);
    if (squared) gap = f64x2.mul(gap, f64x2.add(other, pole));
    const ratio = f64x2.div(v128.load(column + at(j)), gap);
    v128.store(products + at(j), f64x2.mul(v128.load(products + at(j)), ratio));
  }
  if (j < to) set(products, j, (get(products, j) * get(column, j)) / poleGap(poles, j, i, squared));
}

// AssemblyScript. From the differences between poles and computed roots: the weights for which these roots are exact (Gu &
// Eisenstat 1994), and from them vectors that are orthonormal whatever the clustering.
import { at, get, set } from './doubles';
import { poleGap } from './secular';

/** weights ← √|Π over roots / Π over other poles|, with the signs that they had; column i of `differences` (ld) is pole − root i. */
export function exactWeights(k: i32, poles: usize, squared: bool, differences: usize, ld: i32, weights: usize, products: usize): void {
  for (let j = 0; j < k; j++) set(products, j, -get(differences, j * ld + j));
  for (let i = 0; i < k; i++) {
    const column = differences + at(i * ld);
    multiplyRatios(0, i, i, poles, squared, column, products);
    multiplyRatios(i + 1, k, i, poles, squared, column, products);
  }
  for (let j = 0; j < k; j++) {
    const size = Math.sqrt(Math.abs(get(products, j)));
    set(weights, j, get(weights, j) < 0 ? -size : size);
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

/** The column of differences becomes the unit vector weights / differences, its entry j moved to row places[j]. */
export function secularVector(k: i32, weights: usize, column: usize, places: usize, spare: usize): void {
  let total: f64 = 0;
  for (let j = 0; j < k; j++) {
    const entry = get(weights, j) / get(column, j);
    total += entry * entry;
    set(spare, j, entry);
  }
  const inverse = 1 / Math.sqrt(total);
  for (let j = 0; j < k; j++) set(column, load<i32>(places + ((<usize>j) << 2)), inverse * get(spare, j));
}

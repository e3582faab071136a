import type { Matrix } from '../engine/matrix.js';
import { type Spectrum, tied } from './kept-directions.js';

const { min, sqrt } = Math;

/** Weighted SVCCA both ways and their mean: `xy` is W(X|Y), how well Y preserves X's singular directions. */
export interface WeightedSvcca {
  readonly xy: number;
  readonly yx: number;
  readonly mean: number;
}

/**
 * W(X|Y) = Σ λᵢ‖diag(ρ)X̃ᵀuᵢ‖ / Σ λᵢ over the kept directions (§4.1 of the paper). The norm is that of row i of M
 * (W(Y|X): column i), so M needs no SVD; directions with tied λ share the root mean square of their norms,
 * which does not depend on the basis chosen among them.
 */
export function weightedSvcca(x: Spectrum, y: Spectrum, m: Matrix): WeightedSvcca {
  const rows = new Float64Array(m.rows);
  const columns = new Float64Array(m.cols);
  for (let j = 0; j < m.cols; j++) {
    for (let i = 0; i < m.rows; i++) {
      const square = m.data[j * m.rows + i] ** 2;
      rows[i] += square;
      columns[j] += square;
    }
  }
  return bothWays(weightedPreservation(x, rows), weightedPreservation(y, columns));
}

/** W(X|Y) and W(Y|X) with their mean. */
export function bothWays(xy: number, yx: number): WeightedSvcca {
  return { xy, yx, mean: (xy + yx) / 2 };
}

/** W of a layer whose i-th kept direction has ‖diag(ρ)X̃ᵀuᵢ‖² = squares[i]. */
export function weightedPreservation(space: Spectrum, squares: Float64Array): number {
  const { singularValues } = space;
  let sum = 0;
  let weight = 0;
  for (let first = 0; first < squares.length; ) {
    let end = first + 1;
    while (end < squares.length && tied(space, end - 1, end)) end++;
    let group = 0;
    for (let i = first; i < end; i++) group += squares[i];
    const norm = sqrt(group / (end - first));
    for (; first < end; first++) {
      sum += singularValues[first] * norm;
      weight += singularValues[first];
    }
  }
  return min(1, sum / weight);
}

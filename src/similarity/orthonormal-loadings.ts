import type { Engine } from '../engine/engine.js';
import { column, type Matrix, zeros } from '../engine/matrix.js';
import { dot, norm, subtractMultiple } from '../engine/vectors.js';
import { nestedBasis } from './nested-basis.js';

const PASSES = 2;

/**
 * Pᵀ = orth(Σ·A) (neurons × k): orthonormal columns, the first j of which span the first j loadings. Where a loading is, to rounding, a
 * combination of those before it, a direction stands in its place that is orthogonal to all of them.
 */
export function orthonormalLoadings(loadings: Matrix, engine: Engine): Matrix {
  const { basis, reach } = nestedBasis(loadings, { engine });
  if (basis.cols === loadings.cols) return basis;
  const whole = zeros(loadings.rows, loadings.cols);
  const missing: number[] = [];
  for (let j = 0; j < whole.cols; j++) {
    if (reach[j] > (reach[j - 1] ?? 0)) column(whole, j).set(column(basis, reach[j] - 1));
    else missing.push(j);
  }
  for (const j of missing) column(whole, j).set(outside(whole));
  return whole;
}

/** A unit vector that is orthogonal to the orthonormal columns of `basis`, some of which may still be zero. */
function outside(basis: Matrix): Float64Array {
  const shares = new Float64Array(basis.rows);
  for (let j = 0; j < basis.cols; j++) {
    const values = column(basis, j);
    for (let i = 0; i < shares.length; i++) shares[i] += values[i] * values[i];
  }
  let least = 0;
  for (let i = 1; i < shares.length; i++) if (shares[i] < shares[least]) least = i;
  const unit = new Float64Array(basis.rows);
  unit[least] = 1;
  for (let pass = 0; pass < PASSES; pass++) {
    for (let j = 0; j < basis.cols; j++) subtractMultiple(unit, dot(column(basis, j), unit), column(basis, j));
  }
  const length = norm(unit);
  for (let i = 0; i < unit.length; i++) unit[i] /= length;
  return unit;
}

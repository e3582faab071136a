import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { besides, type Matrix, scaled, zeros } from '../engine/matrix.js';
import type { Alignment } from './cca.js';
import { complement } from './complement.js';

/**
 * Directions of a layer in the coordinates of its k kept singular directions, as columns of an orthogonal k × k matrix: first those aligned with
 * another layer, by ρ, and then what is left of the kept ones, by the variance that it explains (METHODS §6). Among aligned ones of one ρ, which
 * no correlation tells apart, variance decides too.
 */
export function alignedFirst(
  { x, correlations }: Alignment,
  {
    singularValues,
    tolerance,
    engine = defaultEngine,
  }: { singularValues: Float64Array; tolerance: number; engine?: Engine },
): Matrix {
  const k = x.rows;
  const variances = singularValues.subarray(0, k);
  let ordered = zeros(k, 0);
  for (let first = 0; first < x.cols; ) {
    let end = first + 1;
    while (end < x.cols && correlations[end - 1] - correlations[end] <= tolerance) end++;
    const group = { rows: k, cols: end - first, data: x.data.subarray(first * k, end * k) };
    ordered = besides([ordered, group.cols === 1 ? group : turnedByVariance(group, variances, engine)]);
    first = end;
  }
  if (x.cols === k) return ordered;
  return besides([ordered, turnedByVariance(complement(ordered, engine), variances, engine)]);
}

/** Another orthonormal basis of the same span, by the variance that its directions explain. */
function turnedByVariance(basis: Matrix, singularValues: Float64Array, engine: Engine): Matrix {
  const { right } = engine.svd(scaled(basis, { left: singularValues }));
  return engine.product(basis, right);
}

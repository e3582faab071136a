import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { type Matrix, scaled, transpose } from '../engine/matrix.js';
import type { Subspace } from './svd.js';

const { acos, asin, min, sqrt } = Math;

/** Orthogonal Procrustes: the similarity (1 = equal up to rotation, scale and shift) and the angle in radians. */
export interface Procrustes {
  readonly similarity: number;
  readonly angle: number;
}

/** Above this similarity the arc cosine begins to lose digits, and the angle comes from the residual. */
const NEARLY_EQUAL = 0.9;

/** ‖XᵀY‖_* / (‖X‖_F·‖Y‖_F), and its arc cosine to full accuracy, for identical layers too. */
export function procrustes(
  x: Subspace,
  y: Subspace,
  m: Matrix,
  { engine = defaultEngine }: { engine?: Engine } = {},
): Procrustes {
  const [lambdaX, lambdaY] = [unitSpectrum(x), unitSpectrum(y)];
  const { values, left, right } = engine.svd(scaled(m, { left: lambdaX, right: lambdaY }));
  const similarity = min(1, sum(values));
  if (similarity < NEARLY_EQUAL) return { similarity, angle: acos(similarity) };
  const turnedX = engine.product(x.left, scaled(left, { left: lambdaX }));
  const turnedY = engine.product(y.left, scaled(right, { left: lambdaY }));
  const residual =
    sum(turnedX.data.map((value, i) => (value - turnedY.data[i]) ** 2)) +
    unmatched(lambdaX, left, engine) +
    unmatched(lambdaY, right, engine);
  return { similarity, angle: 2 * asin(min(1, sqrt(residual) / 2)) };
}

/**
 * The share of a layer's variance that the rotation P cannot match, because the other layer has fewer
 * directions: ‖diag(λ)·(I − P·Pᵀ)‖²_F, whose entries are small where it is (1 − ‖diag(λ)·P‖²_F would cancel).
 */
function unmatched(lambda: Float64Array, rotation: Matrix, engine: Engine): number {
  if (rotation.rows === rotation.cols) return 0;
  const missing = engine.product(rotation, transpose(rotation));
  for (let i = 0; i < lambda.length; i++) missing.data[i * missing.rows + i] -= 1;
  return sum(scaled(missing, { left: lambda }).data.map((value) => value * value));
}

function unitSpectrum({ singularValues }: Subspace): Float64Array {
  const norm = sqrt(sum(singularValues.map((value) => value * value)));
  return singularValues.map((value) => value / norm);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, type Matrix } from '../engine/matrix.js';
import type { Alignment } from './cca.js';
import type { Subspace } from './svd.js';

const { abs } = Math;

/** PWCCA weighted by each side's neurons; the paper reports the side with fewer dimensions. */
export interface Pwcca {
  readonly x: number;
  readonly y: number;
}

/**
 * Σ αᵢρᵢ / Σ αᵢ with αᵢ = Σⱼ |⟨x̃ᵢ, xⱼ⟩| over the centred neurons (Morcos et al. 2018, arXiv 1806.05759):
 * directions count by how much of the layer they carry. X̃ᵀX = Pᵀ·QᵀX for an alignment in the layers' bases.
 * Layers that were never held have none: they fill the dimensions of the datapoints, and all ρ are 1.
 */
export function pwcca(
  x: Subspace,
  y: Subspace,
  alignment: Alignment,
  { engine = defaultEngine }: { engine?: Engine } = {},
): Pwcca {
  const { correlations } = alignment;
  return {
    x: projectionWeighted(correlations, directionWeights(x, alignment.x, engine)),
    y: projectionWeighted(correlations, directionWeights(y, alignment.y, engine)),
  };
}

function directionWeights(space: Subspace, directions: Matrix, engine: Engine): Float64Array {
  const loadings = engine.crossProduct(space.loadings as Matrix, directions);
  return Float64Array.from({ length: loadings.cols }, (_, i) =>
    column(loadings, i).reduce((sum, value) => sum + abs(value), 0),
  );
}

function projectionWeighted(correlations: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return correlations.reduce((sum, rho, i) => sum + rho * weights[i], 0) / total;
}

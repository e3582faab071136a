import type { Condition } from './triangular-condition.js';

const EPSILON = Number.EPSILON;
const { min, sqrt } = Math;

/**
 * How datapoints are condensed. `gram`: from the Gram matrix of the neurons. `refined`: a second pass over the datapoints
 * re-orthonormalises what the Gram matrix gave (Cholesky QR, twice). `qr`: Householder QR of the neurons on one scale.
 */
export type Route = 'gram' | 'refined' | 'qr';

/**
 * Rounding leaves in a Gram matrix RᵀR of unit columns a few eps, and in the correlations ‖R⁻¹‖² times as much; the worst
 * seen is 2.3·eps·‖R⁻¹‖², of data with few distinct values. Up to this ratio ‖R⁻¹‖/‖R‖ that is within 30·eps·κ = 30·eps·‖R‖·‖R⁻¹‖.
 */
const GRAM_RATIO = 12;

/** Where ‖R‖ is large, too many neurons are alike for the worst to have been seen. */
const GRAM_LIMIT = 212;

/** At κ² = 1/(REFINABLE·n·eps) the Gram matrix of n neurons begins to lose directions altogether. */
const REFINABLE = 10;

/** The cheapest route that keeps every correlation to 30·eps·κ, for the R of each layer's neurons scaled to unit norm. */
export function routeFor({ conditions, neurons }: { conditions: readonly Condition[]; neurons: number }): Route {
  if (conditions.every(gramSuffices)) return 'gram';
  const refinable = sqrt(1 / (REFINABLE * neurons * EPSILON));
  return conditions.every(({ condition }) => condition < refinable) ? 'refined' : 'qr';
}

function gramSuffices({ condition, norm }: Condition): boolean {
  return condition <= min(GRAM_LIMIT, GRAM_RATIO * norm ** 2);
}

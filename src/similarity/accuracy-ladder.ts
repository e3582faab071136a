const EPSILON = Number.EPSILON;
const { sqrt } = Math;

/**
 * How datapoints are condensed. `gram`: from the Gram matrix of the neurons. `refined`: a second pass over the datapoints
 * re-orthonormalises what the Gram matrix gave (Cholesky QR, twice). `qr`: Householder QR of the neurons on one scale.
 */
export type Route = 'gram' | 'refined' | 'qr';

/**
 * A Gram matrix squares the condition κ and leaves about eps·κ² of the correlations; up to here that is within
 * 30·eps·κ, its rounding being random.
 */
const GRAM_LIMIT = 212;

/** At κ² = 1/(REFINABLE·n·eps) the Gram matrix of n neurons begins to lose directions altogether. */
const REFINABLE = 10;

/** The cheapest route that keeps every correlation to 30·eps·κ, κ being the condition of the neurons scaled to unit norm. */
export function routeFor({ condition, neurons }: { condition: number; neurons: number }): Route {
  if (condition <= GRAM_LIMIT) return 'gram';
  return condition < sqrt(1 / (REFINABLE * neurons * EPSILON)) ? 'refined' : 'qr';
}

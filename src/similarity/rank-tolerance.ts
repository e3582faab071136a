const EPSILON = Number.EPSILON;
const { max } = Math;

/**
 * Singular values below this share of the largest one are rounding (METHODS §1), and singular values
 * whose difference is below it are tied.
 */
export function rankTolerance({ datapoints, neurons }: { datapoints: number; neurons: number }): number {
  return max(datapoints, neurons) * EPSILON;
}

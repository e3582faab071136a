import { forcedOnes } from './chance.js';
import { chiSquareSurvival } from './chi-square.js';

const { exp, log1p } = Math;
const EPSILON = Number.EPSILON;

/** Bartlett's test that ρ_i and all smaller ones are zero; null where the data leave nothing to test. */
export interface WilksTest {
  readonly lambda: number;
  readonly chiSquared: number | null;
  readonly degreesOfFreedom: number;
  readonly p: number | null;
}

/**
 * Wilks' Λ_i = Π_{j≥i} (1 − ρ_j²) for every direction with Bartlett's χ² = −(m − 1 − (k_x + k_y + 1)/2)·ln Λ_i
 * on (k_x − i)(k_y − i) degrees of freedom, i counted from 0 (METHODS §4). A ρ that is 1 by force or up to
 * rounding makes Λ zero: what rounding left of 1 − ρ² would look like evidence.
 */
export function wilksTests(
  correlations: Float64Array,
  { kx, ky, datapoints }: { kx: number; ky: number; datapoints: number },
): WilksTest[] {
  const factor = datapoints - 1 - (kx + ky + 1) / 2;
  const forced = forcedOnes({ kx, ky, datapoints });
  const tests: WilksTest[] = [];
  let log = 0;
  for (let i = correlations.length - 1; i >= 0; i--) {
    log += i < forced ? Number.NEGATIVE_INFINITY : logOfRest(correlations[i], datapoints);
    const degreesOfFreedom = (kx - i) * (ky - i);
    const testable = factor > 0 && log > Number.NEGATIVE_INFINITY;
    const chiSquared = testable ? -factor * log : null;
    const p = chiSquared === null ? null : chiSquareSurvival(chiSquared, degreesOfFreedom);
    tests.unshift({ lambda: exp(log), chiSquared, degreesOfFreedom, p });
  }
  return tests;
}

/** ln(1 − ρ²); −∞ where 1 − ρ² is no more than rounding over that many datapoints. */
function logOfRest(rho: number, datapoints: number): number {
  const rest = (1 - rho) * (1 + rho);
  return rest > datapoints * EPSILON ? log1p(-(rho ** 2)) : Number.NEGATIVE_INFINITY;
}

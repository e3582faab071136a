import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { hadamard, layerOf } from '../hadamard.js';

const DATAPOINTS = 2 ** 16;
const PERIOD = 32;

/**
 * Columns cos·h₀ + sin·h_j: few different values, over and over, so that the rounding of their sums of products does not
 * cancel. In a double they stay exactly in the span of h₀ and h_j.
 */
function repeating(neurons: number, sine: number): ((i: number) => number)[] {
  const cosine = Math.sqrt(1 - sine ** 2);
  return periodic(neurons, (i, j) => (cosine * hadamard(i, 1) + (j === 0 ? 0 : sine * hadamard(i, j + 1))) / (3 + j));
}

function periodic(neurons: number, entry: (i: number, j: number) => number): ((i: number) => number)[] {
  return Array.from({ length: neurons }, (_, j) => {
    const period = Array.from({ length: PERIOD }, (_, i) => entry(i, j));
    return (i: number) => period[i % PERIOD];
  });
}

/** λ₁/λ_p of the Gram matrix of h₀ and the cos·h₀ + sin·h_j, whose smallest eigenvalue has vectors with two free entries. */
function condition(neurons: number, sine: number): number {
  // [1, c, c, …; c, 1, c², …]: on vectors (a, b, …, b) it is [1, (p−1)c; c, 1 + (p−2)c²].
  const c = Math.sqrt(1 - sine ** 2);
  const half = (2 + (neurons - 2) * c ** 2) / 2;
  const determinant = sine ** 2;
  const largest = half + Math.sqrt(half ** 2 - determinant);
  return Math.sqrt(largest / (determinant / largest));
}

test.each([2, 3, 8].flatMap((neurons) => [3, 10, 20, 25, 60, 150, 210, 1e4].map((kappa) => [neurons, kappa])))(
  '%i neurons of condition %d that repeat over 65536 datapoints keep to 30·eps·(κx + κy)',
  async (neurons, kappa) => {
    const sine = Math.min(0.9, neurons / (kappa + 0.1));
    const x = layerOf(repeating(neurons, sine), DATAPOINTS);
    const turned = periodic(neurons, (i, j) => 3 * hadamard(i, j + 1) + 4 * hadamard(i, j + 17));
    const options = { cut: { variance: 1, energy: 'variance' as const }, metrics: ['cca'] as const, gramFrom: 0 };
    const { correlations } = await compare(x, layerOf(turned, DATAPOINTS), options);
    expect(correlations).toHaveLength(neurons);
    const worst = Math.max(...(correlations ?? []).map((rho) => Math.abs(rho - 0.6)));
    expect(worst).toBeLessThanOrEqual(30 * Number.EPSILON * (condition(neurons, sine) + 1));
  },
);

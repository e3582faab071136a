const { ceil, floor, log10 } = Math;

/** The smallest of 1, 2, 5, 10, 20, 50, … that is at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** floor(log10(least));
  // log10 may fall a little short of a power of ten, which then comes out as 10 times the one below.
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-12)) ?? 10 * power;
}

/** The multiples of a round whole step between two whole numbers, ends included, at most about `most` of them. */
export function wholeTicks(from: number, to: number, most: number): number[] {
  const step = roundStep(Math.max(1, (to - from) / Math.max(1, most)));
  const first = ceil(from / step) * step;
  // Adding zero makes 0 of -0.
  return Array.from({ length: floor((to - first) / step) + 1 }, (_, i) => first + i * step + 0);
}

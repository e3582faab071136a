const { ceil, floor, max, min, round } = Math;

/** At most so many of the places from 0 to count − 1, ends included, as evenly spread as whole places can be. */
export function evenSubset(count: number, most: number): number[] {
  const chosen = min(count, most);
  if (chosen <= 0) return [];
  if (chosen === 1) return [count - 1];
  return Array.from({ length: chosen }, (_, i) => round((i * (count - 1)) / (chosen - 1)));
}

/** Of places that are `pitch` apart, an even subset of ones that are at least so far apart. */
export function spacedSubset(count: number, { pitch, least }: { pitch: number; least: number }): number[] {
  // Places are whole, so their distance is a whole number of pitches.
  const stride = max(1, ceil(least / pitch - 1e-9));
  return evenSubset(count, floor((count - 1) / stride) + 1);
}

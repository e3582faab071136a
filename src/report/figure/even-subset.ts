const { min, round } = Math;

/** At most so many of the places from 0 to count − 1, ends included, as evenly spread as whole places can be. */
export function evenSubset(count: number, most: number): number[] {
  const chosen = min(count, most);
  if (chosen <= 0) return [];
  if (chosen === 1) return [count - 1];
  return Array.from({ length: chosen }, (_, i) => round((i * (count - 1)) / (chosen - 1)));
}

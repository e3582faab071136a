const { floor, max, min, round } = Math;

/** Indices of at most `most` of `count` things, evenly spread, first and last among them; all where there is room. */
export function thinned(count: number, most: number): number[] {
  const kept = min(count, max(1, floor(most)));
  if (kept === 1) return count === 0 ? [] : [count - 1];
  return Array.from({ length: kept }, (_, i) => round((i * (count - 1)) / (kept - 1)));
}

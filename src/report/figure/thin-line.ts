const { floor } = Math;

/**
 * The places of a falling series that its line needs: all of them, or the first and last of each of `buckets` equal
 * stretches, which are its largest and smallest there.
 */
export function thinLine(count: number, buckets: number): number[] {
  if (count <= 2 * buckets) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: buckets }, (_, b) => [
    floor((b * count) / buckets),
    floor(((b + 1) * count) / buckets) - 1,
  ]).flat();
}

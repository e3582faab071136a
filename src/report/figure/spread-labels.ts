/** Heights as near to the wanted ones (in order, falling down the page) as a least distance between them and two bounds allow. */
export function spreadLabels(
  wanted: readonly number[],
  { distance, top, bottom }: { distance: number; top: number; bottom: number },
): number[] {
  const placed: number[] = [];
  for (const height of wanted) placed.push(Math.max(height, top, (placed[placed.length - 1] ?? -Infinity) + distance));
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i] = Math.min(placed[i], (placed[i + 1] ?? bottom + distance) - distance);
  }
  return placed;
}

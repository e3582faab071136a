const { min } = Math;

/** The names that are spelled most like `name`, the most alike first. */
export function nearestNames(name: string, names: readonly string[], { most = 3 } = {}): string[] {
  const wanted = name.toLowerCase();
  return names
    .map((other) => ({ other, distance: distance(wanted, other.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ other }) => other);
}

/** Edits that turn one text into the other; one that holds the other is as near as a single edit. */
function distance(a: string, b: string): number {
  if (a !== b && (a.includes(b) || b.includes(a))) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The places of a series that a line joins: runs of neighbours that have a value. */
export function lineParts(values: readonly (number | null)[]): number[][] {
  const parts: number[][] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i === 0 || values[i - 1] === null) parts.push([]);
    parts[parts.length - 1].push(i);
  });
  return parts;
}

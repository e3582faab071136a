const { floor, max, min } = Math;

/** Entries of the matrices of blocks that are taken together. */
const ENTRIES = 2 ** 17;
/** More than these keep no further thread busy. */
const MOST = 32;

/**
 * The numbers of all blocks, in order, in groups whose small problems are solved side by side: of many blocks where they are small, of
 * one where they are large, so that what a group takes is bounded.
 */
export function blocksTogether(count: number, largest: number): number[][] {
  const size = max(1, min(MOST, floor(ENTRIES / max(1, largest) ** 2)));
  const groups: number[][] = [];
  for (let first = 0; first < count; first += size) {
    groups.push(Array.from({ length: min(size, count - first) }, (_, i) => first + i));
  }
  return groups;
}

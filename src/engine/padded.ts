const { ceil } = Math;

/** Doubles of a cache line. */
const LINE = 8;
/** Columns this far apart, or a multiple of it, would compete for the same places in the cache. */
const CONFLICT = 64;

/** The leading dimension for columns of n doubles: whole cache lines, and not a multiple of 64. */
export function paddedRows(n: number): number {
  const rows = ceil(n / LINE) * LINE;
  return rows % CONFLICT === 0 ? rows + LINE : rows;
}

/** So many zeros at an address, as a view that the next growth of the memory ends. */
export function clearedAt(memory: WebAssembly.Memory, address: number, count: number): Float64Array {
  return new Float64Array(memory.buffer, address, count).fill(0);
}

const BARS = '▁▂▃▄▅▆▇█';
const GAP = '·';

const { floor, max, min } = Math;

/** Values from 0 to 1 as bars of eight heights, a character each, on the same scale everywhere; no value is a dot. */
export function sparkline(values: readonly (number | null)[]): string {
  return values.map((value) => (value === null ? GAP : BARS[level(value)])).join('');
}

function level(value: number): number {
  return min(BARS.length - 1, max(0, floor(value * BARS.length)));
}

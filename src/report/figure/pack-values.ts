const { max, min, round } = Math;

/** Values are kept to four decimals, from −1 to 1. */
const SCALE = 10_000;
const NO_VALUE = 0xffff;

/** Values between −1 and 1 to four decimals as base64 of two bytes each, lower byte first: 10000·(value + 1), or 65535 for none. */
export function packValues(values: readonly (number | null)[]): string {
  return btoa(values.map(twoBytes).join(''));
}

function twoBytes(value: number | null): string {
  const code = value === null ? NO_VALUE : round((min(1, max(-1, value)) + 1) * SCALE);
  return String.fromCharCode(code & 0xff, code >> 8);
}

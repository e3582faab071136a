const { abs, floor, log2, max, min } = Math;

const LARGEST_EXPONENT = 1023;
const SMALLEST_EXPONENT = -1074;

/** 2^e, exactly; 0 below the smallest subnormal, 2^1023 above the largest power of two. */
export function powerOfTwo(e: number): number {
  return e < SMALLEST_EXPONENT ? 0 : 2 ** min(e, LARGEST_EXPONENT);
}

/** The e with 2^e ≤ |x| < 2^(e+1), held in [-1022, 1023] so that 2^-e is finite; -1022 for 0. */
export function binaryExponent(x: number): number {
  const magnitude = abs(x);
  if (magnitude === 0) return 1 - LARGEST_EXPONENT;
  const guess = max(1 - LARGEST_EXPONENT, min(LARGEST_EXPONENT, floor(log2(magnitude))));
  return 2 ** guess > magnitude ? max(guess - 1, 1 - LARGEST_EXPONENT) : guess;
}

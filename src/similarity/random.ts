const { floor, imul } = Math;

/** Numbers in [0, 1) with 53 random bits, the same ones for the same seed on every machine. */
export type Random = () => number;

/** A generator over 32-bit states that a counter passes through (the splitmix construction of Steele et al. 2014). */
export function seededRandom(seed: number): Random {
  let counter = mix((mix(seed ^ 0x5bd1e995) + floor(seed / 2 ** 32)) | 0);
  const next = () => {
    counter = (counter + 0x9e3779b9) | 0;
    return mix(counter);
  };
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

function mix(value: number): number {
  let z = value | 0;
  z = imul(z ^ (z >>> 16), 0x21f0aaad);
  z = imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

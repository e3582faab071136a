import { describe, expect, test } from '@jest/globals';
import { rootsOfUnity, transformPlan } from '../../src/engine/transform-plan.js';

const LENGTHS = Array.from({ length: 200 }, (_, i) => i + 1);

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n > 1;
}

describe('a plan for each length up to 200', () => {
  test('has radices whose product is the length: 4, one 2 at most, then odd primes that grow', () => {
    for (const length of LENGTHS) {
      const { radices, ...plan } = transformPlan(length);
      expect(plan.length).toBe(length);
      expect(radices.reduce((product, radix) => product * radix, 1)).toBe(length);
      expect(radices.filter((radix) => radix === 2).length).toBeLessThanOrEqual(1);
      expect(radices.filter((radix) => radix !== 4 && !isPrime(radix))).toEqual([]);
      const order = radices.map((radix) => (radix === 4 ? 1 : radix));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });

  test('has roots of unity to an eps, those of negative powers conjugate to the bit', () => {
    for (const length of LENGTHS) {
      const { roots } = transformPlan(length);
      expect(roots).toHaveLength(2 * length);
      for (let k = 0; k < length; k++) {
        const [re, im] = [roots[2 * k], roots[2 * k + 1]];
        const angle = (2 * Math.PI * k) / length;
        expect(Math.hypot(re - Math.cos(angle), im + Math.sin(angle))).toBeLessThan(2e-15);
        expect(Math.abs(re * re + im * im - 1)).toBeLessThan(4e-16);
        if (k > 0) expect([roots[2 * (length - k)] + 0, roots[2 * (length - k) + 1] + 0]).toEqual([re + 0, -im + 0]);
      }
    }
  });

  test('has exact quarter turns, and eighths whose parts are equal', () => {
    for (const length of LENGTHS.filter((n) => n % 4 === 0)) {
      const roots = rootsOfUnity(length).map((value) => value + 0);
      const at = (share: number) => [...roots.subarray(2 * share * length, 2 * share * length + 2)];
      expect([at(0), at(1 / 4), at(1 / 2), at(3 / 4)]).toEqual([
        [1, 0],
        [0, -1],
        [-1, 0],
        [0, 1],
      ]);
      if (length % 8 !== 0) continue;
      for (const odd of [1, 3, 5, 7]) {
        const [re, im] = at(odd / 8).map(Math.abs);
        expect(Math.abs(re - im)).toBeLessThan(3e-16);
        expect(Math.abs(re - Math.SQRT1_2)).toBeLessThan(3e-16);
      }
    }
  });
});

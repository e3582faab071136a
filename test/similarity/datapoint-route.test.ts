import { describe, expect, test } from '@jest/globals';
import { datapointRoute } from '../../src/similarity/accuracy-ladder.js';

const EPSILON = Number.EPSILON;
const above = (value: number) => value * (1 + 4 * EPSILON);
const below = (value: number) => value * (1 - 4 * EPSILON);

function route(
  squares: readonly number[],
  { neurons = 100, longest = 1, k = 1 }: { neurons?: number; longest?: number; k?: number } = {},
) {
  return datapointRoute({ squares: Float64Array.from(squares), neurons, longest, kept: () => k });
}

describe('the Gram matrix of datapoints is left', () => {
  test('for QR where λ_n² is not above 10·n·eps·λ₁², and the cut is not asked for', () => {
    const border = 10 * 3 * EPSILON;
    const asked = () => {
      throw new Error('there is no cut without a rank');
    };
    expect(route([1, 1, above(border)], { longest: 1e-9 })).toBe('refined');
    const squares = Float64Array.of(1, 1, border);
    expect(datapointRoute({ squares, neurons: 100, longest: 1e-9, kept: asked })).toBe('qr');
  });

  test.each([Number.NaN, -1e-16, 0])('for QR where λ_n² is %d', (smallest) => {
    expect(route([1, 1, smallest])).toBe('qr');
  });

  test('for QR where λ_n/longest is not ten times the rank cut of √neurons, as of one neuron far longer than all others', () => {
    const neurons = 2 ** 20;
    const longest = 1 / (10 * neurons * EPSILON * 2 ** 10);
    expect(route([1, 1, 1], { neurons, longest: below(longest) })).toBe('gram');
    expect(route([1, 1, 1], { neurons, longest: above(longest) })).toBe('qr');
  });

  test('for a second pass where λ₁/λ_n is above 2^13', () => {
    expect(route([1, 0.5, 2 ** -26])).toBe('gram');
    expect(route([1, 0.5, below(2 ** -26)])).toBe('refined');
  });

  test('for a second pass where a cut between λ_k and λ_k+1 that are nearly tied lies below λ₁/√600', () => {
    expect(route([1, above(1 / 600), 1 / 600], { k: 2 })).toBe('gram');
    expect(route([1, below(1 / 600), below(below(1 / 600))], { k: 2 })).toBe('refined');
  });

  test('for a second pass where the gap after λ_k is below λ₁²/(30·√n), and λ_k below λ₁/√300', () => {
    const n = 900;
    const after = 1e-6;
    const cut = (gap: number) => route([1, after + gap, ...Array(n - 2).fill(after)], { k: 2 });
    expect([cut(1.0001 / n), cut(0.9999 / n)]).toEqual(['gram', 'refined']);
  });
});

test('all directions kept leave no gap but that to zero', () => {
  expect(route([1, 0.3, 0.01], { k: 3 })).toBe('gram');
  expect(route([1, 0.3, 1 / 301], { k: 3 })).toBe('refined');
});

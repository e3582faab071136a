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

  test('for a second pass where λ₁² is above 300·√n·λ_k·(λ_k + λ_k+1)', () => {
    const tied = (n: number, square: number) => route([1, square, ...Array(n - 2).fill(square)], { k: 2 });
    expect([tied(4, above(1 / 1200)), tied(4, below(1 / 1200))]).toEqual(['gram', 'refined']);
    expect([tied(100, above(1 / 6000)), tied(100, below(1 / 6000))]).toEqual(['gram', 'refined']);
  });

  test('for a second pass where λ₁/λ_k is above 212', () => {
    const tied = (square: number) => route([1, square, ...Array(8000).fill(square)], { k: 2 });
    expect([tied(above(212 ** -2)), tied(below(212 ** -2))]).toEqual(['gram', 'refined']);
  });
});

test('all directions kept leave no gap but that to zero', () => {
  expect(route([1, 0.3, 0.01], { k: 3 })).toBe('gram');
  expect(route([1, 0.3, 1 / 530], { k: 3 })).toBe('refined');
});

import { expect, test } from '@jest/globals';
import { chiSquareSurvival } from '../../src/similarity/chi-square.js';

test('has the percentage points of the printed tables', () => {
  for (const [x, df, p] of [
    [3.841458820694124, 1, 0.05],
    [6.634896601021213, 1, 0.01],
    [18.307038053275146, 10, 0.05],
    [124.34211340400407, 100, 0.05],
  ]) {
    expect(Math.abs(chiSquareSurvival(x, df) / p - 1)).toBeLessThan(1e-12);
  }
});

test.each([2, 4, 6, 20, 60])('with %i degrees of freedom is the Poisson sum that even numbers of them have', (df) => {
  for (const x of [0.01, 1, 5, 30, 100, 700]) {
    let term = Math.exp(-x / 2);
    let sum = term;
    for (let i = 1; i < df / 2; i++) {
      term *= x / 2 / i;
      sum += term;
    }
    expect(Math.abs(chiSquareSurvival(x, df) / sum - 1)).toBeLessThan(1e-11);
  }
});

test('falls from 1 at 0, and is about one half at its mean for many degrees of freedom', () => {
  expect(chiSquareSurvival(0, 7)).toBe(1);
  expect(Math.abs(chiSquareSurvival(1e5, 1e5) - 0.5)).toBeLessThan(1e-3);
  expect(chiSquareSurvival(1e4, 10)).toBe(0);
});

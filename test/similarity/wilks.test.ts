import { expect, test } from '@jest/globals';
import { wilksTests } from '../../src/similarity/wilks.js';

test('correlations that are 1 by force are no evidence, whatever rounding left of 1 − ρ²', () => {
  const correlations = Float64Array.of(1, 1, 1 - 2 ** -53, 0.9, 0.5);
  const tests = wilksTests(correlations, { kx: 5, ky: 10, datapoints: 13 });
  expect(tests.map(({ lambda }) => lambda === 0)).toEqual([true, true, true, false, false]);
  expect(tests.map(({ p }) => p === null)).toEqual([true, true, true, false, false]);
});

test('a correlation of 1 up to rounding leaves nothing to test, however it was rounded', () => {
  for (const rho of [1, 1 - 2 ** -53, 1 - 2 ** -50]) {
    const [first, second] = wilksTests(Float64Array.of(rho, 0.5), { kx: 2, ky: 2, datapoints: 100 });
    expect(first).toEqual({ lambda: 0, chiSquared: null, degreesOfFreedom: 4, p: null });
    expect(second.lambda).toBeCloseTo(0.75, 15);
  }
});

test('a correlation that is 1 by force stays no evidence where an ill-conditioned layer has blurred it', () => {
  const [first, second] = wilksTests(Float64Array.of(1 - 1e-9, 0.5), { kx: 2, ky: 9, datapoints: 11 });
  expect(first).toMatchObject({ lambda: 0, chiSquared: null, p: null });
  expect(second.chiSquared).toBeCloseTo(-4 * Math.log(0.75), 12);
});

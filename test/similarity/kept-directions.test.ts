import { expect, test } from '@jest/globals';
import { type Cut, keptDirections } from '../../src/similarity/kept-directions.js';

function kept(values: number[], cut: Partial<Cut>) {
  const space = { name: 'layer', datapoints: 40, neurons: 6, rank: values.length };
  const singularValues = Float64Array.from(values);
  return keptDirections({ ...space, singularValues }, { variance: 0.99, energy: 'variance', ...cut });
}

test.each([1e-300, 1e-15, 1e-3])('a share of %d keeps the first direction, which crosses it', (variance) => {
  expect(kept([3, 2, 1], { variance })).toBe(1);
  expect(kept([3], { variance })).toBe(1);
  expect(kept([3, 3, 1], { variance })).toBe(2);
});

test('a share that the first directions hold exactly keeps no more', () => {
  expect(kept([4, 3, 1, 1, 1], { variance: 25 / 28 })).toBe(2);
  expect(kept([4, 3, 2, 1], { variance: 0.7, energy: 'singular' })).toBe(2);
});

test.each([
  [0.68, 0.22, 0.1],
  [0.62, 0.28, 0.1],
])('variances of %d, %d and %d hold 0.9 in two directions, though their sum rounds to less', (...variances) => {
  expect(kept(variances.map(Math.sqrt), { variance: 0.9 })).toBe(2);
});

test.each([
  { variance: 0 },
  { variance: -1 },
  { variance: 1.5 },
  { variance: Number.NaN },
  { directions: 0 },
  { directions: 1.5 },
  { directions: -1 },
  { directions: 4 },
])('refuses %p', (cut) => {
  expect(() => kept([3, 2, 1], cut)).toThrow(/asked for/);
});

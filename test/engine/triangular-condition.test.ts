import { describe, expect, test } from '@jest/globals';
import { diagonal, type Matrix, scaled, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { triangularCondition } from '../../src/engine/triangular-condition.js';
import { randomMatrix } from './matrices.js';

/** The upper triangular factor of random orthonormal columns times these singular values times a random rotation. */
function withSingularValues(values: Float64Array, seed: number): Matrix {
  const n = values.length;
  const rotation = plainEngine.gradedSvd(randomMatrix(n, n, seed)).left;
  const r = zeros(n, n);
  plainEngine.absorb(r, plainEngine.product(diagonal(values), rotation));
  return r;
}

const spectra = {
  geometric: (n: number, condition: number) => Float64Array.from({ length: n }, (_, i) => condition ** (-i / (n - 1))),
  'one small': (n: number, condition: number) =>
    Float64Array.from({ length: n }, (_, i) => (i < n - 1 ? 1 : 1 / condition)),
  'one large': (n: number, condition: number) =>
    Float64Array.from({ length: n }, (_, i) => (i > 0 ? 1 / condition : 1)),
  even: (n: number, condition: number) =>
    Float64Array.from({ length: n }, (_, i) => 1 - (i / (n - 1)) * (1 - 1 / condition)),
};

describe.each(Object.entries(spectra))('singular values of the kind "%s"', (_, spectrum) => {
  test.each([2, 3, 10, 60])('are estimated from below to a sixth: %i of them', (n) => {
    for (const condition of [1, 10, 212, 1e5, 1e7]) {
      for (const seed of [1, 2, 3]) {
        const values = spectrum(n, condition);
        const found = triangularCondition(withSingularValues(values, seed));
        const exact = values[0] / values[n - 1];
        expect(found.condition / exact).toBeLessThan(1 + 1e-6);
        expect(found.condition / exact).toBeGreaterThan(5 / 6);
        expect(found.norm).toBeLessThan(1 + 1e-6);
        expect(found.norm).toBeGreaterThan(10 / 11);
      }
    }
  });
});

test.each([1, 2, 9])('the identity of %i columns has condition 1 and norm 1', (n) => {
  const { condition, norm } = triangularCondition(diagonal(new Float64Array(n).fill(1)));
  expect([condition, norm].map((value) => Math.abs(value - 1) < 1e-14)).toEqual([true, true]);
});

test('a factor of the whole matrix changes the norm alone', () => {
  const r = withSingularValues(spectra.geometric(10, 100), 4);
  const [own, larger] = [r, scaled(r, { right: new Float64Array(10).fill(8) })].map(triangularCondition);
  expect([larger.condition / own.condition, larger.norm / own.norm].map((ratio) => ratio.toFixed(12))).toEqual([
    '1.000000000000',
    '8.000000000000',
  ]);
});

import { describe, expect, test } from '@jest/globals';
import { ACTIVATION_NAMES, activationFunction, errorFunction } from '../../src/analysis/activation-function.js';

describe('activationFunction', () => {
  test.each([
    ['identity', -2, -2],
    ['relu', -2, 0],
    ['relu6', 7, 6],
    ['leaky_relu', -2, -0.02],
    ['elu', -1, -0.6321205588285577],
    ['selu', -1, -1.1113307378125625],
    ['tanh', 1, 0.7615941559557649],
    ['sigmoid', 1, 0.7310585786300049],
    ['silu', 1, 0.7310585786300049],
    ['gelu', 1, 0.8413447460685429],
    ['gelu_tanh', 1, 0.8411919906082768],
    ['softplus', 0, Math.LN2],
  ] as const)('%s of %d is %d', (name, x, value) => {
    expect(activationFunction(name)(x)).toBeCloseTo(value, 14);
  });

  test.each(ACTIVATION_NAMES)('%s stays finite far from 0', (name) => {
    for (const x of [-1e4, 1e4]) expect(Number.isFinite(activationFunction(name)(x))).toBe(true);
  });
});

test('erf is right to the last digits (Abramowitz & Stegun, table 7.1)', () => {
  expect(errorFunction(0.5)).toBeCloseTo(0.5204998778130465, 14);
  expect(errorFunction(-1)).toBeCloseTo(-0.8427007929497149, 14);
  expect(errorFunction(2)).toBeCloseTo(0.9953222650189527, 14);
  expect([errorFunction(0), errorFunction(7), errorFunction(-7)]).toEqual([0, 1, -1]);
});

import { describe, expect, test } from '@jest/globals';
import { stepPlaces } from '../../../src/report/figure/step-places.js';

const { log1p } = Math;

const expectPlaces = (places: readonly number[], expected: readonly number[]) => {
  expect(places).toHaveLength(expected.length);
  places.forEach((place, i) => {
    expect(place).toBeCloseTo(expected[i], 12);
  });
};

describe('steps on an axis', () => {
  test('stand in proportion where they are about evenly spread', () => {
    const { places, scale } = stepPlaces([100, 200, 400, 500]);
    expect(scale).toBe('linear');
    expectPlaces(places, [0, 0.25, 0.75, 1]);
  });

  test('stand by the logarithm where the stretches between them grow, 0 among them', () => {
    const { places, scale } = stepPlaces([0, 100, 1000, 20_000]);
    expect(scale).toBe('log');
    expectPlaces(places, [0, log1p(1) / log1p(200), log1p(10) / log1p(200), 1]);
  });

  test('stand one mean stretch beyond the numbers where they have a name, and in the middle between two', () => {
    expectPlaces(stepPlaces(['init', 0, 10, 20, 'final']).places, [0, 0.25, 0.5, 0.75, 1]);
    expectPlaces(stepPlaces([0, 'warm', 10]).places, [0, 0.5, 1]);
  });

  test('stand evenly where no order of numbers says more', () => {
    expect(stepPlaces(['init', 'middle', 'final'])).toEqual({ places: [0, 0.5, 1], scale: 'even' });
    expect(stepPlaces(['init', 5, 'final']).scale).toBe('even');
    expect(stepPlaces([30, 20, 10])).toEqual({ places: [0, 0.5, 1], scale: 'even' });
  });

  test('never stand on each other, and rise', () => {
    const { places } = stepPlaces([0, 1, 2, 1_000_000, 1_000_001, 'final']);
    places.slice(1).forEach((place, i) => {
      expect(place).toBeGreaterThan(places[i]);
    });
    expect(stepPlaces([7])).toEqual({ places: [0.5], scale: 'even' });
  });
});

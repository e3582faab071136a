import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { chanceLaw, correctedR2, weightedFloor } from '../../src/similarity/chance.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import { layer, normalRows } from '../properties/layers.js';

/** Independent Gaussian layers are what the law is about. */
async function independent(p: number, q: number, m: number, seed: number) {
  const [x, y] = [layer(normalRows(m, p, seed)), layer(normalRows(m, q, seed + 1000))];
  return compare(x, y, { cut: FULL_RANK, metrics: ['cca', 'weighted', 'r2'] });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test.each([
  [20, 30, 200],
  [40, 40, 100],
  [15, 25, 36],
])('%i and %i independent neurons over %i datapoints correlate as the law says', async (p, q, m) => {
  const runs = await Promise.all(Array.from({ length: 20 }, (_, seed) => independent(p, q, m, 1 + seed)));
  const law = chanceLaw({ kx: p, ky: q, datapoints: m });
  expect(Math.abs(mean(runs.map(({ metrics }) => metrics.cca ?? 0)) - law.floor)).toBeLessThan(0.01);
  expect(Math.abs(mean(runs.map(({ metrics }) => metrics.r2 ?? 0)) - law.meanSquare)).toBeLessThan(0.01);
  const [xy, yx] = [weightedFloor({ ky: q, datapoints: m }), weightedFloor({ ky: p, datapoints: m })];
  expect(Math.abs(mean(runs.map(({ metrics }) => metrics.weighted?.xy ?? 0)) - xy)).toBeLessThan(0.01);
  expect(Math.abs(mean(runs.map(({ metrics }) => metrics.weighted?.yx ?? 0)) - yx)).toBeLessThan(0.01);
});

test('one direction against all that fit is certain to correlate', () => {
  expect(chanceLaw({ kx: 1, ky: 9, datapoints: 10 })).toEqual({ floor: 1, edge: 1, meanSquare: 1 });
  expect(weightedFloor({ ky: 9, datapoints: 10 })).toBe(1);
  expect(correctedR2(1, chanceLaw({ kx: 1, ky: 9, datapoints: 10 }))).toBeNull();
});

test('the corrected r2 is 0 at chance and 1 at 1', () => {
  const law = chanceLaw({ kx: 10, ky: 20, datapoints: 101 });
  expect(correctedR2(0.2, law)).toBeCloseTo(0, 14);
  expect(correctedR2(1, law)).toBe(1);
});

test('the sizes may be given in either order, and the floor falls with datapoints', () => {
  expect(chanceLaw({ kx: 30, ky: 10, datapoints: 500 })).toEqual(chanceLaw({ kx: 10, ky: 30, datapoints: 500 }));
  const floors = [50, 100, 1000, 1e4, 1e6].map((datapoints) => chanceLaw({ kx: 10, ky: 30, datapoints }).floor);
  expect(floors).toEqual([...floors].sort((a, b) => b - a));
});

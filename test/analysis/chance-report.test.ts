import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import { layer, normalRows } from '../properties/layers.js';

const [x, y] = [layer(normalRows(600, 6, 1)), layer(normalRows(600, 4, 2))];

test('floors and edge are those of the datapoints that are independent', async () => {
  const few = await compare(layer(normalRows(50, 6, 1)), layer(normalRows(50, 4, 2)), { cut: FULL_RANK });
  const many = await compare(x, y, { cut: FULL_RANK, independent: 50 });
  const { floor, edge, floors, full } = many.chance ?? {};
  expect([floor, edge, floors]).toEqual([few.chance?.floor, few.chance?.edge, few.chance?.floors]);
  expect([full?.floor, full?.edge]).toEqual([few.chance?.full?.floor, few.chance?.full?.edge]);
  expect(many.chance).toMatchObject({ independent: 50, forcedOnes: 0, above: 0 });
  expect(many.metrics).toEqual((await compare(x, y, { cut: FULL_RANK })).metrics);
});

test('ones are forced by the datapoints there are, of which fewer may be independent', async () => {
  const { chance, warnings } = await compare(x, y, { independent: 8, cut: FULL_RANK });
  expect(chance).toMatchObject({ independent: 8, forcedOnes: 0, full: { forcedOnes: 0 } });
  expect(chance?.bartlett?.p.every((p) => p === null || (p >= 0 && p <= 1))).toBe(true);
  const small = await compare(layer(normalRows(9, 6, 1)), layer(normalRows(9, 4, 2)), { cut: FULL_RANK });
  expect(small.chance).toMatchObject({ independent: 9, forcedOnes: 2 });
  const message = warnings.find(({ code }) => code === 'few-datapoints')?.message;
  expect(message).toMatch(/^8 independent datapoints for 6 and 4 directions: .* 30 independent datapoints or more/);
});

test('no floor of chance exceeds 1, however few datapoints are independent', async () => {
  for (const independent of [2, 3, 5]) {
    const { chance } = await compare(x, y, { independent });
    const { weighted, ...floors } = chance?.floors ?? {};
    for (const floor of [...Object.values(floors), ...Object.values(weighted ?? {})]) {
      expect(floor).toBeGreaterThan(0);
      expect(floor).toBeLessThanOrEqual(1);
    }
  }
});

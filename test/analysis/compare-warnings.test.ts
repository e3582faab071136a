import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import { layer, normalRows } from '../properties/layers.js';

test('where the edge of chance is 1, nothing above it is no sign of datapoints in different order', async () => {
  const x = normalRows(21, 10, 1);
  const { chance, warnings } = await compare(layer(x), layer(x), { metrics: ['cca'], cut: FULL_RANK });
  expect(chance).toMatchObject({ edge: 1, above: 0, forcedOnes: 0 });
  expect(warnings.map(({ code }) => code)).toEqual(['few-datapoints']);
});

test('independent layers are said to be at chance', async () => {
  const { warnings } = await compare(layer(normalRows(400, 3, 1)), layer(normalRows(400, 3, 2)), { metrics: ['cca'] });
  expect(warnings.map(({ code }) => code)).toEqual(['at-chance']);
});

test('ones that are forced only over every direction are told beside a cut that has none', async () => {
  const [x, y] = [normalRows(40, 30, 3), normalRows(40, 30, 4)];
  const cut = { variance: 0.99, energy: 'variance', directions: 3 } as const;
  const { chance, warnings } = await compare(layer(x), layer(y), { cut });
  expect([chance?.forcedOnes, chance?.full?.forcedOnes]).toEqual([0, 21]);
  const forced = warnings.filter(({ code }) => code === 'forced-ones').map(({ message }) => message);
  expect(forced).toHaveLength(1);
  expect(forced[0]).toContain('over every direction, 21 of 30 correlations are exactly 1');
  const cutOnly = await compare(layer(x), layer(y), { cut, metrics: ['svcca'] });
  expect([cutOnly.chance?.full, cutOnly.warnings.filter(({ code }) => code === 'forced-ones')]).toEqual([null, []]);
});

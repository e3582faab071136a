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

import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { headline } from '../../src/analysis/headline.js';
import { layer, normalRows } from '../properties/layers.js';

const [wide, narrow] = [layer(normalRows(60, 5, 1)), layer(normalRows(60, 2, 2))];

test('PWCCA leads with the side of fewer directions, on whichever side it stands', async () => {
  const there = await compare(wide, narrow, { metrics: ['pwcca'] });
  const back = await compare(narrow, wide, { metrics: ['pwcca'] });
  expect(there.metrics.pwcca?.x).not.toBeCloseTo(there.metrics.pwcca?.y ?? 0, 3);
  expect(headline(there, ['pwcca'])).toEqual({ metric: 'pwcca', side: 'y', value: there.metrics.pwcca?.y });
  expect(headline(back, ['pwcca'])).toEqual({ metric: 'pwcca', side: 'x', value: back.metrics.pwcca?.x });
});

test('the first metric leads; Weighted SVCCA with its mean, a value that does not exist with null', async () => {
  const all = await compare(wide, narrow);
  expect(headline(all, ['weighted', 'cka'])).toEqual({
    metric: 'weighted',
    side: 'mean',
    value: all.metrics.weighted?.mean,
  });
  expect(headline(all, ['cka', 'weighted'])).toEqual({ metric: 'cka', side: null, value: all.metrics.cka });
  const few = await compare(layer(normalRows(3, 1, 1)), layer(normalRows(3, 1, 2)));
  expect(headline(few, ['cka-debiased'])).toEqual({ metric: 'cka-debiased', side: null, value: null });
});

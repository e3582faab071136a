import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { activationsFrom } from '../../src/similarity/activations.js';
import { chanceLaw } from '../../src/similarity/chance.js';
import { readJson, withLayers } from '../fixtures.js';

test('SAS/STAT CANCORR: the Fitness data have the published correlations and Wilks lambdas', async () => {
  const { xData, yData } = readJson('published/fitness.json');
  const layer = (rows: number[][]) => activationsFrom(rows.flat(), { datapoints: 20, neurons: 3 });
  const { correlations, chance } = await compare(layer(xData), layer(yData), { metrics: ['cca'] });
  expect(correlations?.map((rho) => rho.toFixed(6))).toEqual(['0.795608', '0.200556', '0.072570']);
  expect(chance?.bartlett?.wilks.map((lambda) => lambda.toFixed(8))).toEqual([
    '0.35039053',
    '0.95472266',
    '0.99473355',
  ]);
});

test('Kornblith et al. 2019: the notebook data have its CKA, its debiased CKA, and the r2 of centred data', async () => {
  const sides = ['x', 'y'].map((side) => ({ path: `published/kornblith.${side}.npy`, datapoints: 100, neurons: 10 }));
  const { metrics } = await withLayers(sides, 'nd', ([x, y]) =>
    compare(x, y, { metrics: ['cka', 'cka-debiased', 'r2'] }),
  );
  expect([metrics.cka?.toFixed(5), metrics.ckaDebiased?.toFixed(5), metrics.r2?.toFixed(7)]).toEqual([
    '0.55761',
    '0.51346',
    '0.5453963',
  ]);
});

test.each([
  { kx: 100, ky: 50, datapoints: 2000, floor: '0.2092', edge: '0.3750' },
  { kx: 500, ky: 500, datapoints: 10000, floor: '0.1908', edge: '0.4359' },
  { kx: 20, ky: 20, datapoints: 10000, floor: '0.0380', edge: undefined },
  { kx: 200, ky: 200, datapoints: 1000, floor: '0.3879', edge: '0.8003' },
])("Wachter's law at $kx, $ky, $datapoints", ({ floor, edge, ...sizes }) => {
  const law = chanceLaw(sizes);
  expect(law.floor.toFixed(4)).toBe(floor);
  if (edge !== undefined) expect(law.edge.toFixed(4)).toBe(edge);
});

test.each(readJson('published/wachter.json').rows)("Wachter's law agrees with quadrature at %j", (row) => {
  const { kx, ky, m, floor, edge } = row as { kx: number; ky: number; m: number; floor: number; edge: number };
  const law = chanceLaw({ kx, ky, datapoints: m });
  expect(Math.abs(law.floor - floor)).toBeLessThan(1e-10);
  expect(Math.abs(law.edge - edge)).toBeLessThan(1e-12);
});

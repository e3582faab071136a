import { describe, expect, test } from '@jest/globals';
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

describe('a value hardly above a high floor of chance', () => {
  const flattened = (seed: number, neurons = 200) => layer(normalRows(60, neurons, seed), 'conv');

  test('is said to say nothing, and what would help', async () => {
    const { metrics, chance, warnings } = await compare(flattened(1), flattened(2), { gramFrom: 0 });
    const { svcca = 0 } = metrics;
    const floor = chance?.floors.svcca ?? 0;
    expect([floor > 0.9, svcca - floor < 0.1 * (1 - floor)]).toEqual([true, true]);
    const told = warnings.filter(({ code }) => code === 'says-nothing').map(({ message }) => message);
    expect(told).toEqual([
      `svcca ${svcca.toFixed(3)} says nothing: layers that have nothing to do with each other give ${floor.toFixed(3)} on 60 datapoints; more datapoints would tell, and so would fewer neurons, as --conv dft or --conv pool makes of convolutional layers`,
    ]);
    expect(warnings.at(-1)?.message).toContain('all 59 correlations are exactly 1 whatever the data');
    expect(warnings.at(-1)?.message).toContain('cca and pwcca say nothing');
  });

  test('is told of the first value asked for that has a floor at the cut', async () => {
    const metrics = ['cka', 'r2', 'gcd'] as const;
    const { warnings } = await compare(flattened(1), flattened(2), { gramFrom: 0, metrics });
    const told = warnings.filter(({ code }) => code === 'says-nothing').map(({ message }) => message);
    expect([told.length, told[0].slice(0, 3)]).toEqual([1, 'r2 ']);
  });

  test('is nothing that related layers have, nor ones without a floor', async () => {
    const codes = async (x: number, metrics: readonly ['svcca' | 'cka']) =>
      (await compare(flattened(x), flattened(1), { gramFrom: 0, metrics })).warnings.map(({ code }) => code);
    expect(await codes(1, ['svcca'])).not.toContain('says-nothing');
    expect(await codes(2, ['cka'])).toEqual([]);
  });

  test('is no matter where the floor is low: at-chance says it', async () => {
    const narrow = (seed: number) => layer(normalRows(400, 3, seed));
    const { warnings } = await compare(narrow(1), narrow(2), { metrics: ['svcca'] });
    expect(warnings.map(({ code }) => code)).toEqual(['at-chance']);
  });
});

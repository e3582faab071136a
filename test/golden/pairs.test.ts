import { describe, expect, test } from '@jest/globals';
import { type Comparison, compare } from '../../src/analysis/compare.js';
import { fixtureNames, readJson, withLayers } from '../fixtures.js';

/** What METHODS promises beside an independent float64 script. */
const TOLERANCE = 1e-10;
/** The script takes its distance as an arc cosine, which near 1 keeps half of the digits. */
const ARC_COSINE = 1e-7;
/** Singular values and means are right to this share of the largest one. */
const SPECTRUM = 1e-12;

const SIDE_INTEGERS = ['datapoints', 'neurons', 'rank', 'k', 'k90', 'k95', 'k99', 'deadNeurons', 'duplicateNeurons'];
const SIDE_FIGURES = ['saturation', 'participationRatio', 'entropyRank'];

const files = [...fixtureNames('golden').map((name) => `golden/${name}`), 'published/kornblith.json'];
const pairs = files.filter((path) => path.endsWith('.json')).map((path) => ({ path, golden: readJson(path) }));

function near(actual: number, expected: number, tolerance = TOLERANCE): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);
}

function run(golden: any, options: { blockRows?: number; gramFrom?: number } = {}): Promise<Comparison> {
  const { variance, energy, directions, layout } = golden.options;
  const cut = { variance, energy, directions: directions ?? undefined };
  return withLayers([golden.x, golden.y], layout, ([x, y]) => compare(x, y, { cut, directions: true, ...options }));
}

function checkSide(actual: any, golden: any): void {
  for (const name of SIDE_INTEGERS) expect([name, actual[name]]).toEqual([name, golden[name]]);
  for (const name of SIDE_FIGURES) near(actual[name], golden[name], TOLERANCE * Math.max(1, golden[name]));
}

function checkSpectrum(actual: Float64Array | undefined, { k, singularValues }: any): void {
  expect(actual).toHaveLength(k);
  singularValues.slice(0, k).forEach((value: number, i: number) => {
    near((actual as Float64Array)[i] / singularValues[0], value / singularValues[0], SPECTRUM);
  });
}

function checkMetrics(actual: any, golden: any): void {
  for (const [name, value] of Object.entries(golden.metrics)) {
    if (name === 'procrustesDistance') continue;
    if (value !== null && typeof value === 'object') {
      for (const [side, number] of Object.entries(value))
        if (number !== null) near(actual.metrics[name][side], number as number);
    } else if (value !== null) near(actual.metrics[name], value as number);
    else if (name === 'ckaDebiased')
      expect([actual.metrics[name], typeof actual.reasons[name]]).toEqual([null, 'string']);
  }
  near(actual.distances.procrustes, golden.metrics.procrustesDistance, ARC_COSINE);
}

function checkChance(actual: Comparison, golden: any): void {
  const { chance } = actual;
  if (chance === null || chance.above === null) throw new Error('chance is missing');
  expect([chance.kx, chance.ky, chance.forcedOnes]).toEqual([golden.chance.kx, golden.chance.ky, golden.chance.forced]);
  near(chance.floor, golden.chance.floor);
  near(chance.edge, golden.chance.edge);
  expect(chance.above).toBe(golden.chance.aboveUnforced);
  const { kx, ky, forced, aboveUnforced, floor, edge } = golden.chanceFull;
  expect(chance.full).toMatchObject({ kx, ky, forcedOnes: forced, above: aboveUnforced });
  near(chance.full?.floor as number, floor);
  near(chance.full?.edge as number, edge);
  if (golden.chance.r2Corrected === null) expect(chance.r2Corrected).toBeNull();
  else near(chance.r2Corrected as number, golden.chance.r2Corrected);
}

function checkWilks({ chance }: Comparison, golden: any): void {
  golden.wilks.forEach((row: any, i: number) => {
    if (row.lambda === null || row.lambda === undefined) return;
    const { wilks, chiSquared, degreesOfFreedom, p } = chance?.bartlett ?? {};
    near((wilks as number[])[i] / row.lambda, 1, 1e-9);
    expect(degreesOfFreedom?.[i]).toBe(row.df);
    if (row.chi2 === null) return;
    near((chiSquared?.[i] as number) / row.chi2, 1, 1e-9);
    near(p?.[i] as number, row.p);
  });
}

function check(actual: Comparison, golden: any): void {
  checkSide(actual.x, golden.x);
  checkSide(actual.y, golden.y);
  checkSpectrum(actual.directions?.singularValuesX, golden.x);
  checkSpectrum(actual.directions?.singularValuesY, golden.y);
  checkMetrics(actual, golden);
  expect(actual.correlations).toHaveLength(golden.correlations.length);
  golden.correlations.forEach((rho: number, i: number) => void near((actual.correlations as number[])[i], rho));
  checkChance(actual, golden);
  checkWilks(actual, golden);
}

describe.each(pairs.filter(({ golden }) => golden.kind === 'pair'))('$path', ({ golden }) => {
  test('is what the numpy script says', async () => check(await run(golden), golden));
  test('is the same when read in blocks of seven datapoints', async () =>
    check(await run(golden, { blockRows: 7 }), golden));
  test('is the same through Gram matrices, as far as the ladder lets them go', async () => {
    check(await run(golden, { gramFrom: 0 }), golden);
    check(await run(golden, { gramFrom: 0, blockRows: 7 }), golden);
  });
  test('has the same canonical correlations over the full rank', async () => {
    const { x, y, options } = golden;
    const full = await withLayers([x, y], options.layout, ([a, b]) => compare(a, b, { metrics: ['cca'] }));
    expect(full.correlations).toHaveLength(golden.correlationsFull.length);
    golden.correlationsFull.forEach((rho: number, i: number) => void near((full.correlations as number[])[i], rho));
    near(full.chance?.floor as number, golden.chanceFull.floor);
  });
});

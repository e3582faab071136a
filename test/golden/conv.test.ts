import { describe, expect, test } from '@jest/globals';
import { workingFolder } from '../cli/svcca.js';
import { fixtureNames, readJson } from '../fixtures.js';

const { max, min, abs } = Math;
const EPSILON = Number.EPSILON;

/** What METHODS promises beside an independent float64 script. */
const TOLERANCE = 1e-10;
/** The bar of DESIGN at full rank: this many eps times the sum of both layers' condition. */
const CONDITION = 30;
/** Layers as small as these are measured on all pairs of frequencies; with fewer images the figure is noise. */
const DEFECT = 1e-9;
const IMAGES_FOR_DEFECT = 40;

const SIDE_INTEGERS = ['rank', 'k', 'k90', 'k95', 'k99'];
const CONV = ['dft', 'flatten', 'pool', 'channels'];
const TOKENS = ['all', 'mean', '0', '3', '7'];

const goldens = fixtureNames('golden')
  .filter((name) => name.startsWith('conv-'))
  .map((name) => readJson(`golden/${name}`));
const maps = goldens.filter(({ readings }) => readings.dft);

const { svcca } = workingFolder();

interface Operands {
  readonly x: string;
  readonly y: string;
  readonly layout: string;
}

async function compared({ x, y, layout }: Operands, reading: readonly string[], { variance, directions }: any) {
  const cut = directions === null ? ['--variance', `${variance}`] : ['--directions', `${directions}`];
  const files = [`fixtures/${x}`, `fixtures/${y}`];
  const { code, stdout, stderr } = await svcca(['compare', ...files, '--layout', layout, ...reading, ...cut, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function near(actual: number, expected: number, tolerance: number, what: unknown): void {
  expect([what, typeof actual]).toEqual([what, 'number']);
  if (!(abs(actual - expected) <= tolerance)) expect([what, actual]).toEqual([what, expected]);
}

/** Compares numbers, and objects and rows of numbers, each with its place in the message. */
function nearAll(actual: any, expected: any, tolerance: number, what: string): void {
  if (expected === null) expect([what, actual]).toEqual([what, null]);
  else if (typeof expected === 'number') near(actual, expected, tolerance, what);
  else {
    expect([what, Object.keys(actual)]).toEqual([what, Object.keys(expected)]);
    for (const key of Object.keys(expected)) nearAll(actual[key], expected[key], tolerance, `${what}.${key}`);
  }
}

/** The tolerance of what stands on the full rank. */
function bar(golden: any): number {
  return max(TOLERANCE, CONDITION * EPSILON * (golden.x.condition + golden.y.condition));
}

function checkMetrics(actual: any, golden: any, { ofCut, gap }: { ofCut: number; gap: number }): void {
  const full = bar(golden);
  // PWCCA stands on single directions, which lose digits as 1 / gap
  const tolerances: Record<string, number> = { cca: full, pwcca: max(TOLERANCE, full / min(1, gap) / CONDITION) };
  for (const [name, value] of Object.entries(golden.metrics) as [string, any][]) {
    if (name === 'procrustesDistance') continue;
    if (name === 'pwcca' && value.x === null) continue;
    if (value === null)
      expect([name, actual.metrics[name], typeof actual.reasons[name]]).toEqual([name, null, 'string']);
    else nearAll(actual.metrics[name], value, tolerances[name] ?? ofCut, name);
  }
}

function check(actual: any, golden: any, gap = 1): void {
  const ofCut = golden.options.variance === 1 ? bar(golden) : TOLERANCE;
  for (const side of ['x', 'y']) {
    for (const name of SIDE_INTEGERS)
      expect([side, name, actual[side][name]]).toEqual([side, name, golden[side][name]]);
    for (const name of ['participationRatio', 'entropyRank'])
      near(actual[side][name] / golden[side][name], 1, TOLERANCE, [side, name]);
  }
  checkMetrics(actual, golden, { ofCut, gap });
  // Where one layer keeps more directions at a frequency the missing ρ are zeros, in both lists.
  nearAll(actual.correlations, golden.correlations, ofCut, 'correlations');
  near(actual.chance.floors.svcca, golden.chance.floor, TOLERANCE, 'floor');
}

function checkFrequencies(actual: any, reading: any, golden: any): void {
  const { rule, height, width, varianceX, varianceY } = reading;
  const { similarity, kx, ky } = golden.frequencies;
  expect(actual.frequencies).toMatchObject({ rule, height, width, kx, ky });
  expect(actual.chance.forcedOnes).toBe(golden.chance.forced);
  near(actual.chance.floors.r2, golden.chance.r2Floor, TOLERANCE, 'floor of r2');
  nearAll(
    actual.frequencies.similarity,
    similarity,
    golden.options.variance === 1 ? bar(golden) : TOLERANCE,
    'similarity',
  );
  nearAll(actual.frequencies.varianceX, varianceX, TOLERANCE, 'varianceX');
  nearAll(actual.frequencies.varianceY, varianceY, TOLERANCE, 'varianceY');
}

function swapped(golden: any): any {
  const { weighted, pwcca } = golden.metrics;
  const metrics = {
    ...golden.metrics,
    weighted: { xy: weighted.yx, yx: weighted.xy, mean: weighted.mean },
    pwcca: { x: pwcca.y, y: pwcca.x },
  };
  const { similarity, kx, ky } = golden.frequencies;
  return { ...golden, x: golden.y, y: golden.x, metrics, frequencies: { similarity, kx: ky, ky: kx } };
}

const cutOf = ({ variance, directions }: any) => (directions === null ? `t = ${variance}` : `${directions} directions`);

describe.each(maps)('frequency by frequency, $name', ({ readings, variants }) => {
  const { dft } = readings;
  const gap = dft.smallestGapFull;
  const cases: [string, string, Operands, any][] = variants.flatMap((variant: Operands) =>
    dft.cases.map((golden: any) => [cutOf(golden.options), variant.x, variant, golden]),
  );

  test.each(cases)('is the comparison of all shifted maps at %s, from %s', async (_cut, _file, variant, golden) => {
    const actual = await compared(variant, ['--conv', 'dft'], golden.options);
    check(actual, golden, gap);
    checkFrequencies(actual, dft, golden);
  });

  test('swaps its sides with its operands', async () => {
    const [{ x, y, layout }] = variants;
    const golden = swapped(dft.cases[0]);
    const actual = await compared({ x: y, y: x, layout }, ['--conv', 'dft'], golden.options);
    check(actual, golden, gap);
    checkFrequencies(actual, { ...dft, varianceX: dft.varianceY, varianceY: dft.varianceX }, golden);
  });

  test('says how far its layers are from translation invariance', async () => {
    const { frequencies, x } = await compared(variants[0], ['--conv', 'dft'], dft.cases[0].options);
    for (const side of ['x', 'y']) {
      const exact = dft.defect[side];
      if (exact === null) expect(frequencies.defect[side]).toBeNull();
      else if (x.datapoints >= IMAGES_FOR_DEFECT)
        near(frequencies.defect[side], max(0, exact.pair.distinct), DEFECT, `defect ${side}`);
    }
  });
});

/** Every reading of a golden file without frequencies, as the options that ask for it. */
const plain = goldens.flatMap(({ name, readings, variants }) => [
  ...CONV.slice(1).map((value) => ({ name, variants, option: ['--conv', value], golden: readings[value] })),
  ...TOKENS.map((value) => ({ name, variants, option: ['--tokens', value], golden: readings.tokens?.[value] })),
]);

describe.each(plain.filter(({ golden }) => golden))('$name with $option', ({ variants, option, golden }) => {
  const cases: [string, any][] = golden.cases.map((each: any) => [cutOf(each.options), each]);

  test.each(cases)('is what the numpy script says of the array reshaped, at %s', async (_cut, each) => {
    for (const variant of variants) check(await compared(variant, option, each.options), each);
  });
});

test('every kind of meeting of frequencies has its golden file', () => {
  expect(new Set(maps.map(({ readings }) => readings.dft.rule))).toEqual(
    new Set(['equal', 'aliased', 'cropped', 'zero']),
  );
});

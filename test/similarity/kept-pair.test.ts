import { describe, expect, test } from '@jest/globals';
import { type Comparison, compare } from '../../src/analysis/compare.js';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { wasmEngine } from '../../src/engine/wasm-engine.js';
import type { Cut } from '../../src/similarity/kept-directions.js';
import { readJson } from '../fixtures.js';
import { layer, mapEntries, normalRows, type Rows, rotation, times } from '../properties/layers.js';

const EPSILON = Number.EPSILON;
const M = 120;
const METRICS = ['svcca', 'weighted', 'r2', 'gcd'] as const;
const ROUTE = 'route: the Gram matrix of the neurons, one pass; kept directions alone';
const CUTS: readonly Cut[] = [
  { variance: 0.99, energy: 'variance' },
  { variance: 0.8, energy: 'singular' },
  { variance: 0.99, energy: 'variance', directions: 4 },
];

const scaled = (rows: Rows, scale: (j: number) => number) => mapEntries(rows, (value, _, j) => value * scale(j));
const turned = (rows: Rows, seed: number) => times(rows, rotation(rows[0].length, seed));
const x = normalRows(M, 12, 1);
const shared = mapEntries(x, (value, i, j) => value + 0.7 * normalRows(M, 12, 2)[i][j]);

const WILD = 'neurons on scales of 1e-140 to 1e140, of which the largest is kept';
const pairs: Record<string, { x: Rows; y: Rows }> = {
  'related layers': { x, y: shared },
  'independent layers': { x, y: normalRows(M, 7, 3) },
  'fading directions': {
    x: turned(
      scaled(x, (j) => 0.8 ** j),
      4,
    ),
    y: turned(
      scaled(shared, (j) => 0.7 ** j),
      5,
    ),
  },
  'a layer and itself': { x, y: x },
  'layers of 1e140 and 1e-140': { x: scaled(x, () => 1e140), y: scaled(shared, () => 1e-140) },
  [WILD]: {
    x: scaled(x, (j) => 10 ** (140 - 25 * j)),
    y: scaled(shared, (j) => 10 ** (25 * j - 140)),
  },
  'offsets of 1e6': { x: mapEntries(x, (value, _, j) => value + 1e6 * j), y: shared },
  'dead neurons': { x: scaled(x, (j) => (j % 4 === 1 ? 0 : 1)), y: scaled(shared, (j) => (j === 11 ? 0 : 1)) },
};

const kernels = loadKernels();
if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
const engine = wasmEngine(kernels);

const asked = (own: { x: Rows; y: Rows }, cut: Cut, gramFrom: number, blockRows?: number) =>
  compare(layer(own.x, 'x'), layer(own.y, 'y'), {
    metrics: METRICS,
    cut,
    engine,
    gramFrom,
    ...(blockRows === undefined ? {} : { blockRows }),
  });

/** The largest condition of a side, on unit norm, from what -v says. */
function conditions({ decisions }: Comparison): number {
  const found = decisions.flatMap((line) => /about (\S+)$/.exec(line)?.slice(1).map(Number) ?? []);
  return found.reduce((sum, value) => sum + value, 0);
}

function expectSame(found: Comparison, known: Comparison): void {
  const bar = 30 * EPSILON * conditions(known);
  const near = (value: number, other: number) => expect(Math.abs(value - other)).toBeLessThanOrEqual(bar);
  const { weighted, ...others } = found.metrics;
  for (const name of ['svcca', 'r2', 'gcd'] as const) near(others[name] as number, known.metrics[name] as number);
  for (const side of ['xy', 'yx'] as const) near(weighted?.[side] as number, known.metrics.weighted?.[side] as number);
  expect(found.correlations).toHaveLength(known.correlations?.length as number);
  found.correlations?.forEach((rho, i) => void near(rho, known.correlations?.[i] as number));
  for (const side of ['x', 'y'] as const) {
    const { participationRatio, entropyRank, ...facts } = found[side];
    expect(facts).toEqual({ ...known[side], participationRatio: undefined, entropyRank: undefined });
    expect(participationRatio / known[side].participationRatio).toBeCloseTo(1, 10);
    expect(entropyRank / known[side].entropyRank).toBeCloseTo(1, 10);
  }
}

describe.each(Object.entries(pairs))('%s', (name, pair) => {
  test.each(name === WILD ? [CUTS[0]] : CUTS)(
    'have, straight from their Gram matrices, what QR gives: %j',
    async (cut) => {
      const known = await asked(pair, cut, Number.POSITIVE_INFINITY);
      for (const blockRows of [undefined, 7]) {
        const found = await asked(pair, cut, 0, blockRows);
        expect(found.decisions).toContain(ROUTE);
        expectSame(found, known);
      }
    },
  );
});

test('every nasty pair has what QR gives, whichever way it goes', async () => {
  const { cases } = readJson('golden/nasty.json');
  let straight = 0;
  for (const nasty of cases) {
    const found = await asked(nasty, CUTS[0], 0);
    const known = await asked(nasty, CUTS[0], Number.POSITIVE_INFINITY);
    if (found.decisions.includes(ROUTE)) straight++;
    const bar = 30 * EPSILON * (nasty.conditionX + nasty.conditionY);
    found.correlations?.forEach((rho, i) => {
      expect(Math.abs(rho - (known.correlations?.[i] as number)) / bar).toBeLessThanOrEqual(1);
    });
    expect([found.x.rank, found.y.rank, found.x.k, found.y.k]).toEqual([
      nasty.rankX,
      nasty.rankY,
      known.x.k,
      known.y.k,
    ]);
  }
  expect(straight).toBeGreaterThan(5);
});

test.each([
  ['a metric sees every direction', { metrics: ['svcca', 'cca'] as const, cut: CUTS[0] }],
  ['directions are saved', { metrics: ['svcca'] as const, cut: CUTS[0], directions: true }],
  ['nothing is cut', { metrics: ['svcca'] as const, cut: { variance: 1, energy: 'variance' as const } }],
])('is not enough where %s', async (_, options) => {
  const { decisions } = await compare(layer(x), layer(shared), { ...options, engine, gramFrom: 0 });
  expect(decisions).toContain('route: the Gram matrix of the neurons, one pass');
});

test('a cut that a Gram matrix does not tell goes the whole way', async () => {
  // λ₁/λ_k of 1e4 on neurons whose condition is 1.
  const wide = { x: scaled(x, (j) => 10 ** -j), y: shared };
  const cut: Cut = { variance: 0.99, energy: 'variance', directions: 5 };
  const found = await asked(wide, cut, 0);
  expect(found.decisions).toContain('route: the Gram matrix of the neurons, one pass');
  expectSame(found, await asked(wide, cut, Number.POSITIVE_INFINITY));
});

test('more directions than there are is an error that says how many there are', async () => {
  await expect(asked({ x, y: shared }, { ...CUTS[0], directions: 13 }, 0)).rejects.toThrow(/12 directions, but 13/);
});

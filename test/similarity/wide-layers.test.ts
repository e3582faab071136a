import { describe, expect, test } from '@jest/globals';
import { type Comparison, compare } from '../../src/analysis/compare.js';
import { type Activations, activationsFrom } from '../../src/similarity/activations.js';
import { DEFAULT_CUT, FULL_RANK } from '../../src/similarity/kept-directions.js';
import { layer, mapEntries, normalRows, type Rows, times } from '../properties/layers.js';

const EPSILON = Number.EPSILON;
const M = 40;
const normal = (neurons: number, seed: number) => normalRows(M, neurons, seed);

/** Directions that matter less and less, turned at random. */
const fading = (neurons: number, factor: number, seed: number) =>
  times(
    mapEntries(normal(neurons, seed), (value, _, j) => value * factor ** j),
    normalRows(neurons, neurons, seed + 1),
  );
const scaled = (rows: Rows, scale: (j: number) => number) => mapEntries(rows, (value, _, j) => value * scale(j));
const repeated = (rows: Rows, every: number) => rows.map((row, i) => (i % every === every - 1 ? rows[i - 1] : row));

const wide = normal(100, 1);
const other = normal(60, 2);
const [GRAM, SECOND, QR] = ['the Gram matrix of its datapoints, one pass', 'a second pass', 'held'];

const pairs: Record<string, { x: Rows; y: Rows; routes: readonly [string, string] }> = {
  'random neurons': { x: wide, y: other, routes: [GRAM, GRAM] },
  'a layer and itself': { x: wide, y: wide, routes: [GRAM, GRAM] },
  'one neuron fewer than datapoints': { x: normal(M - 1, 3), y: other, routes: [QR, GRAM] },
  'as many neurons as datapoints': { x: normal(M, 3), y: other, routes: [GRAM, GRAM] },
  'one neuron more than datapoints': { x: normal(M + 1, 3), y: other, routes: [GRAM, GRAM] },
  'a narrow layer': { x: wide, y: normal(7, 3), routes: [GRAM, QR] },
  'a narrow layer first, of dependent neurons': {
    x: normal(7, 3).map((row) => [...row, row[0] + row[1]]),
    y: wide,
    routes: [QR, GRAM],
  },
  'datapoints that are repeated': { x: repeated(wide, 4), y: other, routes: [QR, GRAM] },
  'many neurons of few directions': { x: times(normal(12, 1), normalRows(12, 100, 2)), y: other, routes: [QR, GRAM] },
  'too few that live': {
    x: scaled(wide, (j) => (j % 3 === 0 ? 1 : 0)),
    y: other,
    routes: [QR, GRAM],
  },
  'scales of 1e±140': { x: scaled(wide, (j) => 10 ** (((j % 29) - 14) * 10)), y: other, routes: [QR, GRAM] },
  'layers of 1e140 and 1e-140': { x: scaled(wide, () => 1e140), y: scaled(other, () => 1e-140), routes: [GRAM, GRAM] },
  'an offset of 1e6 over a thousandth': {
    x: mapEntries(wide, (value, _, j) => 1e6 * (j % 7) + 1e-3 * value),
    y: other,
    routes: [GRAM, GRAM],
  },
  'ten neurons 1e5 times as large': { x: scaled(wide, (j) => (j < 10 ? 1e5 : 1)), y: other, routes: [SECOND, GRAM] },
  'fading directions': { x: fading(100, 0.7, 1), y: fading(60, 0.8, 3), routes: [QR, SECOND] },
};

function routesOf({ x, y, decisions }: Comparison): string[] {
  return [x, y].map(({ name }) => {
    const own = decisions.find((line) => line.startsWith(`${name}: `));
    return [GRAM, SECOND, QR].find((route) => own?.includes(route)) ?? `no route of ${name}`;
  });
}

const METRICS = ['svcca', 'cca', 'weighted', 'r2', 'gcd', 'cka', 'cka-debiased', 'procrustes'] as const;
const run = (x: Activations, y: Activations, options: object) => compare(x, y, { metrics: METRICS, ...options });
const small = (a: number, b: number, tolerance: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance);
const numbers = (values: object) =>
  Object.values(values).flatMap((value) => Object.values({ ...Object(value), value }));

describe.each(Object.entries(pairs))('%s', (_, { x, y, routes }) => {
  const [a, b] = [layer(x, 'x'), layer(y, 'y')];

  test.each([DEFAULT_CUT, FULL_RANK, { ...DEFAULT_CUT, directions: 3 }])(
    'go their way, and give what QR gives within 30·eps·(κx + κy), for the cut %p',
    async (cut) => {
      const [way, qr] = [
        await run(a, b, { gramFrom: 0, cut }),
        await run(a, b, { gramFrom: Number.POSITIVE_INFINITY, cut }),
      ];
      if (cut === DEFAULT_CUT) expect(routesOf(way)).toEqual(routes);
      for (const side of ['x', 'y'] as const) {
        const { rank, k, deadNeurons, duplicateNeurons } = qr[side];
        expect(way[side]).toMatchObject({ rank, k, deadNeurons, duplicateNeurons });
      }
      // QR names the condition of neurons on unit norm: 2 at least for both together.
      const named = qr.decisions.slice(-2).map((line) => Number(/about (\S+)$/.exec(line)?.[1]));
      const bar = 30 * EPSILON * Math.min(1000, named[0] + named[1]);
      const expected = qr.correlations ?? [];
      expect(way.correlations).toHaveLength(expected.length);
      expected.forEach((rho, i) => void small((way.correlations ?? [])[i], rho, bar));
      const [found, values] = [numbers(way.metrics), numbers(qr.metrics)];
      values.forEach((value, i) => {
        if (typeof value === 'number') small(found[i] as number, value, bar);
      });
      small(way.distances.procrustes as number, qr.distances.procrustes as number, bar);
    },
  );

  test('give the same in blocks of seven neurons, and from copies held in memory', async () => {
    const whole = await run(a, b, { gramFrom: 0 });
    const held = [a, b].map(({ neuronBlocks, ...rest }) => rest);
    expect(await run(held[0], held[1], { gramFrom: 0 })).toEqual(whole);
    const parts = await run(a, b, { gramFrom: 0, blockRows: 7 });
    (whole.correlations ?? []).forEach((rho, i) => void small((parts.correlations ?? [])[i], rho, 1e-13));
    numbers(whole.metrics).forEach((value, i) => {
      if (typeof value === 'number') small(numbers(parts.metrics)[i] as number, value, 1e-13);
    });
  });
});

test('a wide layer is 1 to itself by every metric, and at no distance', async () => {
  const { metrics, distances } = await compare(layer(wide), layer(wide), { gramFrom: 0 });
  for (const value of numbers(metrics)) if (typeof value === 'number') small(value, 1, 1e-14);
  small(distances.procrustes as number, 0, 1e-14);
});

test('where a layer fills the dimensions, all correlations of all directions are 1, and so are CCA and PWCCA', async () => {
  const options = { gramFrom: 0, metrics: ['cca', 'pwcca'] } as const;
  const { metrics, correlations } = await compare(layer(wide), layer(normal(7, 3)), options);
  expect([metrics, correlations]).toEqual([{ cca: 1, pwcca: { x: 1, y: 1 } }, Array(7).fill(1)]);
});

test('dead and equal neurons are counted, whichever zero they hold', async () => {
  const x = wide.map((row, i) => [...row, 5, 0, row[3], i % 2 === 0 ? 0 : -0, i % 2, i % 2 === 0 ? -0 : 1]);
  const { x: side } = await compare(layer(x), layer(other), { gramFrom: 0 });
  expect([side.neurons, side.deadNeurons, side.duplicateNeurons]).toEqual([106, 3, 2]);
});

test('single precision gives what its values give as doubles', async () => {
  const singles = Float32Array.from(wide.flat());
  const asDoubles = activationsFrom(singles, { datapoints: M, neurons: 100 });
  const { neuronBlocks, ...rest } = asDoubles;
  const blocks = async function* (rows: number) {
    for await (const block of asDoubles.blocks(rows)) yield { ...block, values: Float32Array.from(block.values) };
  };
  const single = await run({ ...rest, blocks }, layer(other), { gramFrom: 0 });
  expect(single).toEqual(await run(asDoubles, layer(other), { gramFrom: 0 }));
});

test('a wide layer without variance is named', async () => {
  const dead = layer(
    mapEntries(wide, (_value, _i, j) => j),
    'relu3',
  );
  await expect(compare(dead, layer(other), { gramFrom: 0 })).rejects.toThrow('relu3 has no variance');
});

import { describe, expect, test } from '@jest/globals';
import { type CompareOptions, compare } from '../../src/analysis/compare.js';
import { defaultEngine } from '../../src/engine/default-engine.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import { rotation } from './layers.js';
import { convolved, type Maps, mapLayer, mapValues, mixChannels, noiseMaps, shifted, withChannels } from './maps.js';
import { naivePwcca } from './naive-pwcca.js';

const TOLERANCE = 1e-12;

interface Case {
  readonly name: string;
  readonly x: Maps;
  readonly y: Maps;
}

/** Two layers of the same images, with parts of their own, so that no correlation is 1. */
function related(
  [height, width]: readonly [number, number],
  [otherHeight, otherWidth] = [height, width] as readonly [number, number],
  datapoints = 40,
): Case {
  const size = { height: Math.max(height, otherHeight), width: Math.max(width, otherWidth) };
  const images = noiseMaps(datapoints, { ...size, channels: 2 }, 5);
  const own = (seed: number) => {
    const noise = noiseMaps(datapoints, { ...size, channels: 2 }, seed);
    return mapValues(images, (value, { i, y, x, c }) => value + 0.7 * noise.rows[i][(y * size.width + x) * 2 + c]);
  };
  return {
    name: `${height} × ${width} and ${otherHeight} × ${otherWidth}`,
    x: convolved(own(6), { channels: 3, seed: 1, down: size.height / height, right: size.width / width }),
    y: convolved(own(7), { channels: 2, seed: 2, down: size.height / otherHeight, right: size.width / otherWidth }),
  };
}

/** Of maps of any sizes, as they come. */
function unrelated(a: readonly [number, number], b: readonly [number, number]): Case {
  const [x, y] = [a, b].map(([height, width], i) => noiseMaps(30, { height, width, channels: 2 + i }, 11 + i));
  return { name: `${a.join(' × ')} and ${b.join(' × ')}`, x, y };
}

const CASES: Case[] = [
  related([4, 4]),
  related([5, 3]),
  related([6, 4], [3, 2]),
  related([2, 6], [4, 3]),
  unrelated([5, 6], [4, 3]),
  unrelated([4, 3], [1, 1]),
];

function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(numbers);
}

function expectNear(actual: unknown, expected: unknown, tolerance = TOLERANCE): void {
  const [a, b] = [numbers(actual), numbers(expected)];
  expect(b.length).toBeGreaterThan(0);
  expect(a).toHaveLength(b.length);
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

function run(x: Maps, y: Maps, options: CompareOptions = {}) {
  return compare(mapLayer(x, 'x'), mapLayer(y, 'y'), options);
}

const LOWER = { variance: 0.9, energy: 'variance' } as const;

describe.each(CASES)('between maps of $name', ({ x, y }) => {
  test('every similarity of a layer with itself is 1', async () => {
    for (const layer of [x, y]) {
      for (const cut of [LOWER, FULL_RANK]) {
        const { metrics, correlations, distances } = await run(layer, layer, { cut });
        for (const value of [...numbers(metrics), ...(correlations ?? [])]) {
          expect(Math.abs(value - 1)).toBeLessThanOrEqual(TOLERANCE);
        }
        expect(distances.procrustes).toBeLessThan(1e-6);
      }
    }
  });

  test('all values lie in [0, 1], the correlations fall, and there are as many as directions of the smaller side', async () => {
    const { metrics, correlations, x: left, y: right, frequencies } = await run(x, y, { cut: LOWER });
    for (const value of [...numbers(metrics), ...(correlations ?? [])]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(correlations).toEqual([...(correlations ?? [])].sort((a, b) => b - a));
    expect(correlations).toHaveLength(Math.min(left.k, right.k));
    expectNear(metrics.svcca, (correlations ?? []).reduce((sum, rho) => sum + rho, 0) / Math.min(left.k, right.k));
    const square = (correlations ?? []).reduce((sum, rho) => sum + rho * rho, 0);
    expectNear(metrics.r2, square / Math.min(left.k, right.k));
    expectNear(metrics.gcd, square / Math.sqrt(left.k * right.k));
    for (const shares of [frequencies?.varianceX, frequencies?.varianceY]) {
      expectNear(
        (shares ?? []).flat().reduce((sum, share) => sum + share, 0),
        1,
      );
    }
    // The similarity of each frequency is the mean ρ of the directions that meet there.
    const sums = (frequencies?.similarity ?? []).flatMap((row, u) =>
      row.map((value, v) => (value ?? 0) * Math.min(frequencies?.kx[u][v] ?? 0, frequencies?.ky[u][v] ?? 0)),
    );
    expectNear(sums.reduce((sum, own) => sum + own, 0) / Math.min(left.k, right.k), metrics.svcca);
  });

  test('swapping the layers swaps the sides', async () => {
    const [there, back] = [await run(x, y, { cut: LOWER }), await run(y, x, { cut: LOWER })];
    const { weighted, pwcca, ...symmetric } = back.metrics;
    expectNear(
      { ...symmetric, weighted, pwcca },
      {
        ...symmetric,
        ...{ svcca: there.metrics.svcca, cca: there.metrics.cca, r2: there.metrics.r2 },
        weighted: {
          xy: there.metrics.weighted?.yx,
          yx: there.metrics.weighted?.xy,
          mean: there.metrics.weighted?.mean,
        },
        pwcca: { x: there.metrics.pwcca?.y, y: there.metrics.pwcca?.x },
      },
    );
    expectNear(
      [back.metrics.gcd, back.metrics.cka, back.metrics.procrustes],
      [there.metrics.gcd, there.metrics.cka, there.metrics.procrustes],
    );
    expect([there.x.k, there.y.k, there.x.rank]).toEqual([back.y.k, back.x.k, back.y.rank]);
    expectNear(there.correlations, back.correlations);
    expectNear(there.chance?.floors.svcca, back.chance?.floors.svcca);
    expect(there.frequencies?.kx).toEqual(back.frequencies?.ky);
    expectNear(there.frequencies?.varianceX, back.frequencies?.varianceY);
    expectNear([there.frequencies?.defect.x ?? 0], [back.frequencies?.defect.y ?? 0]);
  });

  test('cca sees no invertible combination of channels, nor a constant added', async () => {
    const factors = rotation(x.channels, 9).map((row, i) => row.map((value, j) => 0.4 * value + (i === j ? 2 + i : 0)));
    const mixed = mapValues(mixChannels(x, factors), (value, { c }) => value * 10 ** -c + 100 * c);
    const rescaled = mapValues(y, (value, { c }) => 10 ** (3 * c) * value - 5);
    const options = { metrics: ['cca'] as const, cut: FULL_RANK };
    const [there, here] = [await run(mixed, rescaled, options), await run(x, y, options)];
    expectNear(there.correlations, here.correlations, 1e-10);
    expectNear(there.frequencies?.similarity, here.frequencies?.similarity, 1e-10);
  });

  test('svcca, weighted, cka and procrustes see no rotation of channels, common scale or constant', async () => {
    const moved = mapValues(mixChannels(x, rotation(x.channels, 4)), (value, { c }) => 7 * value + c);
    const metrics = ['svcca', 'weighted', 'r2', 'gcd', 'cka', 'procrustes'] as const;
    const [there, here] = [await run(moved, y, { metrics }), await run(x, y, { metrics })];
    expectNear(there.metrics, here.metrics);
    expectNear(there.frequencies, here.frequencies, 1e-10);
  });

  test('pwcca sees no order, common scale or constant of channels', async () => {
    const reversed = Array.from({ length: x.channels }, (_, i) =>
      Array.from({ length: x.channels }, (__, j) => (i + j === x.channels - 1 ? 0.01 : 0)),
    );
    const moved = mapValues(mixChannels(x, reversed), (value, { c }) => value - 5 * c);
    const metrics = ['pwcca'] as const;
    expectNear((await run(moved, y, { metrics })).metrics, (await run(x, y, { metrics })).metrics, 1e-11);
  });

  test('nothing changes when all images are listed in another order', async () => {
    const order = x.rows.map((_, i) => i).sort((i, j) => Math.sin(7 * i) - Math.sin(7 * j));
    const [a, b] = [x, y].map((maps) => ({ ...maps, rows: order.map((i) => maps.rows[i]) }));
    const [there, here] = [await run(a, b), await run(x, y)];
    expectNear(there.metrics, here.metrics);
    expectNear(there.frequencies, here.frequencies);
  });

  test('nothing changes with the number of images read at a time', async () => {
    const here = await run(x, y, { cut: LOWER });
    for (const blockRows of [1, 2, 3, 7, 16, 1000]) {
      const there = await run(x, y, { cut: LOWER, blockRows });
      expectNear(there.metrics, here.metrics);
      expectNear(there.correlations, here.correlations);
      expectNear(there.frequencies, here.frequencies);
    }
  });

  test('dead and repeated channels are not seen by cca, and are counted at every position', async () => {
    const first = Array.from({ length: x.channels }, (_, c) => [c === 0 ? 1 : 0]);
    const dead = mapValues(mixChannels(x, first), () => 3.25);
    const padded = withChannels(withChannels(x, mixChannels(x, first)), dead);
    const [there, here] = [await run(padded, y, { cut: FULL_RANK }), await run(x, y, { cut: FULL_RANK })];
    expectNear(there.correlations, here.correlations, 1e-10);
    const positions = x.height * x.width;
    expect(there.x).toMatchObject({ rank: here.x.rank, deadNeurons: positions, duplicateNeurons: positions });
  });
});

describe('circular shifts of all images', () => {
  const equal = related([5, 4]);
  test.each([
    [1, 0],
    [0, 3],
    [2, 1],
  ])('by %i and %i of both layers change nothing', async (down, right) => {
    const here = await run(equal.x, equal.y);
    const there = await run(shifted(equal.x, down, right), shifted(equal.y, down, right));
    expectNear(there.metrics, here.metrics);
    expectNear(there.frequencies, here.frequencies);
  });

  test('of a layer beside its halves are those of the halves by half as much', async () => {
    const { x, y } = related([6, 4], [3, 2]);
    expectNear((await run(shifted(x, 2, 2), shifted(y, 1, 1))).metrics, (await run(x, y)).metrics);
  });

  test('image by image change nothing either', async () => {
    const each = (maps: Maps): Maps => ({
      ...maps,
      rows: maps.rows.flatMap((row, i) => shifted({ ...maps, rows: [row] }, i, 2 * i).rows),
    });
    const [there, here] = [await run(each(equal.x), each(equal.y)), await run(equal.x, equal.y)];
    expectNear({ ...there.metrics }, here.metrics);
    expectNear(there.frequencies?.similarity, here.frequencies?.similarity);
  });

  test('of one layer alone do change what they share', async () => {
    const { metrics } = await run(shifted(equal.x, 1, 0), equal.y, { metrics: ['cka', 'cca'] });
    const here = await run(equal.x, equal.y, { metrics: ['cka', 'cca'] });
    // A shift is a phase at every frequency, which no block sees.
    expectNear(metrics, here.metrics);
  });
});

describe('pwcca is that of the complex directions, over all shifts', () => {
  test.each([related([4, 3]), related([3, 3]), related([6, 4], [3, 2]), related([2, 6], [4, 3])])(
    'for maps of $name',
    async ({ x, y }) => {
      const { metrics } = await run(x, y, { metrics: ['pwcca'] });
      expectNear(metrics.pwcca, naivePwcca(x, y, defaultEngine), 1e-11);
    },
  );
});

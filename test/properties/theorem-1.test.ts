import { describe, expect, test } from '@jest/globals';
import { type CompareOptions, type Comparison, compare } from '../../src/analysis/compare.js';
import type { Metric } from '../../src/analysis/metrics.js';
import { type Cut, FULL_RANK } from '../../src/similarity/kept-directions.js';
import { allShifts, convolved, type Maps, mapLayer, mapValues, mixChannels, noiseMaps, withChannels } from './maps.js';

/** What does not depend on the basis among directions of equal ρ, which flattened shifts have in plenty. */
const METRICS: Metric[] = ['svcca', 'cca', 'weighted', 'r2', 'gcd', 'cka', 'procrustes'];
const CUTS: Cut[] = [
  { variance: 0.99, energy: 'variance' },
  { variance: 0.9, energy: 'variance' },
  { variance: 0.9, energy: 'singular' },
  FULL_RANK,
];
const EPSILON = Number.EPSILON;

/** All numbers in it, in the order of their names. */
function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value === null || typeof value !== 'object') return [];
  const entries: [string, unknown][] = Object.entries(value);
  if (!Array.isArray(value)) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.flatMap(([, own]) => numbers(own));
}

function expectNear(actual: unknown, expected: unknown, tolerance: number): void {
  const [a, b] = [numbers(actual), numbers(expected)];
  expect(b.length).toBeGreaterThan(0);
  expect(a).toHaveLength(b.length);
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

interface Grid {
  readonly height: number;
  readonly width: number;
}

/** Compares two layers by their frequencies and by all their shifts, flattened, and expects the same of both; returns the first. */
async function expectTheorem(
  x: Maps,
  y: Maps,
  { grid, tolerance = 1e-12, ...options }: CompareOptions & { grid: Grid; tolerance?: number },
): Promise<Comparison> {
  const asked = { metrics: METRICS, ...options };
  const found = await compare(mapLayer(x, 'x'), mapLayer(y, 'y'), asked);
  const { blockRows, ...whole } = asked;
  const expected = await compare(...allShifts(x, y, grid), whole);
  for (const side of ['x', 'y'] as const) {
    const { datapoints: _, name, ...rest } = found[side];
    const { datapoints, rank, k, deadNeurons, duplicateNeurons, neurons, ...figures } = expected[side];
    expect(name).toBe(side);
    expect(rest).toMatchObject({ rank, k, deadNeurons, duplicateNeurons, neurons });
    const { k90, k95, k99 } = figures;
    expect(rest).toMatchObject({ k90, k95, k99 });
    const { saturation, participationRatio, entropyRank } = rest;
    expectNear({ saturation, participationRatio, entropyRank }, { ...figures, k90: [], k95: [], k99: [] }, 1e-9);
  }
  expectNear(found.correlations, expected.correlations, tolerance);
  expectNear(found.metrics, expected.metrics, tolerance);
  return found;
}

/** A layer of another image, or of the same one. */
const image = (height: number, width: number, datapoints = 13) =>
  noiseMaps(datapoints, { height, width, channels: 2 }, 5);

interface Sizes {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Two convolutional layers of the same images, whose maps are of these sizes. */
function layersOf({ x, y }: Sizes, datapoints?: number): { x: Maps; y: Maps; grid: Grid } {
  const images = image(Math.max(x[0], y[0]), Math.max(x[1], y[1]), datapoints);
  const step = ([height, width]: readonly [number, number]) => ({
    down: images.height / height,
    right: images.width / width,
  });
  return {
    x: convolved(images, { channels: 3, seed: 1, ...step(x) }),
    y: convolved(convolved(images, { channels: 2, seed: 2 }), { channels: 2, seed: 3, ...step(y) }),
    grid: { height: Math.min(x[0], y[0]), width: Math.min(x[1], y[1]) },
  };
}

const SIZES: Sizes[] = [
  { x: [4, 4], y: [4, 4] },
  { x: [5, 3], y: [5, 3] },
  { x: [3, 2], y: [3, 2] },
  { x: [1, 6], y: [1, 6] },
  { x: [7, 1], y: [7, 1] },
  { x: [6, 6], y: [3, 3] },
  { x: [3, 3], y: [9, 9] },
  { x: [8, 4], y: [4, 8] },
  { x: [2, 6], y: [4, 3] },
  { x: [6, 1], y: [3, 1] },
];

describe('the frequencies of layers say what all shifts of them say, flattened', () => {
  describe.each(SIZES)('for maps of $x and $y', (sizes) => {
    const layers = layersOf(sizes);
    test.each(CUTS)('at a share of $variance of $energy', (cut) =>
      expectTheorem(layers.x, layers.y, { ...layers, cut }),
    );
  });

  test('beside a layer without space, which is the same for all shifts', async () => {
    const x = layersOf(SIZES[0], 30).x;
    const y = { ...noiseMaps(30, { height: 1, width: 1, channels: 4 }, 6) };
    const related = {
      ...y,
      rows: y.rows.map((row, i) => row.map((value, j) => value + x.rows[i][j] + x.rows[i][j + 3])),
    };
    for (const cut of CUTS) {
      const { frequencies } = await expectTheorem(x, related, { grid: { height: 4, width: 4 }, cut });
      expect(frequencies?.rule).toBe('zero');
      await expectTheorem(related, x, { grid: { height: 4, width: 4 }, cut });
    }
  });

  test('for two layers without space, which are plain ones', async () => {
    const [x, y] = [1, 2].map((seed) => noiseMaps(20, { height: 1, width: 1, channels: 3 }, seed));
    for (const cut of CUTS) await expectTheorem(x, y, { grid: { height: 1, width: 1 }, cut });
  });

  test.each([6, 13])(
    'of layers that keep %i directions, with both of a frequency and its negative or neither',
    async (directions) => {
      const { x, y, grid } = layersOf(SIZES[1]);
      const cut = { variance: 0.99, energy: 'variance', directions } as const;
      const { recipes, ...found } = await compare(mapLayer(x), mapLayer(y), { metrics: METRICS, cut });
      // As many as it takes to end between singular values.
      expect([directions, directions + 1]).toContain(found.x.k);
      const {
        x: plainX,
        y: plainY,
        metrics,
      } = await compare(...allShifts(x, y, grid), {
        metrics: METRICS,
        cut: { ...cut, directions: found.x.k },
      });
      const { kx, ky } = recipes['svcca'];
      expect([kx, ky]).toEqual([found.x.k, found.y.k]);
      if (found.y.k !== found.x.k) return;
      expect([plainX.k, plainY.k]).toEqual([found.x.k, found.y.k]);
      expectNear(found.metrics, metrics, 1e-12);
    },
  );

  test('but as many directions as are asked for, or one more', async () => {
    const { x, y } = layersOf(SIZES[1]);
    for (let directions = 1; directions <= 30; directions++) {
      const cut = { variance: 0.99, energy: 'variance', directions } as const;
      const { frequencies, ...found } = await compare(mapLayer(x), mapLayer(y), { metrics: ['svcca'], cut });
      for (const side of ['x', 'y'] as const) {
        expect([directions, directions + 1]).toContain(found[side].k);
        const all = (side === 'x' ? frequencies?.kx : frequencies?.ky) ?? [];
        expect(all.flat().reduce((sum, k) => sum + k, 0)).toBe(found[side].k);
      }
    }
    const tooMany = compare(mapLayer(x, 'wide'), mapLayer(y), { cut: { ...FULL_RANK, directions: 1000 } });
    await expect(tooMany).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('layers with channels that make numerics hard', () => {
  const grid = { height: 4, width: 3 };
  const { x, y } = layersOf({ x: [4, 3], y: [4, 3] }, 20);
  const more = (value: (noise: number, at: { y: number; x: number; i: number }) => number) =>
    withChannels(x, mapValues(noiseMaps(20, { ...grid, channels: 1 }, 77), value));
  const second = (value: (own: number, i: number) => number) =>
    mapValues(x, (own, { c, i }) => (c === 1 ? value(own, i) : own));

  test.each<[string, Maps]>([
    ['a dead one', more(() => 7)],
    ['a dead one, huge', more(() => 1e85)],
    ['a dead one, larger still', more(() => 1e200)],
    ['a dead one, tiny', more(() => 1e-200)],
    ['one that is the same for all images', more((_, at) => 3 * at.y + at.x + 0.1)],
    ['one that is the same for all images and large', more((_, at) => 1e6 * (3 * at.y + at.x + 0.1))],
    ['one twice', withChannels(x, mixChannels(x, [[1], [0], [0]]))],
    ['one that is a sum of others', withChannels(x, mixChannels(x, [[1], [2], [-3]]))],
    ['one of 1e-5', more((noise) => 1e-5 * noise)],
    ['one of 1e-8', more((noise) => 1e-8 * noise)],
    ['one of 1e-100', more((noise) => 1e-100 * noise)],
    ['one of 1e-160', more((noise) => 1e-160 * noise)],
    ['one of 1e140', more((noise) => 1e140 * noise)],
    ['all of 1e300', mapValues(x, (own) => 1e300 * own)],
    ['all of 1e-300', mapValues(x, (own) => 1e-300 * own)],
    ['one far from zero', second((own) => 1e8 + own)],
    ['all far from zero', mapValues(x, (own) => 1e6 + 1e-3 * own)],
    ['one that begins after others, huge', second((own, i) => (i < 4 ? 0 : 1e150 * own))],
    ['one that begins after others, tiny', second((own, i) => (i < 4 ? 0 : 1e-150 * own))],
    [
      'one that begins after tiny others, huge',
      mapValues(x, (own, { c, i }) => (c !== 1 ? 1e-200 * own : i < 4 ? 0 : 1e250 * own)),
    ],
    ['all that begin late', mapValues(x, (own, { i }) => (i < 4 ? 0 : 1e160 * own))],
  ])('say what their shifts say: %s', async (_, layer) => {
    for (const cut of [CUTS[0], FULL_RANK]) {
      await expectTheorem(layer, y, { grid, cut, blockRows: 4 });
      await expectTheorem(y, layer, { grid, cut });
    }
  });

  test('a layer that never changes has no variance, and is named', async () => {
    const still = mapValues(x, () => 3);
    for (const pair of [
      [still, y],
      [y, still],
    ]) {
      const failed = compare(mapLayer(pair[0], 'a'), mapLayer(pair[1], 'b'));
      const name = pair[0] === still ? 'a' : 'b';
      await expect(failed).rejects.toMatchObject({
        kind: 'undefined',
        message: expect.stringMatching(`^${name} has no variance`),
      });
    }
  });

  test('maps without high frequencies have their rank', async () => {
    const smooth = mapValues(x, (_, { i, y: r, x: s, c }) => {
      const along =
        Math.cos((2 * Math.PI * (r + c)) / 4) * x.rows[i][0] + Math.sin((2 * Math.PI * r) / 4) * x.rows[i][1];
      return along + Math.cos((2 * Math.PI * s) / 3) * x.rows[i][2] + x.rows[i][3 + c];
    });
    for (const cut of CUTS) await expectTheorem(smooth, y, { grid, cut });
  });

  test.each([1, 41, 58])('maps that repeat themselves, and have nothing at most frequencies, seed %i', async (seed) => {
    const noise = noiseMaps(3, { height: 2, width: 12, channels: 2 }, seed);
    const striped = mapValues(noise, (_, { i, x: column, c }) => noise.rows[i][column % 2] + c * noise.rows[i][c]);
    const other = noiseMaps(3, { height: 2, width: 4, channels: 2 }, seed + 1000);
    for (const cut of CUTS) {
      const { metrics, x: left } = await compare(mapLayer(striped, 'x'), mapLayer(other, 'y'), {
        metrics: METRICS,
        cut,
      });
      const expected = await compare(...allShifts(striped, other, { height: 2, width: 4 }), { metrics: METRICS, cut });
      expect(left).toMatchObject({ rank: expected.x.rank, k: expected.x.k });
      expectNear(metrics, expected.metrics, 1e-12);
    }
  });

  test.each([2, 3, 5])('%i datapoints say what their shifts say', async (datapoints) => {
    const layers = layersOf(SIZES[0], datapoints);
    for (const cut of CUTS) await expectTheorem(layers.x, layers.y, { ...layers, cut });
    const aliased = layersOf(SIZES[5], datapoints);
    for (const cut of CUTS) await expectTheorem(aliased.x, aliased.y, { ...aliased, cut });
  });

  test.each([1e-3, 1e-5, 1e-8, 1e-11])('channels that depend on each other but for %d', async (size) => {
    const near = mixChannels(x, [[1], [2], [-3]]);
    const noise = noiseMaps(20, { ...grid, channels: 1 }, 99);
    const layer = withChannels(
      x,
      mapValues(near, (own, { i, y: r, x: s }) => own + size * noise.rows[i][3 * r + s]),
    );
    const { decisions } = await compare(mapLayer(layer), mapLayer(y));
    expect(decisions[1]).toMatch(/and a second pass that resolved 7 of them$/);
    const condition = Number(/about (\S+)$/.exec(decisions[2])?.[1]);
    expect(condition * size).toBeGreaterThan(1);
    // What rounding of the channels themselves may change, which the cut at 99 % leaves out.
    const all = { grid, cut: FULL_RANK, tolerance: Math.max(1e-12, 30 * EPSILON * condition) };
    const few = { grid, cut: CUTS[0], metrics: METRICS.filter((metric) => metric !== 'cca') };
    for (const options of [all, few]) {
      await expectTheorem(layer, y, options);
      await expectTheorem(layer, y, { ...options, blockRows: 3 });
      await expectTheorem(y, layer, { ...options, blockRows: 16 });
    }
  });

  test('that take a second reading are an error where there is none, which names what can be read once', async () => {
    const layer = withChannels(x, mixChannels(x, [[1], [2], [-3]]));
    for (const [once, name] of [
      [{ x: true }, 'a'],
      [{ y: true }, 'b'],
    ] as const) {
      const [a, b] = [mapLayer(layer, 'a'), mapLayer(y, 'b')];
      const failed = compare({ ...a, once: 'x' in once }, { ...b, once: 'y' in once });
      await expect(failed).rejects.toMatchObject({
        kind: 'input',
        message: expect.stringContaining(`${name} can only be read once`),
      });
    }
    await compare({ ...mapLayer(x), once: true }, { ...mapLayer(y), once: true });
  });

  test('whose later values are on another scale are an error where they can be read once', async () => {
    const late = mapLayer(
      second((own, i) => (i < 4 ? 0 : 1e150 * own)),
      'late',
    );
    const failed = compare({ ...late, once: true }, mapLayer(y), { blockRows: 4 });
    await expect(failed).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('late cannot be read'),
    });
  });
});

import { describe, expect, test } from '@jest/globals';
import { frequencyChance } from '../../src/analysis/frequency-chance.js';
import { frequencyMetrics } from '../../src/analysis/frequency-metrics.js';
import type { Metric } from '../../src/analysis/metrics.js';
import { defaultEngine } from '../../src/engine/default-engine.js';
import type { Activations } from '../../src/similarity/activations.js';
import { spectralPair } from '../../src/similarity/dft-conv.js';
import { frequencyPlan } from '../../src/similarity/frequency-blocks.js';
import { heldActivations } from '../../src/similarity/held-activations.js';
import { type Cut, DEFAULT_CUT } from '../../src/similarity/kept-directions.js';
import { oneSidedPlan } from '../../src/similarity/one-sided-plan.js';
import { type ReducedMaps, reduceMaps } from '../../src/similarity/reduce-maps.js';
import { reducedOverlaps } from '../../src/similarity/reduced-overlaps.js';
import { mapOf } from '../../src/similarity/spectral-memory.js';
import { pairOverlaps, type SpectralOverlaps } from '../../src/similarity/spectral-overlaps.js';
import { stackedOverlap } from '../../src/similarity/stacked-columns.js';
import { engines } from '../engine/engines.js';
import { layer, normalRows } from '../properties/layers.js';
import { convolved, type Maps, mapLayer, mapValues, mixChannels, noiseMaps, withChannels } from '../properties/maps.js';

const CUT: readonly Metric[] = ['svcca', 'weighted', 'r2', 'gcd'];
const WHOLE: readonly Metric[] = ['cca', 'pwcca', 'cka', 'procrustes'];

const IMAGES = noiseMaps(60, { height: 8, width: 6, channels: 3 }, 1);
const first = (maps: Maps, datapoints: number) => ({ ...maps, rows: maps.rows.slice(0, datapoints) });

/** A convolution of the same images. */
function conv(seed: number, { channels = 4, down = 1, right = 1 } = {}): Activations {
  return mapLayer(convolved(IMAGES, { channels, seed, down, right }), `conv ${seed}`);
}

/** Other images, of another size, that have something to do with them. */
function resized(height: number, width: number, seed: number): Activations {
  const noise = noiseMaps(60, { height, width, channels: 3 }, seed);
  return mapLayer(
    mapValues(noise, (value, { i, y, x, c }) => value + 2 * IMAGES.rows[i][((y % 8) * 6 + (x % 6)) * 3 + c]),
    `${height} × ${width}`,
  );
}

async function together([x, y]: readonly [Activations, Activations], options: Compared) {
  const pair = await spectralPair([x, y], { engine: options.engine ?? defaultEngine });
  try {
    return compared(pairOverlaps(pair, options.engine ?? defaultEngine), options);
  } finally {
    pair.release();
  }
}

async function apart([x, y]: readonly [Activations, Activations], { cut, metrics, engine = defaultEngine }: Compared) {
  const whole = !CUT.includes(metrics[0]);
  const [own, other] = [mapOf(x), mapOf(y)];
  const reduced = [
    await reduceMaps(x, oneSidedPlan(own, other), { engine, cut, whole }),
    await reduceMaps(y, oneSidedPlan(other, own), { engine, cut, whole }),
  ];
  const overlaps = reducedOverlaps(frequencyPlan(own, other), { x: reduced[0], y: reduced[1], engine });
  return compared(overlaps, { cut, metrics, engine });
}

interface Compared {
  readonly cut: Cut;
  readonly metrics: readonly Metric[];
  readonly engine?: typeof defaultEngine;
}

/** All that a pane has of two layers. */
function compared(overlaps: SpectralOverlaps, { cut, metrics, engine = defaultEngine }: Compared) {
  const result = frequencyMetrics(overlaps, { metrics, cut, engine });
  const { plan, x, y } = overlaps;
  const chance = frequencyChance({ plan, x, y }, result, { metrics, datapoints: 60 });
  const about = [x, y].map(({ rank, deadNeurons, duplicateNeurons }) => [rank, deadNeurons, duplicateNeurons]);
  return { values: result.values, kept: [result.cut.kx, result.cut.ky], about, floors: chance?.floors };
}

/** The same but for rounding. */
function expectNear(actual: unknown, expected: unknown, tolerance: number, what = ''): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (!(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)))) {
      expect([what, actual]).toEqual([what, expected]);
    }
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expectNear((actual as Record<string, unknown>)[key], value, tolerance, `${what}.${key}`);
    }
  } else expect([what, actual]).toEqual([what, expected]);
}

const PAIRS: readonly (readonly [string, Activations, Activations])[] = [
  ['of equal maps', conv(2), conv(3, { channels: 5 })],
  ['with itself', conv(2), conv(2)],
  ['of odd, equal maps', resized(5, 3, 4), resized(5, 3, 5)],
  ['of maps of which one is a stride of the other', conv(2), conv(3, { down: 2, right: 2 })],
  ['of maps that divide each other both ways', conv(2, { down: 2 }), conv(3, { right: 3 })],
  ['of maps that have a few frequencies in common', conv(2), resized(5, 4, 6)],
  ['of maps that are cropped along one axis', conv(2), resized(4, 4, 6)],
  ['of a dense layer and maps', layer(normalRows(60, 7, 8), 'dense'), conv(2)],
  ['of maps and a wide dense layer', conv(2, { down: 2 }), layer(normalRows(60, 80, 8), 'wide')],
  ['of one row and one column', resized(1, 6, 4), resized(8, 1, 5)],
];

describe.each(PAIRS)('reductions of layers by themselves, %s,', (_, x, y) => {
  test.each([
    ['the default cut', DEFAULT_CUT],
    ['a low one', { variance: 0.6, energy: 'variance' }],
    ['one of singular values', { variance: 0.9, energy: 'singular' }],
    ['a number of directions', { variance: 0.9, energy: 'variance', directions: 5 }],
    ['no cut', { variance: 1, energy: 'variance' }],
  ] as const)('give at %s what the layers give that are read together', async (_name, cut) => {
    const options = { cut, metrics: CUT };
    expectNear(await apart([x, y], options), await together([x, y], options), 1e-12);
  });

  test('give as wholes what the layers give that are read together', async () => {
    const options = { cut: DEFAULT_CUT, metrics: WHOLE };
    expectNear(await apart([x, y], options), await together([x, y], options), 1e-12);
  });
});

const few = first(IMAGES, 9);
const dead = mapValues(IMAGES, (value, { c }) => (c === 1 ? 3 : value));
const twice = withChannels(IMAGES, mixChannels(IMAGES, [[1], [0], [0]]));
const smooth = mapValues(IMAGES, (_, { i, c }) => IMAGES.rows[i][c]);
/** Channels that nearly depend on each other. */
const close = withChannels(
  IMAGES,
  mapValues(mixChannels(IMAGES, [[1], [0], [0]]), (value, { i, y, x }) => value + 1e-7 * Math.sin(i * 7 + y * 3 + x)),
);
const scaled = mapValues(IMAGES, (value, { c }) => value * 10 ** (-90 * c));

describe.each([
  ['with fewer datapoints than channels', few, mixChannels(few, normalRows(3, 12, 5))],
  ['with a channel that never changes', dead, IMAGES],
  ['with a channel twice', twice, IMAGES],
  ['without energy at most frequencies', smooth, IMAGES],
  ['with channels that nearly depend on each other', close, IMAGES],
  ['on wild scales', scaled, IMAGES],
])('reductions of maps %s', (_, x, y) => {
  test.each(engines)('agree with the pair read together, on the $name engine', async (engine) => {
    const pair = [mapLayer(x, 'x'), mapLayer(y, 'y')] as const;
    for (const metrics of [CUT, WHOLE]) {
      const options = { cut: DEFAULT_CUT, metrics, engine };
      expectNear(await apart(pair, options), await together(pair, options), x === close ? 1e-11 : 1e-12);
    }
  });
});

test('channels that nearly depend on each other are more than their Gram matrices resolve', async () => {
  const pair = await spectralPair([mapLayer(close, 'x'), mapLayer(IMAGES, 'y')], { engine: defaultEngine });
  pair.release();
  expect(pair.readAgain).toBeGreaterThan(0);
});

describe('a layer of maps reduced by itself', () => {
  const engine = defaultEngine;
  const x = conv(2);
  const plan = oneSidedPlan(mapOf(x), mapOf(x));

  function worstDefect({ blocks }: ReducedMaps): number {
    let worst = 0;
    for (const { columns } of blocks) {
      const { re, im } = stackedOverlap(columns, columns, engine);
      re.data.forEach((value, at) => {
        const eye = at % (re.rows + 1) === 0 ? 1 : 0;
        worst = Math.max(worst, Math.abs(value - eye), Math.abs(im?.data[at] ?? 0));
      });
    }
    return worst;
  }

  test.each([true, false])('has orthonormal columns (whole: %s)', async (whole) => {
    const maps = [x, mapLayer(close, 'close'), mapLayer(few, 'few')];
    for (const own of maps) {
      const map = mapOf(own);
      const reduced = await reduceMaps(own, oneSidedPlan(map, map), { engine, cut: DEFAULT_CUT, whole });
      expect(worstDefect(reduced)).toBeLessThan(whole && own === maps[1] ? 1e-10 : 1e-13);
    }
  });

  test('is read once, from a file or held, to the same values', async () => {
    let readings = 0;
    const counted: Activations = {
      ...x,
      blocks(rows) {
        readings++;
        return x.blocks(rows);
      },
    };
    const options = { engine, cut: DEFAULT_CUT, whole: false };
    const direct = await reduceMaps(counted, plan, options);
    expect(readings).toBe(1);
    const held = await heldActivations(counted);
    expect(await reduceMaps(held, plan, options)).toEqual(direct);
    expect(await reduceMaps(held, plan, options)).toEqual(direct);
    expect(readings).toBe(2);
  });

  test('keeps the directions of one cut through all frequencies, both of a pair of conjugates', async () => {
    const cut: Cut = { variance: 0.8, energy: 'variance' };
    const { blocks, kept, rank, singularValues } = await reduceMaps(x, plan, { engine, cut, whole: false });
    const widths = blocks.map(({ columns, multiplicity }) => multiplicity * columns.stack.cols);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(kept);
    expect(kept).toBeLessThan(rank);
    expect(singularValues.length).toBe(rank);
    const energy = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
    expect(energy(singularValues.subarray(0, kept)) / energy(singularValues)).toBeGreaterThanOrEqual(0.8);
  });

  test('has no directions where no channel varies, and says so', async () => {
    const constant = mapLayer(
      mapValues(IMAGES, () => 2),
      'constant',
    );
    await expect(reduceMaps(constant, plan, { engine, cut: DEFAULT_CUT, whole: false })).rejects.toMatchObject({
      kind: 'undefined',
      message: expect.stringContaining('constant'),
    });
  });
});

describe('what a map is asked for', () => {
  const map = { height: 8, width: 6, channels: 2 };
  const key = (height: number, width: number) => oneSidedPlan(map, { height, width, channels: 1 }).key;

  test('is the same by its like, by larger maps that it divides and by dense layers', () => {
    expect([key(16, 12), key(8, 18), key(1, 1)]).toEqual([key(8, 6), key(8, 6), key(8, 6)]);
  });

  test('differs where frequencies fall together, and where some go', () => {
    const all = [key(8, 6), key(4, 3), key(4, 6), key(8, 3), key(2, 6), key(5, 3), key(4, 4), key(3, 3), key(1, 6)];
    expect(new Set(all).size).toBe(all.length);
  });
});

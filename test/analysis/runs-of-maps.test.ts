import { describe, expect, test } from '@jest/globals';
import { cross } from '../../src/analysis/cross.js';
import { dynamics } from '../../src/analysis/dynamics.js';
import { METRICS, type Metric } from '../../src/analysis/metrics.js';
import type { ReductionStore } from '../../src/analysis/reduction-store.js';
import type { Run, RunDump } from '../../src/analysis/run.js';
import { mapRoom } from '../../src/analysis/run-memory.js';
import { selfSimilarity } from '../../src/analysis/self-similarity.js';
import type { Activations } from '../../src/similarity/activations.js';
import { layer, normalRows } from '../properties/layers.js';
import { convolved, mapLayer, mapValues, noiseMaps } from '../properties/maps.js';
import { fixtureNetwork, fixtureRun } from '../run-fixture.js';

const IMAGES = noiseMaps(40, { height: 8, width: 6, channels: 2 }, 3);

/** Readings of each dump, by its name. */
type Readings = Map<string, number>;

function dump(activations: Activations, readings: Readings): RunDump {
  const { name, datapoints, neurons, grid } = activations;
  const count = () => void readings.set(name, (readings.get(name) ?? 0) + 1);
  const counted: Activations = {
    ...activations,
    blocks(rows) {
      count();
      return activations.blocks(rows);
    },
    neuronBlocks(neuronsPerBlock) {
      count();
      return activations.neuronBlocks?.(neuronsPerBlock) as ReturnType<NonNullable<Activations['neuronBlocks']>>;
    },
  };
  const open = async () => ({ activations: counted, close: async () => {} });
  return { name, datapoints, neurons, ...(grid ? { grid } : {}), open, digest: async () => `digest of ${name}` };
}

/** A network of maps of three sizes, of which two divide each other, and a dense layer. */
function networkAt(step: number, readings: Readings): RunDump[] {
  const moved = mapValues(IMAGES, (value, { i, y, x }) => value + 0.2 * step * Math.sin(i + 2 * y + 3 * x));
  const conv1 = mapLayer(convolved(moved, { channels: 3, seed: 1 }), `conv1 ${step}`);
  const conv2 = mapLayer(convolved(moved, { channels: 4, seed: 2, down: 2, right: 2 }), `conv2 ${step}`);
  const odd = noiseMaps(40, { height: 3, width: 5, channels: 2 }, 7 + step);
  return [conv1, conv2, mapLayer(odd, `odd ${step}`), layer(normalRows(40, 5, step + 1), `fc ${step}`)].map((own) =>
    dump(own, readings),
  );
}

function runOf(readings: Readings, steps = [0, 1, 2]): Run {
  return { layers: ['conv1', 'conv2', 'odd', 'fc'], steps, cells: steps.map((step) => networkAt(step, readings)) };
}

/** A store in memory that counts what it did not have. */
function memoryStore(): ReductionStore & { missed: string[] } {
  const kept = new Map<string, object>();
  const missed: string[] = [];
  return {
    missed,
    async load<Value extends object>(key: string) {
      if (!kept.has(key)) missed.push(key);
      return structuredClone(kept.get(key)) as Value | undefined;
    },
    save: async (key, value) => void kept.set(key, structuredClone(value)),
  };
}

function expectNear(actual: unknown, expected: unknown, what = ''): void {
  if (typeof expected === 'number') {
    const apart = Math.abs((actual as number) - expected);
    if (!(apart <= 1e-12 * Math.max(1, Math.abs(expected)))) expect([what, actual]).toEqual([what, expected]);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const key of Object.keys(expected)) {
      const [own, other] = [actual, expected].map((object) => (object as Record<string, unknown>)[key]);
      expectNear(own, other, `${what}.${key}`);
    }
  } else expect([what, actual]).toEqual([what, expected]);
}

/** Too little for any reduction. */
const NO_ROOM = { memory: 1 };

describe('a run of maps under dft', () => {
  test('reads every map once, and every dense layer no more than twice', async () => {
    const readings: Readings = new Map();
    await dynamics(runOf(readings));
    expect(readings.size).toBe(12);
    for (const [name, count] of readings) expect([name, count]).toEqual([name, name.startsWith('fc') ? 2 : 1]);
    readings.clear();
    await cross(
      { layers: ['a', 'b', 'c', 'd'], dumps: networkAt(0, readings) },
      { layers: ['a', 'b', 'c', 'd'], dumps: networkAt(1, readings) },
    );
    expect(Math.max(...readings.values())).toBe(2);
    expect([...readings].filter(([name, count]) => count > 1 && !name.startsWith('fc'))).toEqual([]);
    readings.clear();
    await selfSimilarity(runOf(readings), { independent: 40 });
    expect([...new Set(readings.values())]).toEqual([1]);
  });

  test.each(METRICS)('has by %s the values of pairs that are each read for themselves', async (metric) => {
    const [reduced, paired] = [{}, NO_ROOM].map((room) => dynamics(runOf(new Map(), [0, 1]), { metric, ...room }));
    expectNear(await reduced, await paired);
  });

  test('has the values of pairs of steps that are each read for themselves', async () => {
    const [reduced, paired] = [{}, NO_ROOM].map((room) =>
      selfSimilarity(runOf(new Map()), { independent: 40, ...room }),
    );
    expectNear(await reduced, await paired);
  });

  test('takes from the store all that it has, to the same bits', async () => {
    const [readings, store] = [new Map<string, number>(), memoryStore()];
    const fresh = await dynamics(runOf(new Map(), [0, 2]));
    const kept = await dynamics(runOf(readings, [0, 2]), { store });
    readings.clear();
    store.missed.length = 0;
    expect([await dynamics(runOf(readings, [0, 2]), { store }), kept]).toEqual([fresh, fresh]);
    expect([readings.size, store.missed]).toEqual([0, []]);
    const grown = await dynamics(runOf(readings), { store });
    expect([...readings.keys()].every((name) => name.endsWith(' 1'))).toBe(true);
    expect(grown).toEqual(await dynamics(runOf(new Map())));
  });

  test('holds as many columns as there is room for, and reads the pairs of the others', async () => {
    const run = runOf(new Map());
    const full = await dynamics(run);
    const sizes = {
      held: run.cells[2] as RunDump[],
      dumps: run.cells.flat() as RunDump[],
      metric: 'weighted' as const,
    };
    const counts: number[] = [];
    for (const bytes of [0, 50e3, 100e3, 200e3, 400e3]) {
      let [little, memory] = [100e6, 200e6];
      while (memory - little > 1e3) {
        const middle = (little + memory) / 2;
        if (mapRoom(sizes, middle) < bytes) little = middle;
        else memory = middle;
      }
      const readings: Readings = new Map();
      expectNear((await dynamics(runOf(readings), { memory })).panes, full.panes, `${bytes}`);
      counts.push([...readings.values()].reduce((sum, count) => sum + count, 0));
    }
    expect(Math.max(...counts)).toBe(counts[0]);
    expect(new Set(counts).size).toBeGreaterThan(2);
    expect(counts[4]).toBe(15);
  });

  test('has gaps where a layer never changes, and says so once', async () => {
    const constant = mapLayer(
      mapValues(IMAGES, () => 1),
      'constant',
    );
    const run = runOf(new Map());
    const cells = run.cells.map((row, t) => (t === 0 ? [dump(constant, new Map()), ...row.slice(1)] : row));
    const told: string[] = [];
    const { panes, summaries } = await dynamics({ ...run, cells }, { onGap: ({ message }) => void told.push(message) });
    expect(panes[0][0]).toEqual([null, null, null, null]);
    expect([summaries[0][0], told.length]).toEqual([null, 1]);
    expect(told[0]).toContain('constant');
    await expect(dynamics({ ...run, cells })).rejects.toMatchObject({ kind: 'undefined' });
  });
});

describe('the real run, its maps under dft', () => {
  const layers = ['conv1', 'conv2', 'fc1', 'logits'];
  const LAYERS_B = ['layer1.0.conv1', 'layer2.0.conv1', 'fc.0'];

  test.each(['weighted', 'svcca', 'cca', 'pwcca', 'cka', 'procrustes'] as Metric[])(
    'has by %s the values of pairs that are each read for themselves, both ways',
    async (metric) => {
      const run = await fixtureRun({ layers, steps: [30, 3000], conv: 'dft' });
      const { panes, sides, floors } = await dynamics(run, { metric });
      const paired = await dynamics(run, { metric, ...NO_ROOM });
      expectNear({ panes, sides, floors }, { panes: paired.panes, sides: paired.sides, floors: paired.floors });
      const rows = { layers, dumps: run.cells[1] as RunDump[] };
      const columns = await fixtureNetwork({ layers: LAYERS_B, step: 2000, conv: 'dft' });
      const { matrix } = await cross(rows, columns, { metric });
      expectNear(matrix, (await cross(rows, columns, { metric, ...NO_ROOM })).matrix);
      const turned = (await cross(columns, rows, { metric, side: 'yx' })).matrix;
      const other = (await cross(rows, columns, { metric, side: 'xy' })).matrix;
      expectNear(
        turned[0].map((__, c) => turned.map((row) => row[c])),
        other,
      );
    },
  );
});

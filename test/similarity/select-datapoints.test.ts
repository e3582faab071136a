import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { activationsFrom } from '../../src/similarity/activations.js';
import { seededRandom } from '../../src/similarity/random.js';
import { type Selection, selectDatapoints } from '../../src/similarity/select-datapoints.js';

/** A layer whose two neurons tell the datapoint. */
function counting(datapoints: number) {
  return activationsFrom(
    Array.from({ length: 2 * datapoints }, (_, at) => (at % 2 === 0 ? at / 2 : -(at - 1) / 2)),
    { name: 'layer', datapoints, neurons: 2 },
  );
}

async function kept(datapoints: number, selection: Selection, rowsPerBlock: number): Promise<number[]> {
  const layer = selectDatapoints(counting(datapoints), selection);
  expect([layer.datapoints, layer.neurons]).toEqual([selection.count, 2]);
  const points: number[] = [];
  for await (const { start, rows, values } of layer.blocks(rowsPerBlock)) {
    expect([start, rows <= rowsPerBlock, values.length]).toEqual([points.length, true, 2 * rows]);
    for (let i = 0; i < rows; i++) {
      expect(values[2 * i + 1]).toBe(-values[2 * i]);
      points.push(values[2 * i]);
    }
  }
  return points;
}

const cases = fc
  .record({
    datapoints: fc.integer({ min: 1, max: 60 }),
    rowsPerBlock: fc.integer({ min: 1, max: 70 }),
    seed: fc.integer(),
  })
  .chain((one) => fc.integer({ min: 1, max: one.datapoints }).map((count) => ({ ...one, count })));

describe('selected datapoints', () => {
  test('are the first ones without a seed', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ datapoints, rowsPerBlock, count }) => {
        expect(await kept(datapoints, { count }, rowsPerBlock)).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    ));

  test('are, with a seed, as many different ones in order, the same for every block size', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ datapoints, rowsPerBlock, count, seed }) => {
        const points = await kept(datapoints, { count, seed }, rowsPerBlock);
        expect(points).toHaveLength(count);
        expect(points).toEqual([...new Set(points)].sort((a, b) => a - b));
        expect(await kept(datapoints, { count, seed }, datapoints)).toEqual(points);
      }),
    ));

  test('are drawn each as often as any other', async () => {
    const counts = new Float64Array(10);
    for (let seed = 0; seed < 2000; seed++) for (const i of await kept(10, { count: 3, seed }, 10)) counts[i]++;
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(90);
  });

  test('cannot be more than there are', () => {
    expect(() => selectDatapoints(counting(5), { count: 6 })).toThrow('layer has 5 datapoints, but 6 were asked for');
  });
});

test('seeded random numbers are uniform, and another stream for another seed', () => {
  const random = seededRandom(1);
  const values = Array.from({ length: 20000 }, random);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    expect(Math.abs(values.filter((value) => Math.floor(10 * value) === tenth).length - 2000)).toBeLessThan(200);
  }
  expect([seededRandom(1)(), seededRandom(2)(), seededRandom(2 ** 32 + 1)()].length).toBe(
    new Set([seededRandom(1)(), seededRandom(2)(), seededRandom(2 ** 32 + 1)()]).size,
  );
});

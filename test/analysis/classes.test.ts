import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { type ClassesLayer, type ClassesOptions, classes } from '../../src/analysis/classes.js';
import type { Classes } from '../../src/analysis/dynamics-result.js';
import { visibleFrom } from '../../src/analysis/visible-from.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import {
  layer as activations,
  mapEntries,
  normalRows,
  type Rows,
  relatedPairs,
  sideBySide,
  times,
} from '../properties/layers.js';

function opened(rows: Rows, name = 'layer'): ClassesLayer {
  return { name, open: async () => ({ activations: activations(rows, name), close: async () => {} }) };
}

function run(layers: readonly Rows[], logits: Rows, options: Partial<ClassesOptions> = {}): Promise<Classes> {
  return classes(
    layers.map((rows, i) => opened(rows, `fc${i + 1}`)),
    activations(logits, 'logits'),
    { classes: logits[0].map((_, c) => `${c}`), ...options },
  );
}

/** R of least squares with an intercept, by ml-matrix' Householder QR: √(1 − SSE/SST). */
function leastSquares(rows: Rows, logits: Rows): number[] {
  const design = new Matrix(rows.map((row) => [1, ...row]));
  const targets = new Matrix(logits.map((row) => [...row]));
  const fitted = design.mmul(new QrDecomposition(design).solve(targets));
  return logits[0].map((_, c) => {
    const values = logits.map((row) => row[c]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const error = values.reduce((sum, value, i) => sum + (value - fitted.get(i, c)) ** 2, 0);
    return Math.sqrt(Math.max(0, 1 - error / values.reduce((sum, value) => sum + (value - mean) ** 2, 0)));
  });
}

function expectNear(actual: readonly (number | null)[], expected: readonly (number | null)[], tolerance = 1e-10): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(value === null).toBe(expected[i] === null);
    expect(Math.abs((value ?? 0) - (expected[i] ?? 0))).toBeLessThanOrEqual(tolerance);
  });
}

const roomy = relatedPairs({ datapoints: 60, neurons: 6 }).filter(({ x }) => x.length > x[0].length + 3);

function law(name: string, check: (pair: { x: number[][]; y: number[][]; seed: number }) => Promise<void>): void {
  test(name, () => fc.assert(fc.asyncProperty(roomy, check), { numRuns: 60 }));
}

const uncut = { cut: FULL_RANK };

describe('the multiple correlation of every class', () => {
  law('is that of least squares', async ({ x, y }) => {
    expectNear((await run([x], y, uncut)).correlation[0], leastSquares(x, y), 1e-7);
  });

  law('does not change under an invertible affine map of the layer', async ({ x, y, seed }) => {
    const p = x[0].length;
    const map = mapEntries(normalRows(p, p, seed + 3), (value, i, j) => value + (i === j ? 4 : 0));
    const mapped = mapEntries(times(x, map), (value) => value + 1000);
    expectNear((await run([mapped], y, uncut)).correlation[0], (await run([x], y, uncut)).correlation[0], 1e-8);
  });

  law('does not change when a logit is scaled, turned round or shifted', async ({ x, y }) => {
    const scaled = mapEntries(y, (value, _, j) => (j % 2 === 0 ? -1e-150 : 3) * value);
    expectNear((await run([x], scaled)).correlation[0], (await run([x], y)).correlation[0]);
    const shifted = mapEntries(y, (value) => value - 50);
    expectNear((await run([x], shifted)).correlation[0], (await run([x], y)).correlation[0]);
  });

  law('does not depend on the order of datapoints, neurons or classes', async ({ x, y, seed }) => {
    const order = x.map((_, i) => i).sort((i, j) => Math.sin(seed + i) - Math.sin(seed + j));
    const shuffled = await run(
      [order.map((i) => [...x[i]].reverse())],
      order.map((i) => [...y[i]].reverse()),
    );
    expectNear([...shuffled.correlation[0]].reverse(), (await run([x], y)).correlation[0]);
  });

  law('is 1 for the logits themselves', async ({ y }) => {
    if (y.length < y[0].length + 2) return;
    const found = await run([y], y, uncut);
    expectNear(
      found.correlation[0],
      y[0].map(() => 1),
    );
  });

  law('does not see dead and repeated neurons', async ({ x, y }) => {
    const more = sideBySide(
      x,
      x.map((row) => [7, row[0], -2 * row[row.length - 1]]),
    );
    expectNear((await run([more], y, uncut)).correlation[0], (await run([x], y, uncut)).correlation[0]);
  });

  test('bears neurons on scales from 1e-150 to 1e150', async () => {
    const x = normalRows(50, 4, 11);
    const y = mapEntries(sideBySide(times(x, normalRows(4, 2, 12)), normalRows(50, 1, 13)), (v, i) => v + Math.sin(i));
    const wild = mapEntries(x, (value, _, j) => value * [1e-150, 1e-9, 1, 1e150][j]);
    expectNear((await run([wild], y, uncut)).correlation[0], leastSquares(x, y), 1e-9);
  });

  test('is the same on both engines, for a layer of more neurons than datapoints too', async () => {
    for (const neurons of [5, 80]) {
      const [x, y] = [normalRows(40, neurons, 21), normalRows(40, 3, 22)];
      const cut = { variance: 0.8, energy: 'variance' } as const;
      const own = await run([x], y, { cut });
      expect(own.summaries[0].k).toBeLessThan(39);
      expectNear(own.correlation[0], (await run([x], y, { cut, engine: plainEngine })).correlation[0]);
    }
  });
});

describe('what stands beside it', () => {
  const x = normalRows(30, 4, 31);
  const y = normalRows(30, 2, 32);

  test('adjusted R² counts the directions, and is null where they fill the datapoints', async () => {
    const { correlation, adjustedR2 } = await run([x, normalRows(30, 60, 33)], y, uncut);
    const r = correlation[0][0] as number;
    expect(adjustedR2[0][0]).toBeCloseTo(1 - ((1 - r * r) * 29) / 25, 14);
    expect(adjustedR2[1]).toEqual([null, null]);
    expectNear(correlation[1], [1, 1]);
  });

  test('independent layers come near the floor, and have an adjusted R² of about 0', async () => {
    const rows = normalRows(400, 200, 34);
    const { correlation, adjustedR2, floor } = await run(
      [rows.map((row) => row.slice(0, 40))],
      rows.map((row) => row.slice(40)),
    );
    const mean = (values: readonly (number | null)[]) =>
      values.reduce((sum: number, value) => sum + (value ?? 0), 0) / values.length;
    expect(mean(correlation[0])).toBeCloseTo(floor[0], 1);
    expect(Math.abs(mean(adjustedR2[0]))).toBeLessThan(0.02);
  });

  test('depth rises to 1, in the order given', async () => {
    const found = await run([x, x, x, y], y);
    expect(found.depth).toEqual([0.25, 0.5, 0.75, 1]);
    expect(found.layers).toEqual(['fc1', 'fc2', 'fc3', 'fc4']);
  });

  test('a class that never changes has no values', async () => {
    const found = await run(
      [x],
      sideBySide(
        y,
        y.map(() => [0.1]),
      ),
    );
    expect(found.correlation[0][2]).toBeNull();
    expect(found.adjustedR2[0][2]).toBeNull();
    expect(found.correlation[0][1]).not.toBeNull();
  });

  test('datapoints that depend on each other count once', async () => {
    const found = await run([x], y, { ...uncut, independent: 15 });
    const r = found.correlation[0][0] as number;
    expect(found.adjustedR2[0][0]).toBeCloseTo(1 - ((1 - r * r) * 14) / 10, 14);
    expect(found.floor[0]).toBeGreaterThan((await run([x], y, uncut)).floor[0]);
  });
});

test('other numbers of datapoints, and classes of which none changes, are refused by name', async () => {
  const x = normalRows(10, 2, 41);
  await expect(run([x], normalRows(9, 2, 42))).rejects.toThrow('fc1 has 10 datapoints but logits has 9');
  await expect(
    run(
      [x],
      mapEntries(x, () => 3),
    ),
  ).rejects.toThrow('no class of logits ever changes');
});

test('every layer is closed again, whatever happens', async () => {
  const closed: string[] = [];
  const open = (rows: Rows, name: string): ClassesLayer => ({
    name,
    open: async () => ({ activations: activations(rows, name), close: async () => void closed.push(name) }),
  });
  const x = normalRows(10, 2, 43);
  const dead = mapEntries(x, () => 1);
  const layers = [open(x, 'fc1'), open(dead, 'fc2'), open(x, 'fc3')];
  await expect(classes(layers, activations(x), { classes: ['a', 'b'] })).rejects.toThrow('fc2 has no variance');
  expect(closed).toEqual(['fc1', 'fc2']);
});

test('a class is visible from the first layer that has reached half of its final adjusted R²', () => {
  const adjustedR2 = [
    [0.1, 0.45, null, 0.3, 0],
    [0.5, 0.1, 0.7, 0.3, 0],
    [0.9, 0.9, 0.8, -0.1, null],
  ];
  const found = { classes: ['a', 'b', 'c', 'd', 'e'], adjustedR2 };
  expect(visibleFrom(found)).toEqual([1, 0, 1, null, null]);
  expect(visibleFrom(found, { share: 1 })).toEqual([2, 2, 2, null, null]);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CompareOptions, type Comparison, compare } from '../../src/analysis/compare.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import { layer, mapEntries, normalRows, type Rows, relatedPairs, rotation, sideBySide, times } from './layers.js';

/** The layers here are well conditioned: rounding stays far below this. */
const TOLERANCE = 1e-10;

function run(x: Rows, y: Rows, options: CompareOptions = {}): Promise<Comparison> {
  return compare(layer(x, 'x'), layer(y, 'y'), options);
}

function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(numbers);
}

function expectNear(actual: unknown, expected: unknown): void {
  const [a, b] = [numbers(actual), numbers(expected)];
  expect(a).toHaveLength(b.length);
  expect(b.length).toBeGreaterThan(0);
  a.forEach((value, i) => void expect(Math.abs(value - b[i])).toBeLessThanOrEqual(TOLERANCE));
}

/** Enough datapoints that no correlation is forced to 1, where PWCCA is not defined uniquely. */
const roomy = relatedPairs({ datapoints: 60, neurons: 6 }).filter(
  ({ x, y }) => x.length > x[0].length + y[0].length + 4,
);

function law(
  name: string,
  pairs: typeof roomy,
  check: (pair: { x: number[][]; y: number[][]; seed: number }) => Promise<void>,
): void {
  test(name, () => fc.assert(fc.asyncProperty(pairs, check), { numRuns: 60 }));
}

describe('every similarity', () => {
  law('is 1 between a layer and itself', relatedPairs(), async ({ x }) => {
    const { metrics, distances } = await run(x, x);
    const { ckaDebiased, ...others } = metrics;
    for (const value of numbers(others)) expect(Math.abs(value - 1)).toBeLessThanOrEqual(TOLERANCE);
    if (ckaDebiased != null) expect(Math.abs(ckaDebiased - 1)).toBeLessThanOrEqual(TOLERANCE);
    expect(distances.procrustes).toBeLessThanOrEqual(TOLERANCE);
  });

  law(
    'does not change when the datapoints of both layers are listed in another order',
    roomy,
    async ({ x, y, seed }) => {
      const order = x.map((_, i) => i).sort((i, j) => Math.sin(seed + i) - Math.sin(seed + j));
      const [a, b] = [x, y].map((rows) => order.map((i) => rows[i]));
      expectNear((await run(a, b)).metrics, (await run(x, y)).metrics);
    },
  );

  law('swaps its sides when the layers are swapped', roomy, async ({ x, y }) => {
    const [there, back] = [await run(x, y), await run(y, x)];
    const { weighted, pwcca, ...symmetric } = back.metrics;
    expectNear(there.metrics, {
      ...there.metrics,
      ...symmetric,
      weighted: { xy: weighted?.yx, yx: weighted?.xy, mean: weighted?.mean },
      pwcca: { x: pwcca?.y, y: pwcca?.x },
    });
    expect([there.x.k, there.y.k]).toEqual([back.y.k, back.x.k]);
    expectNear(there.correlations, back.correlations);
  });

  law('does not depend on how many datapoints are read at a time', relatedPairs(), async ({ x, y, seed }) => {
    const whole = await run(x, y, { cut: { variance: 0.9, energy: 'variance' } });
    const chunked = await run(x, y, { cut: { variance: 0.9, energy: 'variance' }, blockRows: 1 + (seed % 5) });
    expectNear(chunked.correlations, whole.correlations);
    const comparable = ({ pwcca, ckaDebiased, ...rest }: Comparison['metrics']) => rest;
    expectNear(comparable(chunked.metrics), comparable(whole.metrics));
    if (whole.metrics.ckaDebiased != null) expectNear(chunked.metrics.ckaDebiased, whole.metrics.ckaDebiased);
  });

  law('stays within [0, 1], with correlations that fall', relatedPairs(), async ({ x, y }) => {
    const { metrics, correlations } = await run(x, y);
    const { ckaDebiased, gcd, ...bounded } = metrics;
    for (const value of [...numbers(bounded), ...(correlations ?? [])]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1 + TOLERANCE);
    }
    expect(correlations).toEqual([...(correlations ?? [])].sort((a, b) => b - a));
  });
});

describe('cca', () => {
  law('does not change under invertible affine maps of either side', roomy, async ({ x, y, seed }) => {
    const p = x[0].length;
    const map = mapEntries(normalRows(p, p, seed + 5), (value, i, j) => 0.3 * value + (i === j ? 3 : 0));
    const moved = mapEntries(times(x, map), (value, _, j) => value + 100 * j);
    const rescaled = mapEntries(y, (value, _, j) => value * 10 ** (-3 * j));
    expectNear(
      (await run(moved, rescaled, { metrics: ['cca'] })).correlations,
      (await run(x, y, { metrics: ['cca'] })).correlations,
    );
  });

  law('does not see dead, duplicated or dependent neurons', roomy, async ({ x, y }) => {
    const padded = sideBySide(
      x,
      x.map((row) => [3.25, row[0], 2 * row[0] - row[row.length - 1]]),
    );
    const [plain, more] = [await run(x, y, { metrics: ['cca'] }), await run(padded, y, { metrics: ['cca'] })];
    expectNear(more.correlations, plain.correlations);
    expect([more.x.rank, more.x.deadNeurons, more.x.duplicateNeurons]).toEqual([
      plain.x.rank,
      1,
      x[0].length === 1 ? 2 : 1,
    ]);
  });

  law('is svcca at t = 1', relatedPairs(), async ({ x, y }) => {
    const { metrics } = await run(x, y, { cut: FULL_RANK });
    expect(metrics.svcca).toBe(metrics.cca);
  });

  law('of one neuron with one neuron is the magnitude of the Pearson correlation', roomy, async ({ x, y }) => {
    const [a, b] = [x, y].map((rows) => rows.map(([value]) => value));
    const { correlations } = await run(
      a.map((v) => [v]),
      b.map((v) => [v]),
      { metrics: ['cca'] },
    );
    expectNear(correlations, [Math.abs(pearson(a, b))]);
  });

  law('of a layer with one neuron is the multiple correlation', roomy, async ({ x, y }) => {
    const target = y.map(([value]) => value);
    const { correlations, directions } = await run(
      x,
      target.map((v) => [v]),
      { cut: FULL_RANK, directions: true },
    );
    const coefficients = [...(directions?.a.data ?? [])];
    const fitted = x.map((row) => row.reduce((sum, value, j) => sum + value * coefficients[j], 0));
    expectNear(correlations, [Math.abs(pearson(fitted, target))]);
    const elsewhere = x.map((row) =>
      row.reduce((sum, value, j) => sum + value * (coefficients[j] + 0.1 * Math.sin(j + 1)), 0),
    );
    expect(Math.abs(pearson(elsewhere, target))).toBeLessThanOrEqual((correlations ?? [])[0] + TOLERANCE);
  });
});

describe('svcca, cka and procrustes', () => {
  law('do not change under rotation, isotropic scale and shift', roomy, async ({ x, y, seed }) => {
    const moved = mapEntries(times(x, rotation(x[0].length, seed + 9)), (value, _, j) => 7 * value + j);
    const [there, here] = [await run(moved, y), await run(x, y)];
    for (const name of ['svcca', 'weighted', 'cka', 'ckaDebiased', 'procrustes'] as const) {
      if (here.metrics[name] !== null) expectNear(there.metrics[name], here.metrics[name]);
    }
    expectNear(there.distances, here.distances);
  });
});

describe('pwcca', () => {
  law('does not change under permutation of neurons, isotropic scale and shift', roomy, async ({ x, y }) => {
    const moved = mapEntries(
      x.map((row) => [...row].reverse()),
      (value, _, j) => 0.01 * value - 5 * j,
    );
    expectNear((await run(moved, y)).metrics.pwcca, (await run(x, y)).metrics.pwcca);
  });
});

describe('canonical directions', () => {
  law('whiten both layers and diagonalise their cross-covariance', roomy, async ({ x, y }) => {
    const { directions, correlations } = await run(x, y, { cut: FULL_RANK, directions: true });
    if (directions === undefined) throw new Error('no directions');
    const alignedX = aligned(x, directions.a, directions.meansX);
    const alignedY = aligned(y, directions.b, directions.meansY);
    const c = correlations?.length ?? 0;
    for (let i = 0; i < c; i++) {
      for (let j = 0; j < c; j++) {
        expectNear(inner(alignedX, alignedX, i, j), i === j ? 1 : 0);
        expectNear(inner(alignedY, alignedY, i, j), i === j ? 1 : 0);
        expectNear(inner(alignedX, alignedY, i, j), i === j ? (correlations ?? [])[i] : 0);
      }
      const column = [...directions.a.data.subarray(i * directions.a.rows, (i + 1) * directions.a.rows)];
      expect(column.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)).toBeGreaterThan(0);
    }
  });
});

describe('forced ones', () => {
  test('p = q = 7 over 12 datapoints has exactly three correlations of 1, and says so', async () => {
    const { correlations, warnings, chance } = await run(normalRows(12, 7, 1), normalRows(12, 7, 2), {
      cut: FULL_RANK,
    });
    expect(correlations?.filter((rho) => rho > 1 - 1e-12)).toHaveLength(3);
    expect(chance?.forcedOnes).toBe(3);
    expect(warnings.map(({ code }) => code)).toEqual(['forced-ones', 'says-nothing']);
    expect(warnings[0].message).toContain('3 of 7');
  });
});

function pearson(a: readonly number[], b: readonly number[]): number {
  const centre = (v: readonly number[]) => v.map((value) => value - v.reduce((s, w) => s + w, 0) / v.length);
  const [x, y] = [centre(a), centre(b)];
  const dot = (p: readonly number[], q: readonly number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

function aligned(
  rows: Rows,
  { rows: p, cols, data }: { rows: number; cols: number; data: Float64Array },
  means: Float64Array,
): number[][] {
  return rows.map((row) =>
    Array.from({ length: cols }, (_, j) =>
      row.reduce((sum, value, i) => sum + (value - means[i]) * data[j * p + i], 0),
    ),
  );
}

function inner(a: Rows, b: Rows, i: number, j: number): number {
  return a.reduce((sum, row, r) => sum + row[i] * b[r][j], 0);
}

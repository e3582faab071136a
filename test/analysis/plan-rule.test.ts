import { describe, expect, test } from '@jest/globals';
import { compressionPlan, compressPlan } from '../../src/analysis/compress-plan.js';
import type { PlanRule } from '../../src/analysis/compression-result.js';
import { factorPair } from '../../src/analysis/factor-pair.js';
import { type LayerDirectionsOptions, layerDirections } from '../../src/analysis/layer-directions.js';
import type { NextLayer } from '../../src/analysis/next-layer.js';
import { layer, mapEntries, normalRows, type Rows, sideBySide } from '../properties/layers.js';

/** 10 neurons, of which the last five hardly vary: 99 % of the variance is in five directions. */
const LAYER = mapEntries(normalRows(80, 10, 1), (value, _, j) => (j < 5 ? value : 0.01 * value) + 1);

function next(outputs: number, inputs: number): NextLayer {
  const weights = { rows: outputs, cols: inputs, data: Float64Array.from(normalRows(1, outputs * inputs, 2)[0]) };
  return { name: 'next', weights, bias: new Float64Array(outputs) };
}

async function planned(rule: PlanRule, options: { rows?: Rows; outputs?: number; variance?: number } = {}) {
  const { rows = LAYER, outputs, variance = 0.99 } = options;
  const { plan, warnings } = await compressPlan(layer(rows, 'fc'), {
    rule,
    method: 'oblique',
    draws: 1,
    cut: { variance, energy: 'variance' },
    ...(outputs === undefined ? {} : { next: next(outputs, rows[0].length) }),
  });
  return { plan, codes: warnings.map(({ code }) => code), messages: warnings.map(({ message }) => message) };
}

describe('the number of directions', () => {
  test('is what the cut keeps, where nothing else is asked for', async () => {
    expect((await planned({ by: 'variance', asked: 0.99 })).plan.k).toBe(5);
  });

  test('is that of neurons times a ratio, rounded', async () => {
    expect((await planned({ by: 'ratio', asked: 0.35 }, { variance: 1 })).plan.k).toBe(4);
    expect((await planned({ by: 'ratio', asked: 0.01 }, { variance: 1 })).plan.k).toBe(1);
  });

  test('is the largest whose two factors fit a budget', async () => {
    const { plan } = await planned({ by: 'budget', asked: 89 }, { outputs: 20 });
    expect([plan.k, plan.parameters.after]).toEqual([2, 60]);
    expect((await planned({ by: 'budget', asked: 90 }, { outputs: 20 })).plan.k).toBe(3);
  });

  test('is the smallest that leaves a residual', async () => {
    const { plan } = await planned({ by: 'residual', asked: 0.5 });
    const own = plan.curve.methods.find(({ method }) => method === 'pca')?.residual as readonly number[];
    expect(plan.residual).toBeLessThanOrEqual(0.5);
    expect(own[plan.curve.k.indexOf(plan.k - 1)] ?? 1).toBeGreaterThan(0.5);
  });

  test('leaves no more than the residual that a refusal says to ask for', async () => {
    for (const variance of [0.3, 0.5, 0.7, 0.9, 0.99]) {
      const refusal = await planned({ by: 'residual', asked: 0.001 }, { variance }).catch(({ hint }) => hint);
      const offered = Number(/ask for (\S+) or more/.exec(refusal)?.[1]);
      const { plan } = await planned({ by: 'residual', asked: offered }, { variance });
      expect(plan.residual).toBeLessThanOrEqual(offered);
      expect(plan.residual).toBeGreaterThan(0.98 * offered);
    }
  });

  test('stops at the directions that there are under a ratio or a budget, and says so', async () => {
    const ratio = await planned({ by: 'ratio', asked: 0.8 });
    expect([ratio.plan.k, ratio.codes.includes('fewer-directions')]).toEqual([5, true]);
    expect(ratio.messages.join()).toContain('a ratio of 0.8 allows 8 directions, but fc has 5: they hold 99 %');
    const budget = await planned({ by: 'budget', asked: 1e6 });
    expect([budget.plan.k, budget.codes.includes('fewer-directions')]).toEqual([5, true]);
  });
});

describe('what cannot be is refused', () => {
  test.each<[PlanRule, string]>([
    [
      { by: 'directions', asked: 6 },
      'fc has 5 directions, but 6 were asked for: they hold 99 % of its variance, of 10 in all',
    ],
    [{ by: 'directions', asked: 0 }, '0 directions were asked for'],
    [{ by: 'directions', asked: 2.5 }, '2.5 directions were asked for'],
    [{ by: 'ratio', asked: 0 }, 'a ratio of 0 was asked for'],
    [{ by: 'ratio', asked: 1.5 }, 'a ratio of 1.5 was asked for'],
    [{ by: 'budget', asked: 19 }, 'a budget of 19 parameters holds no direction of fc: one takes 20'],
    [{ by: 'residual', asked: 0.001 }, 'all 5 directions of fc that are kept leave'],
    [{ by: 'residual', asked: 1 }, 'a residual of 1 was asked for'],
    [{ by: 'accuracy-drop', asked: 0.1 }, 'accuracy cannot be told without'],
  ])('%j', async (rule, message) => {
    await expect(planned(rule)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(message) });
  });

  test.each<[string, Rows, string]>([
    [
      'dead and copied neurons',
      sideBySide(
        mapEntries(LAYER, (v, _, j) => (j === 9 ? 2 : v)),
        LAYER.map(([v]) => [v]),
      ),
      '1 are dead, 1 are copies of others',
    ],
    ['few datapoints', LAYER.slice(0, 6), '6 datapoints have no more than 5 dimensions'],
    ['sums', LAYER.map((row) => [...row, row[0] + row[1]]), 'others are combinations of each other'],
  ])('for %s, saying why there are no more', async (_, rows, reason) => {
    const options: LayerDirectionsOptions = { cut: { variance: 1, energy: 'variance' } };
    const directions = await layerDirections(layer(rows, 'fc'), options);
    expect(() => factorPair(directions, { k: 11, method: 'oblique' })).toThrow(reason);
  });
});

describe('sizes', () => {
  test('a square layer of k directions has 2k/p of its parameters', async () => {
    const { plan, codes } = await planned({ by: 'directions', asked: 3 }, { outputs: 10 });
    expect(plan.parameters).toEqual({ before: 100, after: 60 });
    expect([plan.ratio, plan.breakEven, codes]).toEqual([0.6, 5, []]);
  });

  test('a plan that makes the layer larger, or no smaller, is said to', async () => {
    const same = await planned({ by: 'directions', asked: 5 }, { outputs: 10 });
    expect(same.messages).toEqual([
      '5 directions make fc no smaller: 100 parameters instead of 100 (10 × 10); it becomes smaller with at most 4',
    ]);
    const larger = await planned({ by: 'directions', asked: 1 }, { outputs: 1 });
    expect(larger.messages).toEqual([
      '1 directions make fc larger: 11 parameters instead of 10 (1 × 10); no number of directions makes it smaller',
    ]);
  });

  test('without weights the layer is counted as square', async () => {
    const { plan } = await planned({ by: 'directions', asked: 2 });
    expect([plan.weights, plan.outputs, plan.parameters.before, plan.predicted]).toEqual([false, 10, 100, null]);
  });

  test('several plans add up', async () => {
    const [a, b] = [
      await planned({ by: 'directions', asked: 2 }),
      await planned({ by: 'directions', asked: 3 }, { outputs: 20 }),
    ];
    const { total } = compressionPlan([a.plan, b.plan]);
    expect(total).toEqual({ parameters: { before: 300, after: 130 }, multiplyAdds: { before: 300, after: 130 } });
  });
});

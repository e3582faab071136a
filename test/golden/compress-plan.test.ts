import { describe, expect, test } from '@jest/globals';
import { compressionPlan, compressPlan } from '../../src/analysis/compress-plan.js';
import type { LayerPlan, PlanRule, ProjectionKind } from '../../src/analysis/compression-result.js';
import { compressedLayer } from '../../src/analysis/factor-pair.js';
import { defaultEngine as engine } from '../../src/engine/default-engine.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { activationsFrom } from '../../src/similarity/activations.js';
import { readJson } from '../fixtures.js';
import { fixtureArray, fixtureLabels, fixtureNext, goldenLayer, goldenOptions } from '../golden-layer.js';

const golden = readJson('golden/compress.json');
const cases: [string, any][] = Object.entries(golden.cases);
const chains: [ProjectionKind, boolean, number, any][] = golden.chains.map((chain: any) => [
  chain.method,
  chain.logits,
  chain.ratio,
  chain,
]);

/** Directions lose digits as 1 over the gap of their correlations, 1e-5 at least. */
const RESIDUAL = 1e-11;
/** Outputs are of order 10, after three layers. */
const OUTPUT = 1e-9;

const near = (actual: number, expected: number, tolerance: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);

describe('beside an independent script', () => {
  test.each(cases)(
    '%s: every rule comes to as many directions, parameters and the same accuracy',
    async (_name, row) => {
      const layer = await goldenLayer(row.layer);
      const options = await goldenOptions(row);
      for (const { by, asked, method, k } of row.rules) {
        const rule = { by, asked: asked ?? row.threshold } as PlanRule;
        const kind: ProjectionKind = method ?? 'oblique';
        const { plan } = await compressPlan(layer, { ...options, rule, method: kind, k: [1], draws: 1 });
        expect([by, asked, kind, plan.k]).toEqual([by, asked, kind, k]);
        const { outputs, before, breakEven } = row.size;
        const after = k * (plan.neurons + outputs);
        expect(plan).toMatchObject({ outputs, parameters: { before, after }, multiplyAdds: { before, after } });
        near(plan.ratio, after / before, 1e-15);
        near(plan.breakEven, breakEven, 1e-12);
        checkPredicted(plan, row);
      }
    },
  );

  test.each(chains)(
    'three layers one after the other, %s, with logits %p, ratio %p: the plans are the same, and so is the network',
    async (method, logits, ratio, chain) => {
      const labels = await fixtureLabels('mlp/held-out/labels.npy');
      const last = await goldenLayer({ path: 'mlp/logits.npy' });
      const plans: LayerPlan[] = [];
      let found = await fixtureArray('mlp/fc1.npy');
      let held = await fixtureArray('mlp/held-out/fc1.npy');
      for (const expected of chain.layers) {
        const next = await fixtureNext(expected.next);
        const { plan, directions } = await compressPlan(inMemory(found, expected.layer), {
          ...(logits ? { other: { activations: last, as: 'logits' } as const } : {}),
          next,
          heldOut: inMemory(held, 'held out'),
          ...(expected.accuracy === null ? {} : { labels }),
          rule: { by: 'ratio', asked: ratio },
          method,
          k: [1],
          draws: 1,
          activations: 'computed',
        });
        const { k, aligned, kept, rank, before, after, accuracy, agreement, unrestricted } = expected;
        expect(plan).toMatchObject({
          k,
          activations: 'computed',
          parameters: { before, after },
          predicted: { accuracy, agreement },
        });
        expect(plan.directions).toMatchObject({ aligned, kept, rank });
        expect(plan.evaluated).toMatchObject({ accuracy: unrestricted, heldOut: true });
        near(plan.residual, expected.residual, RESIDUAL);
        plans.push(plan);
        const factors = compressedLayer(directions, next, { k, method, engine });
        const compute = (x: Matrix) => {
          const { rows, cols, data } = engine.product(factors.weight2, engine.product(factors.weight1, x));
          const outputs = data.map((value, at) => value + factors.bias[at % rows]);
          return {
            rows,
            cols,
            data: expected.next === 'logits' ? outputs : outputs.map((value) => Math.max(value, 0)),
          };
        };
        [found, held] = [compute(found), compute(held)];
      }
      expect(compressionPlan(plans).total).toEqual({ parameters: chain.total, multiplyAdds: chain.total });
      expect(accuracyOf(held, labels)).toBe(chain.accuracy);
      chain.outputs.flat().forEach((value: number, at: number) => void near(held.data[at], value, OUTPUT));
    },
  );
});

/** What a plan predicts is what the script measured at this k, where it did. */
function checkPredicted(plan: LayerPlan, row: any): void {
  const at = row.k.indexOf(plan.k);
  const { residual, accuracy, agreement } = row.methods[plan.method];
  if (at < 0 || residual[at] === null) return;
  near(plan.residual, residual[at], RESIDUAL);
  if (row.next !== null) expect(plan.predicted).toEqual({ accuracy: accuracy[at], agreement: agreement[at] });
}

function inMemory({ rows, cols, data }: Matrix, name: string) {
  return activationsFrom(data, { name, datapoints: cols, neurons: rows });
}

/** How often the largest entry of a column is the label's. */
function accuracyOf({ rows, cols, data }: Matrix, labels: Int32Array): number {
  let right = 0;
  for (let i = 0; i < cols; i++) {
    const outputs = data.subarray(i * rows, (i + 1) * rows);
    if (outputs.indexOf(Math.max(...outputs)) === labels[i]) right++;
  }
  return right / cols;
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FreezeRule, freezePlan } from '../../src/analysis/freeze-plan.js';
import { layerGroups } from '../../src/analysis/layer-groups.js';

const names = (count: number) => Array.from({ length: count }, (_, i) => `fc${i + 1}`);
const alone = (layers: readonly string[]) => layers.map((layer) => [layer]);

function measured(
  curves: readonly (readonly (number | null)[])[],
  { similarity = 0.9, checkpoints = 1, steps = curves[0].map((_, t) => 100 * (t + 1)) as (number | string)[] } = {},
  totalSteps?: number,
): FreezeRule {
  return { name: 'last', metric: 'weighted', similarity, checkpoints, steps, curves, totalSteps };
}

function stepsOf(curves: readonly (readonly (number | null)[])[], ...rest: unknown[]): (number | null)[] {
  const layers = names(curves.length);
  const rule = (measured as (...args: unknown[]) => FreezeRule)(curves, ...rest);
  return freezePlan({ layers, groups: alone(layers), rule }).schedule.map(({ step }) => step);
}

describe('the linear rule', () => {
  test('freezes group i of L at step T·i/L, and the last one never', () => {
    const layers = names(4);
    const { schedule } = freezePlan({ layers, groups: alone(layers), rule: { name: 'linear', totalSteps: 1000 } });
    expect(schedule).toEqual([
      { layer: 'fc1', step: 250 },
      { layer: 'fc2', step: 500 },
      { layer: 'fc3', step: 750 },
      { layer: 'fc4', step: null },
    ]);
  });

  test('saves (L−1)/(2L) of the backward and (L−1)/(3L) of the whole pass at equal costs', () => {
    for (let L = 1; L <= 40; L++) {
      const layers = names(L);
      const rule = { name: 'linear', totalSteps: 977 } as const;
      const { savings } = freezePlan({ layers, groups: alone(layers), rule });
      expect(savings.backward).toBeCloseTo((L - 1) / (2 * L), 14);
      expect(savings.whole).toBeCloseTo((L - 1) / (3 * L), 14);
    }
  });

  test('counts a batch norm with the layer below, at no cost of its own', () => {
    const layers = ['conv1', 'bn1', 'conv2', 'bn2', 'fc'];
    const groups = layerGroups(layers, 'auto');
    const plan = freezePlan({ layers, groups, rule: { name: 'linear', totalSteps: 300 } });
    expect(plan.schedule.map(({ step }) => step)).toEqual([100, 100, 200, 200, null]);
    expect(plan.costs).toEqual([1, 0, 1, 0, 1]);
    expect(plan.savings.backward).toBeCloseTo(1 / 3, 14);
  });

  test('weighs what is saved by costs', () => {
    const layers = names(2);
    const rule = { name: 'linear', totalSteps: 10 } as const;
    expect(freezePlan({ layers, groups: alone(layers), rule, costs: [3, 1] }).savings.backward).toBe(3 / 8);
    expect(freezePlan({ layers, groups: alone(layers), rule, costs: [0, 1] }).savings.backward).toBe(0);
  });
});

describe('a measured rule', () => {
  test('freezes a layer once it has stayed as similar as asked for as many checkpoints', () => {
    const curve = [0.95, 0.5, 0.9, 0.92, 0.99, 1];
    expect(stepsOf([curve], { checkpoints: 1 })).toEqual([100]);
    expect(stepsOf([curve], { checkpoints: 2 })).toEqual([400]);
    expect(stepsOf([curve], { checkpoints: 3 })).toEqual([500]);
  });

  test('counts a gap as not similar', () => {
    expect(stepsOf([[0.95, null, 0.95, 0.95, 1]], { checkpoints: 2 })).toEqual([400]);
    expect(stepsOf([[null, null, null]])).toEqual([null]);
  });

  test('keeps training what lies above a layer that trains, however similar it is', () => {
    const low = [0.1, 0.2, 0.3, 0.95, 1];
    expect(stepsOf([low, [1, 1, 1, 1, 1]])).toEqual([400, 400]);
  });

  test('does not let a frozen layer train again, nor hold back the others, when it drifts in the run that was measured', () => {
    expect(
      stepsOf([
        [0.95, 0.2, 0.2, 0.2, 1],
        [0.1, 0.1, 0.95, 1, 1],
      ]),
    ).toEqual([100, 300]);
  });

  test('freezes a group when all of its layers have settled', () => {
    const layers = ['conv1', 'bn1', 'fc'];
    const curves = [
      [0.95, 0.95, 0.95, 1],
      [0.1, 0.1, 0.95, 1],
      [0.1, 0.1, 0.1, 0.1],
    ];
    const plan = freezePlan({ layers, groups: [['conv1', 'bn1'], ['fc']], rule: measured(curves) });
    expect(plan.schedule.map(({ step }) => step)).toEqual([300, 300, null]);
  });

  test('freezes nothing at the last step, where nothing is left to save', () => {
    expect(stepsOf([[0.1, 0.1, 1]])).toEqual([null]);
    expect(stepsOf([[0.1, 0.1, 1]], {}, 600)).toEqual([300]);
  });

  test('takes init for step 0, and final for the last one, which has to be told', () => {
    const curve = [0.95, 1, 1];
    expect(stepsOf([curve], { steps: ['init', 10, 20] })).toEqual([0]);
    expect(stepsOf([curve], { steps: ['init', 10, 'final'], checkpoints: 2 }, 20)).toEqual([10]);
    expect(() => stepsOf([curve], { steps: ['init', 10, 'final'] })).toThrow("step 'final' has no number");
    expect(() => stepsOf([curve], { steps: [1, 'best', 3] })).toThrow("step 'best' has no number");
    expect(() => stepsOf([curve], { steps: [10, 20, 30] }, 20)).toThrow('the run has step 30, but training ends');
    expect(() => stepsOf([curve], { steps: [10, 30, 20] })).toThrow('step 20 comes after step 30');
    expect(() => stepsOf([[1]], { steps: ['init'] })).toThrow('training ends at step 0');
  });
});

describe('every plan', () => {
  const curves = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 8 })).chain(([layers, steps]) =>
    fc.array(
      fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }), {
        minLength: steps,
        maxLength: steps,
      }),
      { minLength: layers, maxLength: layers },
    ),
  );
  const asked = fc.record({
    similarity: fc.double({ min: 0, max: 1, noNaN: true }),
    checkpoints: fc.integer({ min: 1, max: 4 }),
  });

  test('freezes bottom up, at steps of the run, and saves a share of the work', () => {
    fc.assert(
      fc.property(curves, asked, fc.integer({ min: 0, max: 500 }), (values, options, more) => {
        const layers = names(values.length);
        const total = 100 * values[0].length + more;
        const plan = freezePlan({ layers, groups: alone(layers), rule: measured(values, options, total) });
        const steps = plan.schedule.map(({ step }) => step ?? Number.POSITIVE_INFINITY);
        steps.forEach((step, i) => {
          if (i > 0) expect(step).toBeGreaterThanOrEqual(steps[i - 1]);
          expect(step === Number.POSITIVE_INFINITY || (step % 100 === 0 && step < total)).toBe(true);
        });
        expect(plan.savings.backward).toBeGreaterThanOrEqual(0);
        expect(plan.savings.backward).toBeLessThan(1);
        expect(plan.savings.whole).toBeCloseTo((plan.savings.backward * 2) / 3, 15);
      }),
    );
  });

  test('freezes no earlier where more is asked for', () => {
    fc.assert(
      fc.property(curves, asked, (values, { similarity, checkpoints }) => {
        const at = (options: object) => stepsOf(values, options).map((step) => step ?? Number.POSITIVE_INFINITY);
        const steps = at({ similarity, checkpoints });
        at({ similarity, checkpoints: checkpoints + 1 }).forEach((step, i) => {
          expect(step).toBeGreaterThanOrEqual(steps[i]);
        });
        at({ similarity: (1 + similarity) / 2, checkpoints }).forEach((step, i) => {
          expect(step).toBeGreaterThanOrEqual(steps[i]);
        });
      }),
    );
  });

  test('is decided by what lies below: layers above change nothing', () => {
    fc.assert(
      fc.property(curves, asked, (values, options) => {
        const fewer = values.slice(0, Math.max(1, values.length - 1));
        expect(stepsOf(values, options).slice(0, fewer.length)).toEqual(stepsOf(fewer, options));
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { classes } from '../../src/analysis/classes.js';
import { cross } from '../../src/analysis/cross.js';
import { dynamics } from '../../src/analysis/dynamics.js';
import type { Dynamics, Side } from '../../src/analysis/dynamics-result.js';
import { freezePlan } from '../../src/analysis/freeze-plan.js';
import { METRICS, type Metric } from '../../src/analysis/metrics.js';
import { dumpActivations } from '../../src/io/dump-activations.js';
import { openDump } from '../../src/io/open-dump.js';
import { oneHot } from '../../src/similarity/one-hot.js';
import { fixture, readJson } from '../fixtures.js';
import { fixtureNetwork, fixtureRun } from '../run-fixture.js';

const golden = readJson('golden/run.json');
const { layers, steps } = golden;
const [lastStep] = steps.slice(-1);

/** Layers are conditioned to 100 at most and lose no digits; beside float64 rounding of the script there is nothing. */
const TOLERANCE = 1e-12;
/** PWCCA's weights lose digits as 1 over the gap of correlations, which is 1e-5 and more where there is a value. */
const PWCCA = 1e-10;

/** The script integrates densities numerically, and so does Wachter's law here. */
const FLOOR = 1e-10;
/** The floor of the value that stands for a pair. */
const FLOORS: { readonly [metric: string]: string } = { weighted: 'weighted.mean', pwcca: 'pwcca.x' };

const READINGS = ['pool', 'dft'] as const;
type Reading = (typeof READINGS)[number];

/** Numbers, and lists of them, each with its place in the message; no value where the script has none says nothing. */
function nearAll(actual: any, expected: any, tolerance: number, what: string): void {
  if (Array.isArray(expected)) {
    expect([what, actual?.length]).toEqual([what, expected.length]);
    expected.forEach((value, i) => void nearAll(actual[i], value, tolerance, `${what}[${i}]`));
  } else if (expected !== null && !(Math.abs(actual - expected) <= tolerance && actual !== null)) {
    expect([what, actual]).toEqual([what, expected]);
  }
}

const goldenName = (metric: Metric) => (metric === 'cka-debiased' ? 'ckaDebiased' : metric);
const hasSides = (metric: Metric) => metric === 'weighted' || metric === 'pwcca';
const toleranceOf = (metric: Metric) => (metric === 'pwcca' ? PWCCA : TOLERANCE);
const pooledRun = (picked: readonly number[]) => fixtureRun({ layers, steps: picked, conv: 'pool' });

const found = new Map<string, Promise<Dynamics>>();

/** Frequencies take time: what no other test needs is measured at some of the steps. */
function stepsFor(conv: Reading, metric: Metric): readonly number[] {
  return conv === 'pool' || metric === 'weighted' || metric === 'svcca' ? steps : [0, 300, lastStep];
}

/** The dynamics of a run, computed once. */
function dynamicsOf(conv: Reading, metric: Metric): Promise<Dynamics> {
  const key = `${conv} ${metric}`;
  const known =
    found.get(key) ??
    fixtureRun({ layers, steps: stepsFor(conv, metric), conv }).then((run) => dynamics(run, { metric }));
  found.set(key, known);
  return known;
}

function checkPanes(actual: Dynamics, { metric, reading }: { metric: Metric; reading: Reading }): void {
  const { metrics, floors } = golden.readings[reading];
  const name = goldenName(metric);
  const picked = (panes: any[]) => actual.steps.map((step) => panes[steps.indexOf(step)]);
  const tolerance = toleranceOf(metric);
  const [xy, yx] = metric === 'pwcca' ? ['x', 'y'] : ['xy', 'yx'];
  if (hasSides(metric)) {
    nearAll(actual.sides?.xy, picked(metrics[`${name}.${xy}`]), tolerance, `${name}.${xy}`);
    nearAll(actual.sides?.yx, picked(metrics[`${name}.${yx}`]), tolerance, `${name}.${yx}`);
  } else {
    nearAll(actual.panes, picked(metrics[name]), tolerance, name);
    expect(actual.sides).toBeNull();
  }
  if (metric === 'weighted') nearAll(actual.panes, picked(metrics['weighted.mean']), tolerance, 'weighted.mean');
  const floor = floors[FLOORS[metric] ?? name];
  if (floor !== undefined) nearAll(actual.floors, picked(floor), FLOOR, 'floor');
}

describe.each(READINGS)('panes of a real run, maps read by %s', (reading) => {
  test.each(METRICS)('are pair by pair what the numpy script says of %s', async (metric) => {
    checkPanes(await dynamicsOf(reading, metric), { metric, reading });
  });

  test('say what each layer is like', async () => {
    const { summaries, steps: read } = await dynamicsOf(reading, 'cka');
    read.forEach((step, t) => {
      const row = golden.readings.pool.summaries[steps.indexOf(step)];
      row.forEach(({ participationRatio, entropyRank, condition, k, ...whole }: any, l: number) => {
        if (reading === 'dft' && layers[l].startsWith('conv')) return;
        expect(summaries[t][l]).toMatchObject(whole);
        nearAll(summaries[t][l]?.participationRatio, participationRatio, 1e-10, `participation ratio [${t}][${l}]`);
      });
    });
  });

  test('say how many directions the cut keeps', async () => {
    const { summaries } = await dynamicsOf(reading, 'weighted');
    golden.readings.pool.summaries.forEach((row: any, t: number) => {
      row.forEach(({ k, k99, rank }: any, l: number) => {
        if (reading === 'dft' && layers[l].startsWith('conv')) return;
        expect(summaries[t][l]).toMatchObject({ k, k99, rank });
      });
    });
  });
});

test('batch normalisation changes nothing under cca, but for what float32 rounds, and next to nothing after the cut', async () => {
  for (const { metric, most } of [
    { metric: 'cca', most: 1e-6 },
    { metric: 'weighted', most: 0.03 },
  ] as const) {
    const { panes } = await dynamicsOf('pool', metric);
    for (const pane of panes) {
      for (const [below, normalised] of [
        [2, 3],
        [4, 5],
      ]) {
        pane[below].forEach((value, l) => {
          expect(Math.abs((pane[normalised][l] as number) - (value as number))).toBeLessThan(most);
        });
      }
    }
  }
});

describe('layers settle', () => {
  // What sides and ε do does not depend on how maps are read.
  const rows = golden.dynamics.filter((row: any) => row.reading === 'pool' || row.metric !== 'weighted.xy');
  const cases: [Reading, string, number, any][] = rows
    .filter((row: any) => row.reading === 'pool' || row.epsilon === 0.1)
    .map((row: any) => [row.reading, row.metric, row.epsilon, row]);

  test.each(cases)('by %s and %s, within %d, where the script says', async (reading, name, epsilon, expected) => {
    const [metric, side] = name.split('.') as [Metric, Side | undefined];
    const actual =
      reading === 'pool'
        ? await dynamics(await pooledRun(steps), { metric, epsilon, side })
        : await dynamicsOf(reading, metric);
    expect(actual.settled).toEqual(expected.settled);
    nearAll(actual.bottomUp, expected.bottomUp, TOLERANCE, 'tau');
    const { metrics } = golden.readings[reading];
    actual.curves.forEach((curve, l) => {
      expect(curve).toEqual(actual.panes.map((pane) => pane[l][l]));
      nearAll(
        curve,
        steps.map((_: number, t: number) => metrics[name][t][l][l]),
        TOLERANCE,
        `curve ${l}`,
      );
    });
  });

  test('at the same step whatever other layers there are, and τ follows the order that was given', async () => {
    const whole = await dynamicsOf('pool', 'weighted');
    const some = await dynamics(await fixtureRun({ layers: [layers[6], layers[2]], steps, conv: 'pool' }));
    expect(some.settled).toEqual([whole.settled[6], whole.settled[2]]);
    expect(some.bottomUp).toBe(-1);
  });
});

describe('the layers of two networks', () => {
  test.each(METRICS)('are by %s as similar as the numpy script says', async (metric) => {
    const { rows, columns, metrics, floors, best } = golden.cross;
    const [last] = (await pooledRun([lastStep])).cells;
    const actual = await cross(
      { layers, dumps: last.flatMap((dump) => dump ?? []) },
      await fixtureNetwork({ layers: columns, step: 2000, conv: 'pool' }),
      { metric },
    );
    expect([actual.rows, actual.columns]).toEqual([rows, columns]);
    const name = goldenName(metric);
    if (hasSides(metric)) {
      const [xy, yx] = metric === 'pwcca' ? ['x', 'y'] : ['xy', 'yx'];
      nearAll(actual.sides?.xy, metrics[`${name}.${xy}`], toleranceOf(metric), `${name}.${xy}`);
      nearAll(actual.sides?.yx, metrics[`${name}.${yx}`], toleranceOf(metric), `${name}.${yx}`);
    } else nearAll(actual.matrix, metrics[name], toleranceOf(metric), name);
    if (metric !== 'weighted') return;
    nearAll(actual.floors, floors['weighted.mean'], FLOOR, 'floor');
    expect(actual.best.rows.map(({ match }) => match)).toEqual(best.rows);
    expect(actual.best.columns.map(({ match }) => match)).toEqual(best.columns);
    expect(actual.depth.columns).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  });
});

describe('classes', () => {
  const cases: [string, number, any][] = golden.classes.map((row: any) => [row.target, row.step, row]);

  test.each(cases)(
    'given by %s are seen in the layers at step %d as by least squares',
    async (target, step, row: any) => {
      const { cells } = await pooledRun([step]);
      const found = await withTargets(target, (targets) =>
        classes(
          cells[0].flatMap((dump) => dump ?? []),
          targets,
          { classes: Array.from({ length: 10 }, (_, c) => String(c)) },
        ),
      );
      nearAll(found.correlation, row.correlation, TOLERANCE, 'R');
      nearAll(found.adjustedR2, row.adjustedR2, TOLERANCE, 'adjusted R²');
      nearAll(found.floor, row.floor, FLOOR, 'floor');
      expect(found.summaries.map(({ k }) => k)).toEqual(row.k);
    },
  );
});

/** The logits of the last step, or the labels as indicators. */
async function withTargets<T>(target: string, use: (targets: any) => Promise<T>): Promise<T> {
  const path = target === 'logits' ? `run/step_00${lastStep}/logits.npy` : 'run-labels.npy';
  const dump = await openDump(fixture(path));
  try {
    const [datapoints, neurons = 1] = dump.shape;
    const values = dumpActivations(dump, { layout: 'nd', datapoints, neurons });
    return await use(target === 'logits' ? values : (await oneHot(values)).activations);
  } finally {
    await dump.close();
  }
}

describe('a freeze plan', () => {
  const { plans, previous } = golden.freeze;
  const againstLast = layers.map((_: string, l: number) =>
    steps.map((_: number, t: number) => golden.readings.pool.metrics['weighted.mean'][t][l][l]),
  );
  const cases: [string, number | null, number | null, number, any][] = plans.map((plan: any) => [
    plan.rule.name,
    plan.rule.similarity,
    plan.rule.checkpoints,
    plan.groups.length,
    plan,
  ]);

  test.each(cases)('by the rule %s, %p for %p checkpoints, in %d groups, is the script’s', (_n, _s, _c, _g, plan) => {
    const { name, similarity, checkpoints } = plan.rule;
    const curves = name === 'last' ? againstLast : previous;
    const rule =
      name === 'linear'
        ? { name, totalSteps: lastStep }
        : { name, similarity, checkpoints, metric: 'weighted', steps, curves };
    const options = { layers, groups: plan.groups, rule: rule as any };
    const even = freezePlan({ ...options, costs: layers.map(() => 1) });
    nearAll(
      even.schedule.map(({ step }) => step),
      plan.schedule,
      1e-9,
      'schedule',
    );
    expect(even.schedule.map(({ step }) => step === null)).toEqual(plan.schedule.map((step: unknown) => step === null));
    nearAll(
      [even.savings.backward, even.savings.whole],
      [plan.savings.backward, plan.savings.whole],
      TOLERANCE,
      'savings',
    );
    const { savings } = freezePlan({ ...options, costs: plan.costs });
    const { backward, whole } = plan.savingsWithCosts;
    nearAll([savings.backward, savings.whole], [backward, whole], TOLERANCE, 'savings with costs');
  });
});

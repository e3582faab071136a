import { describe, expect, test } from '@jest/globals';
import { workingFolder } from '../cli/svcca.js';
import { readJson } from '../fixtures.js';

/** The layers are conditioned to 100 at most, and the numpy script works in float64. */
const TOLERANCE = 1e-12;
/** Floors are integrals there. */
const FLOOR = 1e-10;

const golden = readJson('golden/run.json');
const { layers, steps, readings } = golden;
const { svcca } = workingFolder();

async function report(...args: string[]): Promise<any> {
  const { code, stdout, stderr } = await svcca([...args, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function nearAll(actual: any, expected: any, tolerance = TOLERANCE): void {
  if (Array.isArray(expected)) {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((value, i) => void nearAll(actual[i], value, tolerance));
  } else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);
}

describe('svcca dynamics on a folder of steps', () => {
  test.each([
    ['dft', []],
    ['pool', ['--conv', 'pool']],
  ])('prints what the numpy script finds for maps read by %s', async (reading, options) => {
    const found = await report('dynamics', 'fixtures/run', '--no-cache', ...options);
    const { metrics, floors } = readings[reading];
    expect([found.layers, found.steps, found.metric, found.side]).toEqual([layers, steps, 'weighted', 'mean']);
    nearAll(found.panes, metrics['weighted.mean']);
    nearAll(found.sides.xy, metrics['weighted.xy']);
    nearAll(found.sides.yx, metrics['weighted.yx']);
    if (reading === 'pool') nearAll(found.floors, floors['weighted.mean'], FLOOR);
    const [expected] = golden.dynamics.filter(
      (row: any) => row.reading === reading && row.metric === 'weighted.mean' && row.epsilon === found.epsilon,
    );
    expect(found.settled).toEqual(expected.settled);
    nearAll(found.bottomUp, expected.bottomUp);
  });

  test('measures the steps and layers that are chosen as it does among all', async () => {
    const chosen = ['--layers', 'logits,fc1', '--steps', '30,3000', '--metric', 'cka', '--conv', 'pool'];
    const { panes, warnings } = await report('dynamics', 'fixtures/run', '--no-cache', ...chosen);
    const at = [6, 2];
    const expected = [2, 6].map((t) => at.map((row) => at.map((column) => readings.pool.metrics.cka[t][row][column])));
    nearAll(panes, expected);
    expect(warnings).toEqual([]);
  });
});

test('svcca cross finds the layers of two runs that the numpy script finds, one of them an archive a step', async () => {
  const { rows, columns, metrics, best } = golden.cross;
  const found = await report('cross', 'fixtures/run', 'fixtures/run-b', '--conv', 'pool', '--no-cache');
  expect([found.rows, found.columns]).toEqual([rows, columns]);
  nearAll(found.matrix, metrics['weighted.mean']);
  expect(found.best.rows.map(({ match }: any) => match)).toEqual(best.rows);
  expect(found.best.columns.map(({ match }: any) => match)).toEqual(best.columns);
});

test.each([
  ['logits', ['--logits', 'fixtures/run/step_003000/logits.npy']],
  ['labels', ['--labels', 'fixtures/run-labels.npy']],
])('svcca classes sees classes by %s where least squares in numpy sees them', async (target, options) => {
  for (const step of [100, 3000]) {
    const found = await report('classes', 'fixtures/run', ...options, '--steps', String(step), '--conv', 'pool');
    const [row] = golden.classes.filter((one: any) => one.target === target && one.step === step);
    nearAll(found.correlation, row.correlation);
    nearAll(found.adjustedR2, row.adjustedR2);
    nearAll(found.floor, row.floor, FLOOR);
  }
});

test('svcca freeze-plan freezes the layers that the numpy script freezes', async () => {
  for (const { rule, groups, schedule, savings } of golden.freeze.plans) {
    const measured =
      rule.name === 'linear' ? [] : ['--similarity', `${rule.similarity}`, '--checkpoints', `${rule.checkpoints}`];
    const grouping = groups.length === layers.length ? 'none' : groups.map((group: string[]) => group.join('+')).join();
    const costs = layers.map((layer: string) => `${layer}=1`).join();
    const options = [
      '--rule',
      rule.name,
      ...measured,
      '--groups',
      grouping,
      '--costs',
      costs,
      '--conv',
      'pool',
      '--no-cache',
    ];
    const found = await report('freeze-plan', 'fixtures/run', ...options);
    expect(found.schedule.map(({ layer }: any) => layer)).toEqual(layers);
    found.schedule.forEach(({ step }: any, l: number) => {
      if (schedule[l] === null) expect(step).toBeNull();
      else nearAll(step, schedule[l], 1e-9);
    });
    nearAll([found.savings.backward, found.savings.whole], [savings.backward, savings.whole]);
  }
});

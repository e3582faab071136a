import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from '../fixtures.js';
import { said, workingFolder } from './svcca.js';

const { svcca, path } = workingFolder();
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/freeze-plan.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const ORDER = ['--layers', 'conv1,conv2,fc1,fc1_bn,fc2,fc2_bn,logits'];
const RUN = ['fixtures/run', ...ORDER, '--conv', 'pool', '--no-cache'];

async function reported(args: readonly string[]) {
  const { code, stdout, stderr } = await svcca(['freeze-plan', ...args, '--json']);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  const report = JSON.parse(stdout);
  expect([valid(report), valid.errors]).toEqual([true, null]);
  return { report, stderr, steps: report.schedule.map(({ step }: { step: number | null }) => step) };
}

describe('svcca freeze-plan', () => {
  test('needs names and a number of steps alone for the linear rule', async () => {
    const { report, steps, stderr } = await reported(['--layers', 'conv1,bn1,conv2,fc', '--total-steps', '900']);
    expect(steps).toEqual([300, 300, 600, null]);
    expect(report.savings.backward).toBeCloseTo(1 / 3, 14);
    expect([report.rule.name, report.engine, report.inputs]).toEqual(['linear', 'none', null]);
    expect(stderr).toBe('note: frozen with the layer below, as names say: bn1 (else: --groups none)\n');
    const told = await reported(['--groups', 'conv1+bn1,conv2,fc', '--total-steps', '900']);
    expect(told.report.schedule).toEqual(report.schedule);
    const apart = await reported(['--layers', 'conv1,bn1,conv2,fc', '--total-steps', '900', '--groups', 'none']);
    expect(apart.steps).toEqual([225, 450, 675, null]);
  });

  test('plans from a run against its last checkpoint unless told otherwise', async () => {
    const { report, steps } = await reported(RUN);
    expect(report.rule).toEqual({ name: 'last', similarity: 0.9, checkpoints: 2, metric: 'weighted' });
    expect(steps).toEqual([300, 1000, 1000, 1000, null, null, null]);
    expect(report.groups).toEqual([['conv1'], ['conv2'], ['fc1', 'fc1_bn'], ['fc2', 'fc2_bn'], ['logits']]);
    expect([report.inputs.run, report.inputs.dumps.length]).toEqual(['fixtures/run', 49]);
  });

  test('plans while training runs, against the checkpoint before', async () => {
    const rule = ['--rule', 'previous', '--similarity', '0.8', '--total-steps', '9000'];
    const { steps, report } = await reported([...RUN, ...rule]);
    expect(steps).toEqual([30, 1000, 1000, 1000, 3000, 3000, 3000]);
    expect(report.curves.map((curve: number[]) => curve[0])).toEqual(Array(7).fill(null));
  });

  test('finds in a report of dynamics what it finds in the run', async () => {
    expect((await svcca(['dynamics', ...RUN, '-q', '-o', 'dynamics.json'])).code).toBe(0);
    const [run, from] = [await reported(RUN), await reported(['--from', 'dynamics.json'])];
    for (const what of ['schedule', 'savings', 'curves', 'rule', 'steps', 'inputs']) {
      expect(from.report[what]).toEqual(run.report[what]);
    }
    const fewer = await reported(['--from', 'dynamics.json', '--layers', 'conv1,fc1', '--rule', 'linear']);
    expect(fewer.steps).toEqual([1500, null]);
  });

  test('weighs by costs from the command line or a file', async () => {
    const layers = ['--layers', 'conv1,bn1,fc', '--total-steps', '100'];
    writeFileSync(path('costs.json'), '{"conv1": 3, "fc": 1}');
    const told = await reported([...layers, '--costs', 'conv1=3,fc=1']);
    expect(told.report.costs).toEqual([3, 0, 1]);
    expect(told.report.savings.backward).toBe(3 / 8);
    const read = await reported([...layers, '--costs', 'costs.json']);
    expect(read.report.savings).toEqual(told.report.savings);
  });

  test('warns where the last checkpoint is not the end', async () => {
    const { report } = await reported([...RUN, '--steps', '0,10,30', '--total-steps', '3000']);
    expect(report.warnings.map(({ code }: { code: string }) => code)).toContain('unfinished-run');
  });

  test('prints bars and the schedule as rows, and writes everything to a folder', async () => {
    const linear = ['--layers', 'a,b', '--total-steps', '10'];
    const { stdout } = await svcca(['freeze-plan', ...linear, '--out-dir', 'out', '-q']);
    expect(stdout).toContain('a       5                          50.0            50.0  ████████████············');
    expect(stdout).toContain('a promise of work saved, not of accuracy');
    expect(readdirSync(path('out')).sort()).toEqual(
      [
        'freeze-plan.csv',
        'freeze-plan.html',
        'freeze-plan.json',
        'freeze-plan.png',
        'freeze-plan.svg',
        'freeze-plan.vl.json',
      ].sort(),
    );
    const { stdout: csv } = await svcca(['freeze-plan', ...linear, '--format', 'csv', '-q']);
    expect(csv).toBe('layer,group,step,totalSteps,cost,rule\na,1,5,10,1,linear\nb,2,,10,1,linear\n');
    expect(readFileSync(path('out/freeze-plan.csv'), 'utf8')).toBe(csv);
  });

  test.each([
    [[], 2, 'there are no layers to plan for'],
    [['--layers', 'a,b'], 2, 'the number of training steps is not known'],
    [['--layers', 'a,b', '--rule', 'last'], 2, 'rule last needs dumps to look at'],
    [['fixtures/run', '--from', 'dynamics.json'], 2, 'both a run, fixtures/run, and a report, dynamics.json'],
    [['--from', 'dynamics.json', '--rule', 'previous'], 2, 'dynamics.json compares with the last checkpoint'],
    [['--from', 'dynamics.json', '--layers', 'conv9'], 2, "dynamics.json has no layer 'conv9'"],
    [['--from', 'fixtures/golden/run.json'], 3, 'fixtures/golden/run.json is no report of svcca dynamics'],
    [['--from', 'fixtures/labels.npy'], 3, 'fixtures/labels.npy is not a text in UTF-8'],
    [['--layers', 'a,b', '--total-steps', '9', '--groups', 'a+c,b'], 2, "there is no layer 'c' to put into a group"],
    [['--layers', 'a,b', '--total-steps', '9', '--costs', 'a=1'], 2, "layer 'b' has no cost"],
    [
      ['--layers', 'a,b', '--total-steps', '9', '--costs', 'a=1,b=-1'],
      2,
      "the cost of layer 'b' is no number from 0 on",
    ],
    [['--layers', 'a,b', '--total-steps', '9', '--costs', 'costs.txt'], 2, "'costs.txt' is no cost"],
    [[...RUN, '--total-steps', '100'], 2, 'the run has step 300, but training ends at step 100'],
  ])('refuses %j', async (args, code, message) => {
    const finished = await svcca(['freeze-plan', ...args]);
    expect([finished.code, said(finished).error]).toEqual([code, expect.stringContaining(message)]);
  });
});

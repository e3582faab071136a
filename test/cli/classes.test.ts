import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from '../fixtures.js';
import { said, workingFolder } from './svcca.js';

const { svcca, layer, path } = workingFolder();
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/classes.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const NET = ['fixtures/net-a/fc1.npy', 'fixtures/net-a/fc2.npy', 'fixtures/net-a/fc3.npy'];
const LOGITS = ['--logits', 'fixtures/net-a/logits.npy'];
const GUESSED = 'warning: the order of the 7 layers was guessed';

async function reported(args: readonly string[]) {
  const { code, stdout, stderr } = await svcca(['classes', ...args, '--json']);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  const report = JSON.parse(stdout);
  expect([valid(report), valid.errors]).toEqual([true, null]);
  return { report, stderr };
}

describe('svcca classes', () => {
  test('fits its schema, names layers by their files, and says from which layer on each class is visible', async () => {
    const { report } = await reported([...NET, ...LOGITS]);
    expect([report.layers, report.classes.length, report.depth[2]]).toEqual([['fc1', 'fc2', 'fc3'], 10, 1]);
    expect(report.visible).toEqual({ share: 0.5, layers: Array(10).fill('fc1') });
    expect(report.inputs.logits.path).toBe('fixtures/net-a/logits.npy');
  });

  test('finds R = 1 for logits that are a layer themselves', async () => {
    const { report } = await reported(['fixtures/net-a/logits.npy', ...LOGITS, '--variance', '1']);
    for (const r of report.correlation[0]) expect(r).toBeCloseTo(1, 12);
  });

  test('takes whole numbers for labels, whether they are called so or not', async () => {
    const named = await reported([...NET, '--labels', 'fixtures/labels.npy']);
    const unnamed = await reported([...NET, '--logits', 'fixtures/labels.npy']);
    expect(named.report).toEqual(unnamed.report);
    expect(named.report.options.labels).toBe(true);
    expect(named.stderr).toContain(
      'note: fixtures/labels.npy holds labels: each of its 10 classes is 1 where it is the',
    );
  });

  test('names classes from the command line and from a file, and warns of one that no datapoint has', async () => {
    writeFileSync(path('names.txt'), 'zero\none\r\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n');
    const labels = ['--labels', 'fixtures/labels.npy', '--class-names', 'names.txt'];
    const { report, stderr } = await reported([...NET, ...labels]);
    expect([report.classes[1], report.classes[10], report.correlation[0][10]]).toEqual(['one', 'ten', null]);
    expect(stderr).toContain('warning: class ten, which is that of no datapoint or of all, has no values');
    const { report: listed } = await reported([...NET, ...LOGITS, '--class-names', 'a,b,c,d,e,f,g,h,i,j']);
    expect(listed.classes.join('')).toBe('abcdefghij');
  });

  test('pools maps, under --conv dft too, and says why', async () => {
    const maps = ['fixtures/conv/8x8.x.npy', '--logits', 'fixtures/conv/8x8.logits.npy', '--layout', 'nhwc'];
    const [pooled, dft] = [await reported(maps), await reported([...maps, '--conv', 'dft'])];
    expect(pooled.report.inputs.layers[0].conv).toBe('pool');
    expect(dft.report.correlation).toEqual(pooled.report.correlation);
    expect(dft.stderr).toContain('note: --conv dft reads maps as pool does: of all frequencies only zero, the mean');
    const flat = await reported([...maps, '--conv', 'flatten', '--directions', '5']);
    expect([flat.report.summaries[0].neurons, flat.report.summaries[0].k]).toEqual([384, 5]);
    const { code, stderr } = await svcca(['classes', ...maps, '--conv', 'channels']);
    expect([code, stderr.includes('8x8.logits.npy')]).toEqual([2, true]);
  });

  test('reads the last step of a run, or one that is chosen, with logits from the run itself', async () => {
    const { report, stderr } = await reported(['fixtures/run', '--logits', 'logits']);
    expect([report.options.step, report.layers.length]).toEqual([3000, 7]);
    expect(report.inputs.logits.path).toBe('fixtures/run/step_003000/logits.npy');
    expect(stderr).toContain(GUESSED);
    const chosen = ['--steps', '100', '--layers', 'fc1,fc2', '--labels', 'fixtures/run-labels.npy'];
    const { report: early, stderr: quiet } = await reported(['fixtures/run', ...chosen]);
    expect([early.options.step, early.layers]).toEqual([100, ['fc1', 'fc2']]);
    expect(quiet).toContain('note: fixtures/run at step 100: fc1, fc2\n');
    expect(quiet).not.toContain(GUESSED);
  });

  test('warns of few datapoints', async () => {
    const noise = layer('few.npy', { rows: 40, columns: 20 });
    const { report } = await reported([noise, '--logits', layer('classes.npy')]);
    expect(report.warnings.map(({ code }: { code: string }) => code)).toEqual(['few-datapoints']);
  });

  test('prints a table and tidy rows, and writes everything to a folder', async () => {
    const { stdout } = await svcca(['classes', ...NET, ...LOGITS, '--out-dir', 'out', '-q']);
    expect(stdout).toContain('\nR of each class\n');
    expect(readdirSync(path('out')).sort()).toEqual(
      [
        'classes.csv',
        'classes.html',
        'classes.json',
        'classes.png',
        'classes.svg',
        'classes.vl.json',
        'correlation.npy',
      ].sort(),
    );
    const { stdout: csv } = await svcca(['classes', ...NET, ...LOGITS, '-q', '--format', 'csv']);
    const [head, first, ...rest] = csv.trimEnd().split('\n');
    expect(head).toBe('layer,depth,class,correlation,adjustedR2,floor,k,datapoints');
    expect([first.startsWith('fc1,0.3333333333333333,0,0.9'), rest.length]).toEqual([true, 29]);
    expect(readFileSync(path('out/classes.csv'), 'utf8')).toBe(csv);
  });

  test.each([
    [[...NET], 2, 'there is nothing to say what the classes are'],
    [
      [...NET, ...LOGITS, '--class-names', 'a,b'],
      2,
      'fixtures/net-a/logits.npy has 10 classes, but --class-names names 2',
    ],
    [[...NET, ...LOGITS, '--class-names', 'a,b,a'], 2, "class 'a' is named twice"],
    [[...NET, ...LOGITS, '--steps', '3'], 2, '--steps chooses from a run directory, but layers were named'],
    [[...NET, '--labels', 'fixtures/net-a/logits.npy'], 3, 'fixtures/net-a/logits.npy has 10 columns'],
    [[...NET, '--labels', 'fixtures/labels.npy', '--class-names', 'a,b'], 3, 'fixtures/labels.npy has label'],
    [['fixtures/run', '--labels', 'fixtures/labels.npy'], 3, 'but fixtures/labels.npy'],
    [['fixtures/run', '--logits', 'logits', '--steps', '100..1000'], 2, '--steps 100..1000 chooses 3 steps'],
    [[...NET, ...LOGITS, '--memory', '2M'], 2, 'layers over 400 datapoints take up to'],
  ])('refuses %j', async (args, code, message) => {
    const finished = await svcca(['classes', ...args]);
    expect(finished.code).toBe(code);
    const error = said(finished).error.startsWith('warning') ? finished.stderr : said(finished).error;
    expect(error).toContain(message);
  });
});

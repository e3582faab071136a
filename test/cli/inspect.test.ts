import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from '../fixtures.js';
import { npyFile } from '../io/npy-file.js';
import { archived, dumped, tensors } from '../io/run-folder.js';
import { said, workingFolder } from './svcca.js';

const { svcca, path, layer } = workingFolder();
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/inspect.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

async function inspected(args: readonly string[]) {
  const { code, stdout } = await svcca(['inspect', ...args, '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect([valid(report), valid.errors]).toEqual([true, null]);
  return report;
}

function makeRun(name: string): string {
  for (const step of [0, 100]) {
    mkdirSync(path(`${name}/step_${step}`), { recursive: true });
    layer(`${name}/step_${step}/fc1.npy`, {
      columns: 4,
      value: (i, j) => (j === 3 ? 5 : j === 2 ? i : Math.sin(i * i + j)),
    });
    if (step === 100)
      layer(`${name}/step_${step}/logits.npy`, {
        value: (i, j) => (i === 7 && j === 1 ? Number.NaN : i * i * (j + 1)),
      });
  }
  return name;
}

describe('svcca inspect', () => {
  test('shows a run: what is there, how it is read, what is wrong', async () => {
    const { code, stdout, stderr } = await svcca(['inspect', makeRun('run')]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`run: 2 steps × 2 layers, 3 of 4 dumps of 40 datapoints
order of the layers: guessed from their names
steps: 0 100
logits: 1 nan values, the first at [7, 1]

layers  ■ a dump, · none, a mark a step; figures at step 100: same, equal neurons; bad, values that are no numbers
  layer   dumps  dtype    shape   layout  k99   PR  dead  same  bad
  fc1     ■■     float64  40 × 4  nd        1  1.0     1     0    0
  logits  ·■     float64  40 × 3  nd        –    –     –     –    1

warning: the order of the 2 layers was guessed from their names, fc1 the first and logits the last: say --layers, or write it down with svcca inspect RUN --write-manifest
warning: 1 of 4 dumps is missing: logits at step 0
`);
  });

  test('fits its schema for runs, files and archives', async () => {
    const report = await inspected([makeRun('run')]);
    expect(report.dumps[0][1]).toBeNull();
    expect(report.arrays[1]).toMatchObject({
      name: 'logits',
      step: 100,
      unusable: { nan: 1, infinite: 0, first: [7, 1] },
    });
    expect(report.arrays[0].figures).toMatchObject({ rank: 3, deadNeurons: 1, k99: 1 });
    expect((await inspected(['run/step_0/fc1.npy'])).kind).toBe('file');
    writeFileSync(path('a.safetensors'), tensors(['x', 'y']));
    expect((await inspected(['a.safetensors'])).arrays.map(({ name }: { name: string }) => name)).toEqual(['x', 'y']);
  });

  test('finds equal neurons', async () => {
    layer('same.npy', { columns: 4, value: (i, j) => Math.sin(i * i * (j === 3 ? 1 : j + 1)) });
    expect((await inspected(['same.npy'])).arrays[0].figures).toMatchObject({
      rank: 3,
      duplicateNeurons: 1,
      deadNeurons: 0,
    });
  });

  test('gives figures also where nothing varies', async () => {
    layer('dead.npy', { value: () => 2 });
    expect((await inspected(['dead.npy'])).arrays[0].figures).toEqual({
      rank: 0,
      k99: null,
      participationRatio: null,
      deadNeurons: 3,
      duplicateNeurons: 0,
    });
  });

  test('lists every array of an archive, also those that are no layers', async () => {
    const text = npyFile({ header: "{'descr': '<U1', 'fortran_order': False, 'shape': (4,), }\n" });
    const { zipFile } = await import('../io/zip-file.js');
    writeFileSync(
      path('mixed.npz'),
      zipFile([
        { name: 'fc.npy', data: dumped() },
        { name: 'names.npy', data: text },
      ]),
    );
    const { arrays } = await inspected(['mixed.npz']);
    expect(arrays.map(({ name, problem }: { name: string; problem: string }) => [name, problem])).toEqual([
      ['fc', null],
      ['names', 'mixed.npz:names holds text (<U1)'],
    ]);
  });

  test('with --headers-only reads no values', async () => {
    const { arrays } = await inspected([makeRun('run'), '--headers-only']);
    expect(arrays.map(({ figures, unusable }: { figures: null; unusable: null }) => [figures, unusable])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  test('says what is wrong with a wrong file, and exits 3', async () => {
    writeFileSync(path('bad.npy'), 'text');
    const finished = await svcca(['inspect', 'bad.npy']);
    expect([finished.code, said(finished).error]).toEqual([3, 'bad.npy is no .npy file: it looks like text']);
    expect((await svcca(['inspect', 'nowhere'])).code).toBe(3);
    expect((await svcca(['inspect', makeRun('run'), '--strict'])).code).toBe(3);
  });

  test('prints a row a dump as CSV', async () => {
    const { stdout } = await svcca(['inspect', makeRun('run'), '--format', 'csv', '-q']);
    const [columns, ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(
      rows.map((row) => [row[columns.indexOf('step')], row[columns.indexOf('layer')], row[columns.indexOf('shape')]]),
    ).toEqual([
      ['0', 'fc1', '40x4'],
      ['0', 'logits', ''],
      ['100', 'fc1', '40x4'],
      ['100', 'logits', '40x3'],
    ]);
  });

  test('writes the manifest once, and again by force', async () => {
    const args = ['inspect', makeRun('frozen'), '--headers-only', '--layers', 'logits,fc1', '--write-manifest'];
    expect((await svcca(args)).stderr).toContain('note: wrote frozen/svcca.json\n');
    expect(JSON.parse(readFileSync(path('frozen/svcca.json'), 'utf8')).layers).toEqual(['logits', 'fc1']);
    const again = await svcca(args);
    expect([again.code, said(again).error]).toEqual([2, 'frozen/svcca.json is there already']);
    expect((await svcca([...args, '--force'])).code).toBe(0);
    expect((await inspected(['frozen'])).order).toBe('manifest');
    writeFileSync(path('a.npz'), archived(['x']));
    expect((await svcca(['inspect', 'a.npz', '--write-manifest'])).code).toBe(2);
  });

  test('stays within 100 columns at 8 steps and 13 layers', async () => {
    const dump = dumped();
    for (let step = 0; step < 8; step++) {
      mkdirSync(path(`wide/step_${step}000`), { recursive: true });
      for (let l = 0; l < 13; l++) writeFileSync(path(`wide/step_${step}000/model.layer${l}.0.conv.npy`), dump);
    }
    const { stdout } = await svcca(['inspect', 'wide']);
    const rows = stdout.split('\n').filter((line) => line.startsWith('  '));
    expect(rows).toHaveLength(14);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(100);
  });

  test('explains itself', async () => {
    const { code, stdout } = await svcca(['inspect', '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Examples:')]);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

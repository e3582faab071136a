import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openDump } from '../../src/io/open-dump.js';
import { npyBytes } from '../../src/io/write-npy.js';
import { ROOT } from '../fixtures.js';
import { readDump } from '../io/read-dump.js';
import { said, workingFolder } from './svcca.js';

const { svcca, shell, path, layer } = workingFolder();
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/dynamics.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const LAYERS = 'conv1,conv2,fc1,fc1_bn,fc2,fc2_bn,logits';
const READ = ['--layers', LAYERS, '--conv', 'pool', '--no-cache'];
const RUN = ['fixtures/run', ...READ];
const STEPS = [0, 10, 30, 100, 300, 1000, 3000];

async function reported(args: readonly string[]) {
  const { code, stdout, stderr } = await svcca(['dynamics', ...args, '--json']);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  const report = JSON.parse(stdout);
  expect([valid(report), valid.errors]).toEqual([true, null]);
  return { report, stderr, codes: report.warnings.map(({ code }: { code: string }) => code) };
}

/** The run of the fixtures, which a test may damage. */
function copied(name: string): string {
  cpSync(`${ROOT}fixtures/run`, path(name), { recursive: true });
  return name;
}

function constant(name: string, value = 1): void {
  const values = Float64Array.from({ length: 200 * 24 }, (_, i) => (i === 5 * 24 + 3 ? value : 1));
  writeFileSync(path(name), Buffer.concat(npyBytes({ shape: [200, 24], values })));
}

describe('svcca dynamics', () => {
  test('fits its schema, and repeats itself byte for byte', async () => {
    const { report } = await reported(RUN);
    expect([report.layers.join(), report.steps, report.warnings]).toEqual([LAYERS, STEPS, []]);
    const again = await svcca(['dynamics', ...RUN, '--json', '-q']);
    expect(JSON.parse(again.stdout)).toEqual(report);
    expect((await svcca(['dynamics', ...RUN, '--json', '-q', '--threads', '1'])).stdout).toBe(again.stdout);
  });

  test.each(['svcca', 'cca', 'r2', 'gcd', 'pwcca', 'cka', 'cka-debiased', 'procrustes'])(
    'fits its schema by %s too, and ends with every layer equal to itself',
    async (metric) => {
      const { report } = await reported([...RUN, '--metric', metric, '--layers', 'fc1,logits', '--steps', '30,3000']);
      expect(report.metric).toBe(metric);
      for (const l of [0, 1]) expect(report.panes[1][l][l]).toBeCloseTo(1, 9);
      expect(report.curves[0]).toEqual([report.panes[0][0][0], report.panes[1][0][0]]);
    },
  );

  test('takes the side that is asked for', async () => {
    const by = async (side: string) => (await reported([...RUN, '--side', side])).report;
    const [xy, yx, mean] = [await by('xy'), await by('yx'), await by('mean')];
    expect([xy.panes, yx.panes]).toEqual([mean.sides.xy, mean.sides.yx]);
    expect(mean.panes[0][1][4]).toBe((xy.panes[0][1][4] + yx.panes[0][1][4]) / 2);
  });

  test('settles later the nearer a layer must stay', async () => {
    const settled = async (epsilon: string) => (await reported([...RUN, '--epsilon', epsilon])).report.settled;
    const [near, far] = [await settled('0'), await settled('0.5')];
    const wide = await settled('0.999');
    near.forEach((step: number, l: number) => {
      expect(step).toBeGreaterThanOrEqual(far[l]);
    });
    expect(wide).toEqual(Array(7).fill(0));
  });

  test('has one pane of one step, and no order to tell', async () => {
    const { report } = await reported([...RUN, '--steps', '3000']);
    expect([report.panes.length, report.bottomUp]).toEqual([1, null]);
    expect(report.reasons.bottomUp).toBe('all layers settle at the same step');
    const { code, stdout } = await svcca(['dynamics', ...RUN, '--steps', '3000', '-q']);
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      'There is no step beside step 3,000 that a layer could settle at',
    ]);
  });

  test('prints a table, one row a value as CSV, and stops quietly where its reader does', async () => {
    const { stdout } = await svcca(['dynamics', ...RUN, '-q']);
    expect(stdout.split('\n')[0]).toBe('conv1 settles first, at step 100; logits and 2 more last, at step 1,000');
    const { stdout: csv } = await svcca(['dynamics', ...RUN, '-q', '--format', 'csv']);
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + 7 * 7 * 7);
    const closed = shell(`$svcca dynamics ${RUN.join(' ')} --json -q | head -c 1; echo`);
    expect([closed.code, closed.stdout, closed.stderr]).toEqual([0, '{\n', '']);
  });
});

describe('svcca dynamics --out-dir', () => {
  let report: { [key: string]: never };
  beforeAll(async () => {
    expect((await svcca(['dynamics', ...RUN, '-q', '--out-dir', 'out/deep'])).code).toBe(0);
    report = JSON.parse(readFileSync(path('out/deep/dynamics.json'), 'utf8'));
  });
  const written = (name: string) => readFileSync(path(`out/deep/${name}`));

  test('writes these files and no others', () => {
    expect(readdirSync(path('out/deep')).sort()).toEqual(
      ['curves.csv', 'html', 'json', 'png', 'svg', 'vl.json', 'csv', 'panes', 'panes.npy']
        .map((name) => (/^(html|json|png|svg|vl\.json|csv)$/.test(name) ? `dynamics.${name}` : name))
        .sort(),
    );
    expect(readdirSync(path('out/deep/panes')).sort()).toEqual(STEPS.map((step, t) => `${t}-${step}.csv`).sort());
  });

  test('writes figures that begin as they should, and a specification with data', () => {
    expect(written('dynamics.svg').toString('utf8', 0, 5)).toBe('<svg ');
    expect([...written('dynamics.png').subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(written('dynamics.html').toString('utf8', 0, 15)).toBe('<!doctype html>');
    expect(JSON.parse(written('dynamics.vl.json').toString()).$schema).toMatch(/^https:\/\/vega\.github\.io\/schema\//);
  });

  test('writes the same panes as an array, as tables and as rows', async () => {
    const dump = await openDump(path('out/deep/panes.npy'));
    expect([dump.shape, dump.dtype]).toEqual([[7, 7, 7], 'float64']);
    const values = await readDump(dump);
    await dump.close();
    const panes = report['panes'] as number[][][];
    expect([...values]).toEqual(panes.flat(2));
    const rows = written('dynamics.csv').toString().trimEnd().split('\n').slice(1);
    expect(rows.map((row) => Number(row.split(',')[5]))).toEqual(panes.flat(2));
    expect(written('dynamics.csv').toString()).toContain('\n0,conv1,conv1,weighted,mean,');
    const table = written('panes/3-100.csv').toString().trimEnd().split('\n');
    expect(table[0]).toBe(`,${LAYERS}`);
    expect(table.slice(1).map((row) => row.split(',').slice(1).map(Number))).toEqual(panes[3]);
    const curves = written('curves.csv').toString().trimEnd().split('\n');
    expect(curves[1].split(',').slice(1, -1).map(Number)).toEqual(report['curves'][0]);
    expect(curves.map((row) => row.split(',').at(-1))).toEqual([
      'settled',
      ...(report['settled'] as number[]).map(String),
    ]);
  });

  test('into the run itself leaves the run what it was', async () => {
    const run = copied('inside');
    const before = await reported([run, ...READ]);
    for (const folder of [run, `${run}/out`]) {
      expect((await svcca(['dynamics', run, ...READ, '-q', '--out-dir', folder])).code).toBe(0);
    }
    expect((await reported([run, ...READ])).report).toEqual(before.report);
  });

  test('is refused where it cannot be a folder, before the work', async () => {
    writeFileSync(path('file'), 'mine');
    for (const folder of ['file', 'file/deep', '/dev/null', '/proc/none']) {
      const finished = await svcca(['dynamics', ...RUN, '--out-dir', folder]);
      expect([folder, finished.code, said(finished).hint]).toEqual([folder, 2, 'name another one with --out-dir']);
    }
    expect(readFileSync(path('file'), 'utf8')).toBe('mine');
  });

  test('is refused where a file of its names is one of the inputs', async () => {
    const run = copied('named');
    cpSync(path(`${run}/step_003000/fc1.npy`), path('taken/panes.npy'));
    writeFileSync(
      path(`${run}/svcca.json`),
      JSON.stringify({
        schema: 'svcca.run/1',
        dumps: { 1: { a: 'taken/panes.npy' }, 2: { a: 'step_003000/fc1.npy' } },
      }),
    );
    cpSync(path('taken'), path(`${run}/taken`), { recursive: true });
    const before = readFileSync(path(`${run}/taken/panes.npy`));
    const finished = await svcca(['dynamics', run, '--no-cache', '--out-dir', `${run}/taken`]);
    expect([finished.code, said(finished).error]).toEqual([
      2,
      `${run}/taken/panes.npy is one of the inputs, and the output would replace it`,
    ]);
    expect(readFileSync(path(`${run}/taken/panes.npy`)).equals(before)).toBe(true);
  });

  test('leaves nothing where the work fails', async () => {
    const run = copied('nan');
    constant(`${run}/step_000100/fc1.npy`, Number.NaN);
    const finished = await svcca([
      'dynamics',
      run,
      ...READ,
      '-q',
      '--out-dir',
      'gone',
      '-o',
      'gone.json',
      '--plot',
      'gone.svg',
    ]);
    expect([finished.code, finished.stdout, finished.stderr]).toEqual([
      3,
      '',
      'error: nan/step_000100/fc1.npy holds nan at [5, 3], datapoint 5 of neuron 3\n' +
        '  try: np.argwhere(~np.isfinite(x)) lists all such values; drop these datapoints from every layer\n',
    ]);
    for (const name of ['gone', 'gone.json', 'gone.svg']) expect([name, existsSync(path(name))]).toEqual([name, false]);
  });
});

describe('a gap', () => {
  test('in the middle is null in its row and curve, and nothing else changes', async () => {
    const run = copied('gap');
    rmSync(path(`${run}/step_000100/fc1.npy`));
    const { report, codes } = await reported([run, ...READ]);
    const { report: whole } = await reported(RUN);
    expect(codes).toEqual(['missing-cell']);
    expect(report.panes[3][2]).toEqual(Array(7).fill(null));
    expect([report.curves[2][3], report.summaries[3][2]]).toEqual([null, null]);
    whole.panes[3][2] = report.panes[3][2];
    expect(report.panes).toEqual(whole.panes);
    expect(report.settled).toEqual(whole.settled);
    const strict = await svcca(['dynamics', run, ...READ, '--strict']);
    expect([strict.code, said(strict).error]).toEqual([
      3,
      'gap: a dump is missing, which --strict forbids: fc1 at step 100',
    ]);
  });

  test.each([
    ['half written', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', (bytes: Buffer) => bytes.subarray(0, 0)],
  ])('at the last step, of a dump that is %s, leaves that step out', async (how, cut) => {
    const run = copied(`cut-${how.length}`);
    const file = path(`${run}/step_003000/fc2.npy`);
    writeFileSync(file, cut(readFileSync(file)));
    const { report, codes, stderr } = await reported([run, ...READ]);
    expect(codes).toEqual(['incomplete-file', 'incomplete-steps']);
    expect(stderr).toContain(
      'warning: step 3,000 lacks layers and is left out: similarity is to the last complete step',
    );
    const { report: without } = await reported([run, ...READ, '--steps', '..1000']);
    for (const what of ['steps', 'panes', 'curves', 'settled', 'bottomUp', 'summaries']) {
      expect([what, report[what]]).toEqual([what, without[what]]);
    }
    const strict = await svcca(['dynamics', run, ...READ, '--strict']);
    expect([strict.code, said(strict).error.split(' ')[0]]).toEqual([3, `${run}/step_003000/fc2.npy`]);
  });
});

describe('svcca dynamics refuses', () => {
  test.each<[string[], number, string]>([
    [[...RUN, '--metric', 'nope'], 2, '--metric nope: choose from svcca, cca, weighted'],
    [[...RUN, '--metric', 'cka,svcca'], 2, '--metric cka,svcca: one metric at a time'],
    [[...RUN, '--side', 'z'], 2, '--side z: allowed choices are mean, xy, yx, fewer'],
    [[...RUN, '--epsilon', '1'], 2, '--epsilon 1: a number from 0 to 1'],
    [[...RUN, '--plot', 'x.pdf'], 2, 'x.pdf does not say by its extension'],
    [[...RUN, '--steps', '101'], 2, 'fixtures/run has no step 101'],
    [['fixtures/run', '--layers', 'fc9'], 2, "fixtures/run has no layer 'fc9'"],
    [['fixtures/run', '--layers', 'fc1,fc1'], 2, "the layer 'fc1' is asked for twice"],
    [[...RUN, '-o', 'nowhere/x.json'], 2, 'nowhere/x.json'],
    [[''], 2, 'the name of a run is empty'],
    [['-'], 2, 'a run is a folder'],
    [['nowhere'], 3, 'nowhere does not exist'],
  ])('%j', async (args, code, message) => {
    const finished = await svcca(['dynamics', ...args]);
    expect([finished.code, finished.stdout, said(finished).error]).toEqual([
      code,
      '',
      expect.stringContaining(message),
    ]);
    expect(finished.stderr).not.toContain('    at ');
  });

  test('too little memory before any work', async () => {
    const finished = await svcca(['dynamics', ...RUN, '--memory', '100M', '-q', '--out-dir', 'small']);
    expect([finished.code, existsSync(path('small'))]).toEqual([2, false]);
    expect(said(finished).error).toMatch(
      /^layers over 200 datapoints take up to \d+ MB of memory, but --memory allows 104 MB$/,
    );
  });

  test('to replace an input', async () => {
    const run = copied('input');
    const target = `${run}/step_003000/fc1.npy`;
    const finished = await svcca(['dynamics', run, ...READ, '--format', 'json', '-o', target]);
    expect([finished.code, said(finished).error]).toEqual([
      2,
      `${target} is one of the inputs, and the output would replace it`,
    ]);
    expect(statSync(path(target)).size).toBe(statSync(`${ROOT}fixtures/run/step_003000/fc1.npy`).size);
  });

  test('a layer that never changes, with exit code 4, under --strict', async () => {
    const run = copied('constant');
    constant(`${run}/step_000100/fc1.npy`);
    const finished = await svcca(['dynamics', run, ...READ, '-q', '--strict']);
    expect([finished.code, finished.stdout, said(finished).error]).toEqual([
      4,
      '',
      'constant/step_000100/fc1.npy has no variance: its 24 neurons never change',
    ]);
  });

  test('nothing where a layer never changes: that is a gap, with one warning', async () => {
    const run = copied('constant-gap');
    constant(`${run}/step_000100/fc1.npy`);
    const { report, codes } = await reported([run, ...READ]);
    expect(codes).toEqual(['constant-layer']);
    const place = report.layers.indexOf('fc1');
    expect(report.panes[3][place].every((value: number | null) => value === null)).toBe(true);
    expect([report.summaries[3][place], report.curves[place][3]]).toEqual([null, null]);
    expect(report.curves[place][4]).toBeGreaterThan(0.9);
  });

  test('layers of other datapoints, with both named', async () => {
    const run = copied('datapoints');
    layer(`${run}/step_000100/fc1.npy`, { rows: 150, columns: 20 });
    const finished = await svcca(['dynamics', run, ...READ]);
    expect([finished.code, said(finished).error]).toEqual([
      3,
      expect.stringMatching(
        /datapoints\/step_000000\/conv1\.npy is 200 .* but datapoints\/step_000100\/fc1\.npy is 150 × 20/,
      ),
    ]);
  });
});

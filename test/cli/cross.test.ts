import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openDump } from '../../src/io/open-dump.js';
import { ROOT } from '../fixtures.js';
import { readDump } from '../io/read-dump.js';
import { said, workingFolder } from './svcca.js';

const { svcca, shell, path } = workingFolder();
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/cross.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const READ = ['--conv', 'pool', '--no-cache'];
const RUNS = ['fixtures/run', 'fixtures/run-b', ...READ];
const NETS = ['fixtures/net-a', 'fixtures/net-b', '--no-cache'];

async function reported(args: readonly string[]) {
  const { code, stdout, stderr } = await svcca(['cross', ...args, '--json']);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  const report = JSON.parse(stdout);
  expect([valid(report), valid.errors]).toEqual([true, null]);
  return { report, stderr };
}

describe('svcca cross', () => {
  test('fits its schema, and takes each run at its last step', async () => {
    const { report, stderr } = await reported(RUNS);
    expect([report.rows.length, report.columns.length]).toEqual([7, 5]);
    expect(stderr).toContain('note: fixtures/run: taken at step 3,000\n');
    expect(stderr).toContain('note: fixtures/run-b: taken at step 2,000\n');
    expect(report.depth.columns).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  });

  test('turns with its operands', async () => {
    const [a, b] = NETS;
    const { report } = await reported(NETS);
    const { report: turned } = await reported([b, a, '--no-cache']);
    const transposed = turned.matrix[0].map((_: number, c: number) => turned.matrix.map((row: number[]) => row[c]));
    report.matrix.flat().forEach((value: number, i: number) => {
      expect(value).toBeCloseTo(transposed.flat()[i], 12);
    });
    expect(report.best.rows.map(({ match }: { match: string }) => match)).toEqual(
      turned.best.columns.map(({ match }: { match: string }) => match),
    );
  });

  test.each(['svcca', 'cca', 'r2', 'gcd', 'pwcca', 'cka', 'cka-debiased', 'procrustes'])(
    'finds every layer in its own network by %s',
    async (metric) => {
      const { report } = await reported(['fixtures/net-a', 'fixtures/net-a', '--no-cache', '--metric', metric]);
      for (const [l, row] of report.matrix.entries()) expect(row[l]).toBeCloseTo(1, 9);
      expect([report.metric, report.sides !== null]).toEqual([metric, metric === 'pwcca']);
    },
  );

  test('takes the side that is asked for', async () => {
    const by = async (side: string) => (await reported([...NETS, '--side', side])).report;
    const [xy, yx, mean] = [await by('xy'), await by('yx'), await by('mean')];
    expect([xy.matrix, yx.matrix]).toEqual([mean.sides.xy, mean.sides.yx]);
  });

  test('compares one file with a folder, and a step that is named', async () => {
    const { report } = await reported(['fixtures/net-a/fc2.npy', 'fixtures/net-b', '--no-cache']);
    const [{ match, value }] = report.best.rows;
    expect([report.rows, report.matrix[0][report.columns.indexOf(match)]]).toEqual([['fc2'], value]);
    expect(value).toBe(Math.max(...report.matrix[0]));
    const early = await reported(['fixtures/run', 'fixtures/run', ...READ, '--steps', '0']);
    expect(early.report.inputs.rows.dumps.every(({ step }: { step: number }) => step === 0)).toBe(true);
  });

  test('takes the last complete step where a dump of the last one is missing', async () => {
    cpSync(`${ROOT}fixtures/run`, path('gap'), { recursive: true });
    rmSync(path('gap/step_003000/fc1.npy'));
    const { report, stderr } = await reported(['gap', 'fixtures/run-b', ...READ]);
    const whole = await reported(['fixtures/run', 'fixtures/run-b', ...READ, '--steps', '..2000']);
    expect(stderr).toContain('note: gap: taken at step 1,000\n');
    expect(report.matrix).toEqual(whole.report.matrix);
    const strict = await svcca(['cross', 'gap', 'fixtures/run-b', ...READ, '--strict']);
    expect([strict.code, said(strict).error]).toEqual([
      3,
      'gap: a dump is missing, which --strict forbids: fc1 at step 3000',
    ]);
  });

  test('prints a table and rows, and stops quietly where its reader does', async () => {
    const { stdout } = await svcca(['cross', ...RUNS, '-q']);
    expect(stdout.split('\n')[0]).toMatch(/^the layers most alike lie 0\.\d\d of the depth apart on average$/);
    const { stdout: csv } = await svcca(['cross', ...RUNS, '-q', '--format', 'csv']);
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + 7 * 5);
    const closed = shell(`$svcca cross ${RUNS.join(' ')} --json -q | head -c 1; echo`);
    expect([closed.code, closed.stdout, closed.stderr]).toEqual([0, '{\n', '']);
  });
});

describe('svcca cross --out-dir', () => {
  let report: { matrix: number[][]; rows: string[]; columns: string[] };
  beforeAll(async () => {
    expect((await svcca(['cross', ...RUNS, '-q', '--out-dir', 'out'])).code).toBe(0);
    report = JSON.parse(readFileSync(path('out/cross.json'), 'utf8'));
  });
  const written = (name: string) => readFileSync(path(`out/${name}`));

  test('writes these files and no others', () => {
    expect(readdirSync(path('out')).sort()).toEqual(
      [
        ...['cross.csv', 'cross.html', 'cross.json', 'cross.png', 'cross.svg', 'cross.vl.json'],
        ...['matrix.csv', 'matrix.npy'],
      ].sort(),
    );
    expect(written('cross.svg').toString('utf8', 0, 5)).toBe('<svg ');
    expect([...written('cross.png').subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(written('cross.html').toString('utf8', 0, 15)).toBe('<!doctype html>');
  });

  test('writes the same matrix as an array, as a table and as rows', async () => {
    const dump = await openDump(path('out/matrix.npy'));
    expect(dump.shape).toEqual([7, 5]);
    expect(await readDump(dump)).toEqual(report.matrix.flat());
    await dump.close();
    const rows = written('cross.csv').toString().trimEnd().split('\n').slice(1);
    expect(rows.map((row) => Number(row.split(',')[6]))).toEqual(report.matrix.flat());
    const [head, ...table] = written('matrix.csv').toString().trimEnd().split('\n');
    expect(head).toBe(`,${report.columns.join(',')}`);
    expect(table.map((row) => row.split(',').slice(1).map(Number))).toEqual(report.matrix);
  });

  test('into a network leaves the network what it was', async () => {
    cpSync(`${ROOT}fixtures/net-a`, path('net'), { recursive: true });
    const operands = ['net', 'fixtures/net-b', '--no-cache'];
    const before = await reported(operands);
    for (const folder of ['net', 'net/out']) {
      expect((await svcca(['cross', ...operands, '-q', '--out-dir', folder])).code).toBe(0);
    }
    expect((await reported(operands)).report).toEqual(before.report);
  });
});

test.each<[string[], number, string]>([
  [[...RUNS, '--metric', 'nope'], 2, '--metric nope: choose from'],
  [['fixtures/run'], 2, "missing required argument 'columns'"],
  [['fixtures/net-a', '-'], 2, 'a run is a folder'],
  [['fixtures/net-a', 'nowhere'], 3, 'nowhere does not exist'],
  [['fixtures/run', 'fixtures/net-a', ...READ], 3, 'fixtures/net-a/fc1.npy'],
  [[...NETS, '--out-dir', 'fixtures/README.md'], 2, 'fixtures/README.md cannot be a folder to write to'],
  [[...NETS, '--memory', '100M', '--out-dir', 'small'], 2, 'layers over 400 datapoints take up to'],
])('svcca cross refuses %j', async (args, code, message) => {
  const finished = await svcca(['cross', ...args]);
  expect([finished.code, finished.stdout]).toEqual([code, '']);
  expect(finished.stderr.split('error: ')[1]).toContain(message);
  expect([finished.stderr.includes('    at '), existsSync(path('small'))]).toEqual([false, false]);
});

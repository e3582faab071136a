import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { said, workingFolder } from './svcca.js';

const { svcca, spawned, layer, path } = workingFolder();
const A = 'fixtures/net-a/logits.npy';
const B = 'fixtures/net-b/logits.npy';

describe('a mistake in the command exits 2, on standard error, with the next step', () => {
  test.each([
    [['compare'], "missing required argument 'a'", 'svcca compare --help'],
    [['compare', A], "missing required argument 'b'", 'svcca compare --help'],
    [['compare', A, B, A], "too many arguments for 'compare'. Expected 2 arguments but got 3.", 'svcca compare --help'],
    [['nope'], "unknown command 'nope'", 'svcca --help'],
    [['--nope'], "unknown option '--nope'", 'svcca --help'],
    [['compare', A, '-x.npy'], "unknown option '-x.npy'", 'svcca compare --help'],
    [['compare', A, B, '--variance'], "option '--variance <share>' argument missing", 'svcca compare --help'],
    [['compare', '-', '-'], 'only one layer can come from standard input', 'put the others in files'],
    [['compare', '', B], 'the name of a layer is empty', 'check that the shell variables in the command are set'],
    [
      ['compare', A, B, '--directions', '11'],
      `${A} has 10 directions, but 11 were asked for (10 neurons over 400 datapoints)`,
      'ask for at most 10 with --directions',
    ],
    [
      ['compare', A, B, '--json', '--format', 'csv'],
      '--json and --format csv ask for different formats',
      'give one of them',
    ],
    [
      ['compare', A, B, '--variance', '0.9', '--directions', '3'],
      "option '--directions <k>' cannot be used with option '--variance <share>'",
      'svcca compare --help',
    ],
    [
      ['compare', A, B, '--format', '\u001b[31m'],
      '--format \\u001b[31m: allowed choices are table, json, jsonl, csv, tsv, md',
      'svcca compare --help',
    ],
  ])('%j', async (args, error, hint) => {
    const finished = await svcca(args);
    expect({ code: finished.code, stdout: finished.stdout, ...said(finished) }).toEqual({
      code: 2,
      stdout: '',
      error,
      hint,
    });
  });

  test('a misspelt name gets a guess', async () => {
    expect((await svcca(['compaer', A, B])).stderr).toBe(
      "error: unknown command 'compaer'\n  did you mean compare?\n  try: svcca --help\n",
    );
    expect((await svcca(['compare', A, B, '--metrics', 'cka'])).stderr).toContain('  did you mean --metric?\n');
  });
});

describe('a value that an option does not take', () => {
  test.each([
    ['--variance', ['', ' ', 'abc', '0', '-1', '1.0000001', 'NaN', 'Infinity', '1e400', '0x1', '99%', '0,9']],
    ['--directions', ['', 'abc', '0', '-1', '1.5', '1e400', '9007199254740993']],
    ['--metric', ['', ',', 'svcca,', 'SVCCA', 'svcca cca', 'ckaDebiased', 'all']],
    ['--fail-under', ['', 'x', '-2', '1.01']],
    ['--layout', ['', 'ND', 'xyz', 'nwhc']],
    ['--conv', ['', 'DFT', 'mean']],
    ['--tokens', ['', 'last', '1.5', 'NaN', '1e400', '--5']],
    ['--energy', ['both']],
    ['--format', ['JSON']],
    ['--dtype', ['f4']],
    ['--progress', ['sometimes']],
    ['--output', ['']],
    ['--save-directions', ['']],
  ])('of %s names the option, the value and what it takes', async (option, values) => {
    for (const value of values) {
      const finished = await svcca(['compare', 'nowhere.npy', 'nowhere.npy', option, value]);
      const shown = value === '' || value.includes(' ') ? `'${value}'` : value;
      expect([value, finished.code, finished.stdout]).toEqual([value, 2, '']);
      expect(said(finished).error.startsWith(`${option} ${shown}: `)).toBe(true);
      expect(said(finished).hint).toBe('svcca compare --help');
    }
  });
});

describe('input that is missing, malformed or inconsistent exits 3', () => {
  test.each([
    ['nowhere.npy', 'nowhere.npy does not exist'],
    ['fixtures', 'fixtures is a directory, not a file with activations'],
    ['/dev/null', '/dev/null is a device, not a regular file'],
    ['fixtures/README.md', 'fixtures/README.md is no .npy, .npz or .safetensors file: it looks like text'],
    ['fixtures/formats/stored.npz', 'fixtures/formats/stored.npz holds 2 arrays: first, deep/second'],
    [
      'fixtures/formats/scalar.npy',
      'fixtures/formats/scalar.npy has 0 axes, (); 1 to 4 are expected: datapoints, positions, neurons',
    ],
  ])('%s', async (operand, error) => {
    const finished = await svcca(['compare', operand, B]);
    expect([finished.code, finished.stdout, said(finished).error]).toEqual([3, '', error]);
    expect(said(finished).hint).not.toBe('');
    expect(finished.stderr.trim().split('\n')).toHaveLength(2);
  });

  test('other datapoints', async () => {
    const [x, y] = [layer('x41.npy', { rows: 41 }), layer('y40.npy', { columns: 4 })];
    expect(said(await svcca(['compare', x, y])).error).toBe(
      'x41.npy is 41 × 3 but y40.npy is 40 × 4: no length that all layers share can be the datapoints',
    );
  });

  test('a value that is no number, with its place, and no result', async () => {
    const x = layer('nan.npy', { value: (row, column) => (row === 7 && column === 2 ? Number.NaN : row * column) });
    const finished = await svcca(['compare', x, layer('y.npy'), '-o', 'never.json']);
    expect([finished.code, said(finished).error]).toEqual([3, 'nan.npy holds nan at [7, 2], datapoint 7 of neuron 2']);
    expect((await svcca(['compare', 'never.json', x])).stderr).toContain('never.json does not exist');
  });

  test('a name with control characters cannot move the cursor', async () => {
    expect((await svcca(['compare', 'no\u001b[31m\nsuch.npy', B])).stderr).toMatch(
      /^error: no\\u001b\[31m\\u000asuch.npy does/,
    );
  });
});

describe('names of files', () => {
  test.each(['sp ace.npy', 'co:lon.npy', 'ünï→日本.npy', 'new\nline.npy', 'quote",.npy', '$(x).npy'])(
    '%j',
    async (name) => {
      layer(name);
      const { code, stdout } = await svcca(['compare', name, name, '--json', '-q', '--metric', 'cka']);
      expect([code, JSON.parse(stdout).x.path]).toEqual([0, name]);
    },
  );

  test('a leading dash after --', async () => {
    layer('-dash.npy');
    expect((await svcca(['compare', '-q', '--', '-dash.npy', '-dash.npy'])).code).toBe(0);
  });
});

test('a layer that never changes has no similarity, and exits 4', async () => {
  const finished = await svcca(['compare', layer('constant.npy', { value: () => 1 }), layer('y.npy')]);
  expect([finished.code, finished.stdout]).toEqual([4, '']);
  expect(said(finished).error).toBe('constant.npy has no variance: its 3 neurons never change');
});

describe('--fail-under', () => {
  const gated = (...args: string[]) => svcca(['compare', A, B, '-q', '--format', 'csv', ...args]);
  const value = async () => (await gated('--metric', 'svcca')).stdout.trim().split('\n')[1].split(',')[4];

  test('passes at the value itself, and fails just above it, with the result printed all the same', async () => {
    expect((await gated('--metric', 'svcca', '--fail-under', await value())).code).toBe(0);
    const above = String(Number(await value()) + 2 ** -50);
    const failed = await gated('--metric', 'svcca', '--fail-under', above);
    expect(failed.code).toBe(1);
    const [, shown] = /^failed: svcca (\S+) is below --fail-under \S+\n$/.exec(failed.stderr) ?? [];
    expect(Math.abs(Number(shown) - Number(await value()))).toBeLessThan(1e-6);
    expect(Number(shown)).toBeLessThan(Number(above));
    expect(failed.stdout).toContain(await value());
  });

  test.each(['cca', 'weighted', 'pwcca', 'r2', 'gcd', 'cka', 'cka-debiased', 'procrustes'])(
    'looks at %s where it comes first',
    async (metric) => {
      expect((await gated('--metric', `${metric},svcca`, '--fail-under', '1')).stderr).toMatch(`failed: ${metric} 0.`);
      expect((await gated('--metric', `${metric},svcca`, '--fail-under', '0')).code).toBe(0);
    },
  );

  test('without a value to compare is an error, not a verdict', async () => {
    const x = layer('three.npy', { rows: 3, columns: 2 });
    const finished = await svcca(['compare', x, x, '--layout', 'nd', '--metric', 'cka-debiased', '--fail-under', '0']);
    expect([finished.code, said(finished).error]).toEqual([
      4,
      expect.stringContaining('cka-debiased has no value to compare with --fail-under 0: '),
    ]);
  });
});

test('a bug exits 70 with its stack and a word on what to do', () => {
  writeFileSync(
    path('bug.mjs'),
    `Object.defineProperty(process.stderr, 'isTTY', { get() { throw new Error('oh'); } });`,
  );
  const finished = spawned(['compare', A, B, '-q'], { env: { NODE_OPTIONS: `--import ${path('bug.mjs')}` } });
  expect([finished.code, finished.stdout]).toEqual([70, '']);
  expect(finished.stderr).toMatch(/^Error: oh\n {4}at [\s\S]*this is a bug in svcca: please report it/);
});

describe('help and version', () => {
  test.each([['--help'], ['help'], ['compare', '--help'], ['help', 'compare']])('svcca %s %s', async (...args) => {
    const { code, stdout, stderr } = await svcca(args.filter((arg) => arg !== undefined));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Examples:');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('nothing at all prints the help as an error', async () => {
    const { code, stdout, stderr } = await svcca([]);
    expect([code, stdout, stderr.slice(0, 6)]).toEqual([2, '', 'Usage:']);
  });

  test('--version', async () => expect((await svcca(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/));
});

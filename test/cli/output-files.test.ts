import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { openDump } from '../../src/io/open-dump.js';
import { said, workingFolder } from './svcca.js';

const { svcca, shell, layer, path } = workingFolder();
const B = 'fixtures/net-b/logits.npy';
const PAIR = ['fixtures/net-a/logits.npy', B];
const compare = (...args: string[]) => svcca(['compare', ...PAIR, '--metric', 'svcca', ...args]);
const textOf = (name: string) => readFileSync(path(name), 'utf8');

describe('-o', () => {
  test.each([
    ['json', 'json'],
    ['JSON', 'json'],
    ['jsonl', 'jsonl'],
    ['ndjson', 'jsonl'],
    ['csv', 'csv'],
    ['tsv', 'tsv'],
    ['md', 'md'],
    ['txt', 'table'],
  ])('.%s is the extension of %s', async (extension, format) => {
    const { code, stdout, stderr } = await compare('-o', `result.${extension}`);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain(`note: wrote result.${extension}\n`);
    expect(textOf(`result.${extension}`)).toBe((await compare('-q', '--format', format)).stdout);
  });

  test.each(['result', 'result.', 'result.html', '.json/x'])('%s is of no known format', async (name) => {
    const finished = await compare('-o', name);
    expect([finished.code, said(finished).error]).toEqual([
      2,
      `${name} does not say by its extension what format to write`,
    ]);
    expect((await compare('-o', 'any.name', '--format', 'csv')).code).toBe(0);
  });

  test('- is standard output', async () => {
    expect((await compare('-q', '-o', '-')).stdout).toBe((await compare('-q')).stdout);
    expect(readdirSync(path(''))).not.toContain('-');
  });

  test('/dev/stdout and /dev/null are written straight', async () => {
    expect((await compare('-q', '-o', '/dev/stdout', '--format', 'csv')).stdout).toBe(
      (await compare('-q', '--format', 'csv')).stdout,
    );
    expect((await compare('-q', '-o', '/dev/null', '--json')).code).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('/dev/stdout appends to what the shell opened', async () => {
    const line =
      '{ echo before; $svcca compare fixtures/net-a/logits.npy fixtures/net-b/logits.npy -q -o /dev/stdout --format csv --metric cka; echo after; } >all.txt';
    expect(shell(line).code).toBe(0);
    expect(textOf('all.txt')).toMatch(/^before\nx,y,[\s\S]*\nafter\n$/);
  });

  test('what cannot be written is said before anything is read', async () => {
    mkdirSync(path('folder.json'));
    symlinkSync('loop.json', path('loop.json'));
    const nan = layer('nan.npy', { rows: 400, value: () => Number.NaN });
    for (const [output, error] of [
      ['folder.json', 'folder.json is a directory, and the output is a file'],
      ['no/such/x.json', `no/such/x.json cannot be written: ${path('no/such')} does not exist`],
      ['nan.npy/x.json', 'nan.npy/x.json cannot be written: a part of its path is a file'],
      ['loop.json', 'loop.json is a symbolic link that leads to itself'],
    ]) {
      const finished = await svcca(['compare', nan, B, '-o', output]);
      expect([finished.code, said(finished).error]).toEqual([2, error]);
      expect(said(finished).hint).not.toBe('');
    }
  });

  test('an input is never replaced, under whatever name', async () => {
    const input = layer('input.json', { rows: 400 });
    linkSync(path(input), path('hard.json'));
    symlinkSync(input, path('soft.json'));
    const before = readFileSync(path(input));
    for (const [operand, output] of [
      ['input.json', 'input.json'],
      ['input.json', './input.json'],
      ['input.json', 'hard.json'],
      ['input.json', 'soft.json'],
      ['soft.json', 'input.json'],
    ]) {
      const finished = await svcca(['compare', operand, B, '-o', output]);
      expect([finished.code, said(finished).error]).toEqual([
        2,
        `${output} is one of the inputs, and the output would replace it`,
      ]);
    }
    expect(readFileSync(path(input)).equals(before)).toBe(true);
  });

  test('a text that is read is never replaced either', async () => {
    const net = 'fixtures/mlp';
    const chained = { name: 'fc3', activations: `${net}/fc3.npy`, weights: `${net}/logits.weight.npy` };
    writeFileSync(path('chain.json'), JSON.stringify({ layers: [chained] }));
    writeFileSync(path('names.csv'), '0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n');
    writeFileSync(path('costs.json'), '{"a": 1, "b": 2}');
    expect((await svcca(['dynamics', 'fixtures/run', '-q', '--json', '-o', 'dynamics.json'])).code).toBe(0);
    symlinkSync('chain.json', path('chain.npz'));
    const logits = ['fixtures/net-a/logits.npy', '--labels', 'fixtures/labels.npy'];
    for (const [output, ...args] of [
      ['chain.json', 'compress-plan', '--chain', 'chain.json', '-o'],
      ['chain.npz', 'compress-plan', '--chain', 'chain.json', '--save-factors'],
      ['names.csv', 'classes', ...logits, '--class-names', 'names.csv', '-o'],
      ['dynamics.json', 'freeze-plan', '--from', 'dynamics.json', '-o'],
      ['costs.json', 'freeze-plan', '--layers', 'a,b', '--total-steps', '9', '--costs', 'costs.json', '-o'],
    ] as [string, ...string[]][]) {
      const before = textOf(output);
      const finished = await svcca([...args, output]);
      expect([finished.code, said(finished).error]).toEqual([
        2,
        `${output} is one of the inputs, and the output would replace it`,
      ]);
      expect(textOf(output)).toBe(before);
    }
  });

  test('a link stays a link, and permissions stay', async () => {
    symlinkSync('target.json', path('link.json'));
    writeFileSync(path('target.json'), 'old', { mode: 0o640 });
    expect((await compare('-o', 'link.json')).code).toBe(0);
    expect(JSON.parse(textOf('target.json')).schema).toBe('svcca.compare/1');
    expect(statSync(path('target.json')).mode & 0o777).toBe(0o640);
  });

  test('a failed gate has written the result', async () => {
    const finished = await compare('-q', '-o', 'gate.csv', '--fail-under', '1');
    expect([finished.code, finished.stdout]).toEqual([1, '']);
    expect(textOf('gate.csv')).toMatch(/^x,y,metric,/);
  });
});

describe('--save-directions', () => {
  test('saves arrays of the sizes that the report gives', async () => {
    const { code, stdout, stderr } = await compare('--json', '--save-directions', 'directions.npz');
    const { x, y, correlations } = JSON.parse(stdout);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`note: wrote ${correlations.length} pairs of canonical directions to directions.npz\n`),
    ]);
    for (const [key, shape] of Object.entries({
      a: [x.neurons, correlations.length],
      b: [y.neurons, correlations.length],
      correlations: [correlations.length],
      means_x: [x.neurons],
      means_y: [y.neurons],
      singular_values_x: [x.k],
      singular_values_y: [y.k],
    })) {
      const dump = await openDump(`${path('directions.npz')}:${key}`);
      expect([key, dump.shape, dump.dtype]).toEqual([key, shape, 'float64']);
      await dump.close();
    }
  });

  test('writes a .npz and nothing else', async () => {
    const finished = await compare('--save-directions', 'directions.json');
    expect([finished.code, said(finished).hint]).toEqual([2, 'name it directions.json.npz']);
  });

  test.each(['both.npz', './both.npz', 'alias.npz'])('to %s is refused where the result goes', async (name) => {
    if (name === 'alias.npz') symlinkSync('both.npz', path(name));
    const finished = await compare('-o', 'both.npz', '--json', '--save-directions', name);
    expect([finished.code, said(finished).error]).toEqual([2, `${name} cannot be both the result and the directions`]);
  });
});

test('nothing is left behind', async () => {
  expect(readdirSync(path('')).filter((name) => name.startsWith('.svcca-'))).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { fixture } from '../fixtures.js';
import { said, workingFolder } from './svcca.js';

const { spawned, start, layer } = workingFolder();
const B = 'fixtures/net-b/logits.npy';
const A = readFileSync(fixture('net-a/logits.npy'));
const CSV = ['--format', 'csv', '-q', '--metric', 'svcca,cca,cka'];

function values(stdout: string): number[] {
  return stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[4]));
}

const fromFile = () => values(spawned(['compare', 'fixtures/net-a/logits.npy', B, ...CSV]).stdout);

test('a layer from standard input gives what the file gives, on either side', () => {
  expect(values(spawned(['compare', '-', B, ...CSV], { input: A }).stdout)).toEqual(fromFile());
  const swapped = values(spawned(['compare', B, '-', ...CSV], { input: A }).stdout);
  const expected = fromFile();
  for (const [i, value] of swapped.entries()) expect(value).toBeCloseTo(expected[i], 12);
});

test.each(['gauss-fortran', 'gauss-dn'])('%s: neurons first or Fortran order, which a pipe holds in memory', (name) => {
  const [x, y] = ['x', 'y'].map((side) => `fixtures/golden/inputs/${name}.${side}.npy`);
  const piped = spawned(['compare', '-', y, ...CSV], { input: readFileSync(fixture(`golden/inputs/${name}.x.npy`)) });
  expect(values(piped.stdout)).toEqual(values(spawned(['compare', x, y, ...CSV]).stdout));
});

test('a slow writer is waited for', async () => {
  const child = start(['compare', '-', B, ...CSV]);
  let printed = '';
  child.stdout?.on('data', (text) => {
    printed += text;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  for (let at = 0; at < A.length; at += 3000) {
    child.stdin?.write(A.subarray(at, at + 3000));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.stdin?.end();
  expect(await ended).toBe(0);
  expect(values(printed)).toEqual(fromFile());
});

describe('what is no .npy exits 3', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'standard input is not a .npy file: it is empty'],
    ['text', Buffer.from('1,2,3\n'), 'standard input is not a .npy file: it looks like text'],
    ['a half header', A.subarray(0, 50), 'standard input is cut off: 40 of the 118 bytes of its header are there'],
    ['a half array', A.subarray(0, 1128), 'standard input is cut off: 1000 of the 16000 bytes of its values are there'],
    ['two arrays', Buffer.concat([A, A]), 'standard input goes on after the last value of its array'],
  ])('%s', (_, input, error) => {
    const finished = spawned(['compare', '-', B], { input });
    expect([finished.code, finished.stdout, said(finished).error]).toEqual([3, '', error]);
    expect(said(finished).hint).not.toBe('');
  });
});

test('a writer that dies midway is told from one that is done', async () => {
  const child = start(['compare', '-', B, '-q', '-o', 'never.json']);
  let errors = '';
  child.stderr?.on('data', (text) => {
    errors += text;
  });
  child.stdin?.write(A.subarray(0, 5000));
  child.stdin?.destroy();
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(3);
  expect(errors).toContain('standard input is cut off: 4872 of the 16000 bytes of its values are there');
});

test('errors and notes call it standard input, the report -', () => {
  const constant = spawned(['compare', '-', layer('y.npy')], { input: readFileSync(fixture('net-a/logits.npy')) });
  expect(said(constant).error).toMatch(/^standard input is 400 × 10 but y\.npy is 40 × 3/);
  const { stdout, stderr } = spawned(['compare', '-', B, '--json'], { input: A });
  expect(stderr).toContain('note: standard input: 400 × 10 float32');
  expect([JSON.parse(stdout).x.path, JSON.parse(stdout).inputs[0].path]).toEqual(['-', '-']);
});

test('an error in the other operand does not wait for the writer', async () => {
  const child = start(['compare', '-', 'nowhere.npy']);
  child.stdin?.on('error', () => {});
  child.stdin?.write(A.subarray(0, 5000));
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(3);
});

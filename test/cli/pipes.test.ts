import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../fixtures.js';
import { BIN, workingFolder } from './svcca.js';

const { svcca, spawned, shell, start, layer, path } = workingFolder();
const COMPARE = 'compare fixtures/net-a/logits.npy fixtures/net-b/logits.npy';
/** Takes a moment to read. */
const BIG = { rows: 60_000, columns: 24, value: (row: number, column: number) => (row * (column + 7919)) % 101 };
describe('standard output holds the result, and nothing else', () => {
  test.each(['table', 'json', 'jsonl', 'csv', 'tsv', 'md'])('as %s, quiet or verbose', async (format) => {
    const compare = (flag: string) => svcca([...COMPARE.split(' '), '--format', format, flag]);
    const [quiet, verbose] = [await compare('-q'), await compare('-v')];
    expect([quiet.code, verbose.code, quiet.stderr]).toEqual([0, 0, '']);
    expect(verbose.stderr).toContain('note: ');
    expect(verbose.stdout).toBe(quiet.stdout);
  });
});

describe('a reader that goes away is no error', () => {
  test.each(['', ' --json', ' --format csv', ' -o /dev/stdout --json'])('`compare%s | head -1`', (options) => {
    const { stdout, stderr } = shell(`{ $svcca ${COMPARE} -q${options}; echo $? >code; } | head -1; cat code`);
    expect([stdout.split('\n').slice(1), stderr]).toEqual([['0', ''], '']);
  });

  test.each(['>&-', '2>&-', '>&- 2>&-', '<&-'])('%s', (closed) => {
    expect(shell(`$svcca ${COMPARE} ${closed} >closed.txt`.replace('>&- >closed.txt', '>&-')).code).toBe(0);
  });

  test('/dev/stdout is what node gives a child: a socket', () => {
    const { code, stdout } = spawned([...COMPARE.split(' '), '-q', '-o', '/dev/stdout', '--format', 'csv']);
    expect([code, stdout.split('\n').length]).toEqual([0, 14]);
  });

  test('the gate still fails', () => {
    expect(shell(`{ $svcca ${COMPARE} -q --fail-under 1; echo $? >code; } | true; cat code`).stdout).toBe('1\n');
  });

  test('an error keeps its code when nobody hears it', () => {
    expect(shell('$svcca compare nowhere.npy nowhere.npy 2>&-').code).toBe(3);
    expect(shell('$svcca compare 2>&-').code).toBe(2);
  });
});

describe('a full disk behind standard output is an error', () => {
  test.each([`${COMPARE} -q`, `${COMPARE} -q --json`, '--help', 'compare --help', '--version'])(
    'svcca %s',
    (command) => {
      const { code, stderr } = shell(`$svcca ${command} >/dev/full`);
      expect([code, stderr]).toEqual([
        2,
        'error: standard output cannot be written: the disk is full\n  try: free some space, or name a file on another disk\n',
      ]);
    },
  );

  test('but not behind standard error', () => {
    const { code, stdout } = shell(`$svcca ${COMPARE} --metric cka --format csv 2>/dev/full`);
    expect([code, stdout.split('\n').length]).toEqual([0, 3]);
  });
});

describe('interrupted', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('by %s, it dies of it and leaves no file', async (signal) => {
    const big = layer('big.npy', BIG);
    const child = start(['compare', big, big, '--progress', 'always', '-o', 'interrupted.json']);
    const ended = new Promise((resolve) => child.on('exit', (code, by) => resolve([code, by])));
    child.stderr?.on('data', (text) => String(text).includes('reading') && child.kill(signal));
    expect(await ended).toEqual([null, signal]);
    expect(readdirSync(path('')).filter((name) => /interrupted|^\.svcca/.test(name))).toEqual([]);
  });
});

describe('progress', () => {
  test('is for terminals, unless asked for', () => {
    const compare = [...COMPARE.split(' '), '-q', '--format', 'csv'];
    const [auto, always] = ['auto', 'always'].map((mode) => spawned([...compare, '--progress', mode]));
    expect(auto.stderr).toBe('');
    expect(always.stderr).toContain('100 % of 400 datapoints');
    expect(always.stdout).toBe(auto.stdout);
  });

  test('leaves Ctrl-C to the system: a handler would wait for the numerics', () => {
    const module = pathToFileURL(`${ROOT}dist/src/cli/progress.js`);
    const program = `
      import { startProgress } from '${module}';
      const listening = () => console.log(process.listenerCount('SIGINT'), process.listenerCount('SIGTERM'));
      const progress = await startProgress({ mode: 'always', total: 2, label: 'reading' });
      for (const done of [1, 2]) { progress.advance(done); listening(); }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(stdout).toBe('0 0\n0 0\n');
  });
});

describe('on a terminal', () => {
  /** util-linux's `script` gives a command a terminal. */
  const onTerminal = (line: string) =>
    shell(`script -qec '${line.replace('svcca', `${process.execPath} ${BIN}`)}' /dev/null`).stdout;

  test('the table is set off with bold type, unless that is unwanted', () => {
    const bold = '\u001b[1m';
    expect(onTerminal(`TERM=xterm NO_COLOR= svcca ${COMPARE} -q`)).toContain(bold);
    for (const plain of ['NO_COLOR=1 svcca', 'TERM=dumb svcca']) {
      expect(onTerminal(`${plain} ${COMPARE} -q`)).not.toContain('\u001b');
    }
    expect(onTerminal(`svcca ${COMPARE} -q --no-color`)).not.toContain('\u001b');
  });

  test('a file gets no escapes', () => {
    onTerminal(`TERM=xterm svcca ${COMPARE} -q -o plain.txt`);
    expect(shell('cat plain.txt').stdout).toMatch(/^svcca 0/);
  });

  test('a dumb one gets no bar', () => {
    const big = layer('slow.npy', BIG);
    expect(onTerminal(`TERM=dumb svcca compare ${big} ${big} -q --metric cka --format csv`)).not.toContain('\u001b');
  });
});

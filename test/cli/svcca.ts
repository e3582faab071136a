import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, jest } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { npyBytes } from '../../src/io/write-npy.js';
import { ROOT } from '../fixtures.js';

export const BIN = join(ROOT, 'bin/svcca.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder, with `fixtures` in it, where the commands of one test file run, gone after them. */
export function workingFolder() {
  const before = process.cwd();
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'svcca-cli-'));
    symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
    process.chdir(folder);
    // What commands keep for the next time is of this test file alone.
    process.env['XDG_CACHE_HOME'] = join(folder, '.cache');
  });
  afterAll(() => {
    process.chdir(before);
    delete process.env['XDG_CACHE_HOME'];
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the command as a process of its own. */
  function spawned(args: readonly string[], { input = '' as string | Uint8Array, env = {} } = {}): Finished {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
      cwd: folder,
      encoding: 'utf8',
      input,
      env: { ...process.env, ...env },
      maxBuffer: 2 ** 26,
    });
    return { code: status, stdout, stderr };
  }

  /** Runs a line of the shell, in which $svcca is the command. */
  function shell(line: string): Finished {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, svcca: `${process.execPath} ${BIN}` },
    });
    return { code: status, stdout, stderr };
  }

  function start(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [BIN, ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  const path = (name: string) => join(folder, name);

  /** Writes activations as a .npy in C order. */
  function layer(name: string, { rows = 40, columns = 3, value = wave }: Contents = {}): string {
    const values = Float64Array.from({ length: rows * columns }, (_, i) =>
      value(Math.floor(i / columns), i % columns, i),
    );
    writeFileSync(path(name), Buffer.concat(npyBytes({ shape: [rows, columns], values })));
    return name;
  }

  return { svcca, spawned, shell, start, path, layer };
}

interface Contents {
  readonly rows?: number;
  readonly columns?: number;
  readonly value?: (row: number, column: number, index: number) => number;
}

/** Values without a pattern that a metric could see, the same on every run. */
function wave(_row: number, _column: number, index: number): number {
  return Math.sin(1 + index * index * 0.7);
}

/** The first two lines of an error, without the words before them. */
export function said({ stderr }: Finished): { error: string; hint: string } {
  const [error = '', hint = ''] = stderr.split('\n').filter((line) => !line.startsWith('note: '));
  return { error: error.replace(/^error: /, ''), hint: hint.replace(/^ {2}try: /, '') };
}

/** Runs the command in this process, a hundred times faster, with what it prints kept. */
async function svcca(args: readonly string[]): Promise<Finished> {
  const kept = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((...written: unknown[]) => {
      kept[name] += String(written[0]);
      const done = written[written.length - 1];
      if (typeof done === 'function') done();
      return true;
    }),
  );
  try {
    const code = await main(args);
    return { code, ...kept };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

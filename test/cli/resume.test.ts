import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { ROOT } from '../fixtures.js';
import { BIN, workingFolder } from './svcca.js';

const { svcca, path } = workingFolder();
const LAYERS = 'conv1,conv2,fc1,fc1_bn,fc2,fc2_bn,logits';

/** The whole result, and how many values the cache had and had not. */
async function dynamics(args: readonly string[]) {
  const { code, stdout, stderr } = await svcca(['dynamics', ...args, '--layers', LAYERS, '--json', '-v']);
  const counts = /cache: (\d+) found, (\d+) computed/.exec(stderr);
  expect([code, counts === null && !args.includes('--no-cache')]).toEqual([0, false]);
  return { stdout, found: Number(counts?.[1]), computed: Number(counts?.[2]) };
}

/** All files below a folder, with their names from there. */
function filesOf(folder: string): string[] {
  return readdirSync(path(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('another checkpoint costs one checkpoint, and a rerun nothing, to the same bytes', async () => {
  cpSync(`${ROOT}fixtures/run`, path('run'), { recursive: true });
  renameSync(path('run/step_000300'), path('later'));
  const args = ['run', '--conv', 'pool', '--cache', 'cache'];
  expect(await dynamics(args)).toMatchObject({ found: 0, computed: 42 });
  renameSync(path('later'), path('run/step_000300'));
  const grown = await dynamics(args);
  expect(grown).toMatchObject({ found: 42, computed: 7 });
  const again = await dynamics(args);
  expect(again).toMatchObject({ found: 49, computed: 0 });
  const fresh = await dynamics(['run', '--conv', 'pool', '--no-cache']);
  expect([grown.stdout, again.stdout]).toEqual([fresh.stdout, fresh.stdout]);
});

test('another checkpoint of maps under dft costs its own reductions alone, to the same bytes', async () => {
  cpSync(`${ROOT}fixtures/run`, path('maps'), { recursive: true });
  renameSync(path('maps/step_000300'), path('maps-later'));
  const args = ['maps', '--conv', 'dft', '--cache', 'maps-cache'];
  const first = await dynamics(args);
  expect(first.found).toBe(0);
  renameSync(path('maps-later'), path('maps/step_000300'));
  const grown = await dynamics(args);
  expect([grown.found, grown.computed * 6]).toEqual([first.computed, first.computed]);
  const again = await dynamics(args);
  expect([again.found, again.computed]).toEqual([grown.found + grown.computed, 0]);
  const fresh = await dynamics(['maps', '--conv', 'dft', '--no-cache']);
  expect([grown.stdout, again.stdout]).toEqual([fresh.stdout, fresh.stdout]);
});

test('a damaged value is computed anew, with a warning, to the same bytes', async () => {
  const args = ['fixtures/run', '--conv', 'pool', '--cache', 'damaged'];
  const whole = await dynamics(args);
  const [victim] = filesOf('damaged');
  const bytes = readFileSync(victim);
  bytes[bytes.length - 9] ^= 1;
  writeFileSync(victim, bytes);
  const repaired = await dynamics(args);
  expect([repaired.stdout, repaired.computed]).toEqual([whole.stdout, 1]);
});

test('killed at any moment, it leaves nothing half-written, and goes on to the same bytes', async () => {
  const undisturbed = await dynamics(['fixtures/run', '--no-cache', '--out-dir', 'undisturbed']);
  const args = ['fixtures/run', '--cache', 'kept', '--out-dir', 'out'];
  for (const milliseconds of [150, 300, 450, 700, 1100]) {
    const command = [BIN, 'dynamics', ...args, '--layers', LAYERS, '--json', '-q'];
    const child = spawn(process.execPath, command, { cwd: path('.'), stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await Promise.race([wait(milliseconds), ended]);
    child.kill('SIGKILL');
    await ended;
  }
  expect((await dynamics(args)).stdout).toBe(undisturbed.stdout);
  const names = (folder: string) => filesOf(folder).map((file) => file.slice(path(folder).length));
  expect(names('out').sort()).toEqual(names('undisturbed').sort());
  for (const name of names('undisturbed')) {
    expect([name, readFileSync(path('out') + name).equals(readFileSync(path('undisturbed') + name))]).toEqual([
      name,
      true,
    ]);
  }
  expect(filesOf('kept').filter((file) => !file.endsWith('.svcca'))).toEqual([]);
  rmSync(path('kept'), { recursive: true });
});

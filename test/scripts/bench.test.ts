import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROOT } from '../fixtures.js';

let folder = '';
let table = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'svcca-bench-test-'));
  const [json, markdown] = [join(folder, 'bench.json'), join(folder, 'bench.md')];
  const options = ['--quick', '--only', 'register,compare', '--json', json, '--markdown', markdown];
  // What the benchmark makes for itself goes here too; and there is no Python, as on a machine without one.
  const env = { ...process.env, TMPDIR: folder, PYTHON: join(folder, 'no-python') };
  const stdio = ['ignore' as const, 'pipe' as const, 'ignore' as const];
  table = execFileSync(process.execPath, [`${ROOT}scripts/bench/main.mjs`, ...options], {
    encoding: 'utf8',
    env,
    stdio,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function results() {
  return JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8'));
}

const TIME = { median: expect.any(Number), min: expect.any(Number), runs: expect.any(Number) };

test('the benchmark sets the product beside the same arithmetic on registers, at every size', () => {
  const { schema, quick, rounds, machine, register } = results();
  expect([schema, quick, rounds, machine.numpy]).toEqual(['svcca.bench/1', true, 1, null]);
  expect(register.map(({ n }: { n: number }) => n)).toEqual([128, 512]);
  for (const { milliseconds, median, fastest } of register) {
    expect(milliseconds).toMatchObject({ 'loop 1': TIME, 'gemm 1': TIME });
    for (const { share, speedUp, loop, product } of [median, fastest]) {
      for (const value of [share, speedUp.product, speedUp.loop, loop[1], product[1]]) expect(value).toBeGreaterThan(0);
    }
  }
});

test('the benchmark measures comparisons also where there is no numpy, and says so', () => {
  const [{ neurons, datapoints, svcca, milliseconds, megabytes }] = results().compare;
  expect([neurons, datapoints]).toEqual([64, 1000]);
  expect(svcca).toBeGreaterThan(0.3);
  expect(svcca).toBeLessThan(0.7);
  expect(milliseconds).toMatchObject({ 'ours svcca': TIME, 'ours all': TIME });
  expect(megabytes['ours svcca']).toBeGreaterThan(10);
  expect(table).toContain('warning: there is no python3 with numpy here');
});

test('the benchmark prints tables, writes them as Markdown, and leaves nothing behind', () => {
  for (const title of ['registers', 'compare', 'compare, memory']) {
    expect(table).toContain(`\n\n${title}  `);
    expect(readFileSync(join(folder, 'bench.md'), 'utf8')).toContain(`### ${title}\n`);
  }
  expect(readdirSync(folder).sort()).toEqual(['bench.json', 'bench.md']);
});

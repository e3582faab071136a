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
  const options = ['--quick', '--only', 'register,compare,frequencies,panes', '--json', json, '--markdown', markdown];
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

test('the benchmark compares maps frequency by frequency and flattened, and says where the time goes', () => {
  const [dft, flatten] = results().frequencies;
  expect([dft, flatten].map(({ reading }) => reading)).toEqual(['dft', 'flatten']);
  for (const row of [dft, flatten]) {
    expect(row).toMatchObject({ datapoints: 200, height: 8, width: 8, channels: 16, rival: null });
    expect(row.milliseconds.ours).toEqual(TIME);
    expect(row.megabytes.ours).toBeGreaterThan(10);
  }
  // 1024 neurons look alike on 200 datapoints; 16 channels at a frequency do not.
  expect(flatten.svcca).toBeGreaterThan(0.9);
  expect(dft.svcca).toBeGreaterThan(0.5);
  expect(dft.svcca).toBeLessThan(0.8);
  expect(flatten.ratios['flatten / dft'].median).toBeGreaterThan(0);
  expect(dft.stages).toEqual({ reading: TIME, transform: TIME, gram: TIME, factoring: TIME });
});

test('the benchmark leaves maps out that its folder has no room for, and says so', async () => {
  const { mapPair } = await import(`${ROOT}scripts/bench/maps.mjs`);
  const { benchFacts } = await import(`${ROOT}scripts/bench/facts.mjs`);
  const shape = { datapoints: 1e9, height: 64, width: 64, channels: 64 };
  expect(() => mapPair(folder, shape)).toThrow(/^they take 2097152\.0 GB, and .+ has room for \d+\.\d GB$/);
  expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/npy/));
  const { tables, warnings } = benchFacts({ ...results(), frequencies: [{ ...shape, leftOut: 'no room' }] });
  expect(tables.map(({ title }: { title: string }) => title)).not.toContain('maps');
  expect(warnings).toContain('maps of 1000000000 × 64 × 64 × 64 were left out: no room');
});

test('the benchmark makes a run, and its panes where there is no numpy to compare them with', () => {
  const [row] = results().panes;
  expect(row).toMatchObject({ checkpoints: 3, layers: 3, datapoints: 200, neurons: 32, apart: null, ratios: {} });
  expect(row.milliseconds).toMatchObject({ ours: TIME, 'ours svcca': TIME });
  expect(row.megabytes.ours).toBeGreaterThan(10);
});

test('the benchmark prints tables, writes them as Markdown, and leaves nothing behind', () => {
  for (const title of [
    'registers',
    'compare',
    'compare, memory',
    'maps',
    'maps, ratios',
    'maps, memory',
    'maps, stages',
    'panes',
    'panes, memory',
  ]) {
    expect(table).toContain(`\n\n${title}  `);
    expect(readFileSync(join(folder, 'bench.md'), 'utf8')).toContain(`### ${title}\n`);
  }
  expect(readdirSync(folder).sort()).toEqual(['bench.json', 'bench.md']);
});

import { describe, expect, test } from '@jest/globals';
import { workingFolder } from './svcca.js';

const { svcca, spawned, layer } = workingFolder();

/** Just above 2^18 values together. */
const ROWS = 33_000;

function noise(at: number): number {
  return Math.sin(1 + at * at * 0.7);
}

/** Four columns of noise, the last a copy of the first but for a share of noise of its own. */
function alike(name: string, share: number, seed: number): string {
  const value = (row: number, column: number) =>
    column < 3 ? noise(7 * row + column + seed) : noise(7 * row + seed) + share * noise(7 * row + 3 + seed);
  return layer(name, { rows: ROWS, columns: 4, value });
}

const routes = [
  [1, 'the Gram matrix of the neurons, one pass'],
  [1e-3, 'the Gram matrix of the neurons and a second pass that made them orthonormal (Cholesky QR)'],
  [0, 'Householder QR of the neurons'],
] as const;

describe.each(routes)('neurons that differ by %d of noise', (share, route) => {
  test(`go the way that -v names: ${route}`, async () => {
    const files = [alike('x.npy', share, 0.1), alike('y.npy', 1, 0.2)];
    const { code, stderr } = await svcca(['compare', ...files, '--metric', 'cca', '-v']);
    expect(code).toBe(0);
    expect(stderr).toContain(`detail: route: ${route}\n`);
    const quiet = await svcca(['compare', ...files, '--metric', 'cca']);
    expect(quiet.stderr).not.toContain('route:');
  });
});

test('a process with many threads ends by itself, with the bytes of one that has none', () => {
  const files = [alike('x.npy', 1e-3, 0.1), alike('y.npy', 1, 0.2)];
  const run = (threads: string) => spawned(['compare', ...files, '--json', '--threads', threads]);
  const [one, many] = [run('1'), run('6')];
  expect([one.code, many]).toEqual([0, one]);
});

describe('layers with more neurons than datapoints', () => {
  const wide = (name: string, value: (row: number, column: number) => number) =>
    layer(name, { rows: 120, columns: 1500, value });
  const noisy = (seed: number) => (row: number, column: number) => noise(1500 * row + column + seed);

  test('are reduced each by itself, as -v says, with a warning that their values say nothing', async () => {
    const files = [wide('x.npy', noisy(0.1)), wide('y.npy', noisy(0.2))];
    const { code, stderr } = await svcca(['compare', ...files, '--layout', 'nd', '-v', '--progress', 'always']);
    expect(code).toBe(0);
    expect(stderr).toContain('detail: route: each layer by itself, in the dimensions of the datapoints\n');
    for (const file of files) expect(stderr).toContain(`${file}: the Gram matrix of its datapoints, one pass\n`);
    expect(stderr).toMatch(/warning: svcca 0\.\d+ says nothing: /);
  });

  test('are held for QR where datapoints are repeated', async () => {
    const repeated = wide('x.npy', (row, column) => noisy(0.1)(row - (row % 2), column));
    const files = [repeated, wide('y.npy', noisy(0.2))];
    const { code, stdout, stderr } = await svcca(['compare', ...files, '--layout', 'nd', '-v', '--json']);
    expect([code, JSON.parse(stdout).x.rank, JSON.parse(stdout).y.rank]).toEqual([0, 59, 119]);
    expect(stderr).toContain(`${repeated}: held whole, for Householder QR\n`);
  });

  test('give the same bytes with one thread and with many', () => {
    const files = [wide('x.npy', noisy(0.1)), wide('y.npy', (row, column) => noisy(0.2)(row, column) * 9 ** (row % 5))];
    const run = (threads: string) =>
      spawned(['compare', ...files, '--layout', 'nd', '--json', '--variance', '1', '--threads', threads]);
    const [one, many] = [run('1'), run('5')];
    expect([one.code, many]).toEqual([0, one]);
  });
});

test('layers that are nearly equal are read again for their Procrustes angle, and -v says so', async () => {
  const files = [alike('x.npy', 1, 0.1), alike('y.npy', 1, 0.1)];
  const { stdout, stderr } = await svcca(['compare', ...files, '--metric', 'procrustes', '-v', '--json']);
  expect(stderr).toContain('detail: read again through QR: the layers are nearly equal');
  expect(JSON.parse(stdout).distances.procrustes).toBeLessThan(1e-14);
});

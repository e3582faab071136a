import { describe, expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { type Maps, mapLayer, mapValues, noiseMaps } from '../properties/maps.js';
import { type ComplexRows, centredRows, naiveSpectrum } from '../properties/naive-spectrum.js';

/** Both layers' share of covariance between frequencies that do not meet on a grid, over all pairs of frequencies and of different datapoints. */
function naiveDefect(maps: Maps, { height, width }: { height: number; width: number }): number {
  const frequencies = Array.from({ length: maps.height * maps.width }, (_, f) => {
    const [u, v] = [Math.floor(f / maps.width), f % maps.width];
    const block = (u % height) * width + (v % width);
    return { block, spectrum: naiveSpectrum(maps, u, v) };
  });
  const sums = { inside: 0, outside: 0 };
  for (const a of frequencies) {
    for (const b of frequencies) {
      const [left, right] = [a, b].map(({ block, spectrum }) => (block === 0 ? centredRows(spectrum) : spectrum));
      sums[a.block === b.block ? 'inside' : 'outside'] += apartEnergy(left, right);
    }
  }
  if (sums.outside <= 0) return 0;
  return sums.inside <= 0 ? 1 : sums.outside / (sums.inside + sums.outside);
}

/** Σ over different datapoints i and j of the products of ⟨a_i, a_j⟩ and ⟨b_j, b_i⟩. */
function apartEnergy(a: ComplexRows, b: ComplexRows): number {
  let sum = 0;
  for (let i = 0; i < a.re.length; i++) {
    for (let j = 0; j < a.re.length; j++) {
      if (i === j) continue;
      const [p, q] = [inner(a, i, j), inner(b, j, i)];
      sum += p[0] * q[0] - p[1] * q[1];
    }
  }
  return sum;
}

function inner({ re, im }: ComplexRows, i: number, j: number): [number, number] {
  let [x, y] = [0, 0];
  re[i].forEach((_, c) => {
    x += re[i][c] * re[j][c] + im[i][c] * im[j][c];
    y += re[i][c] * im[j][c] - im[i][c] * re[j][c];
  });
  return [x, y];
}

/** Noise that grows to one side and has a mean of its own in a corner. */
function uneven(height: number, width: number, channels: number, seed: number): Maps {
  return mapValues(noiseMaps(9, { height, width, channels }, seed), (value, { y, x, c, i }) => {
    const corner = y === 0 && x === 0 ? 3 + c : 0;
    return value * (1 + y + 2 * x) + 2 * Math.sin(i + c) + corner;
  });
}

async function defects(x: Maps, y: Maps): Promise<{ x: number | null; y: number | null }> {
  const { frequencies } = await compare(mapLayer(x), mapLayer(y), { metrics: ['svcca'] });
  if (frequencies === undefined) throw new Error('the layers have space');
  return frequencies.defect;
}

describe('the defect of small maps is exact', () => {
  test.each([
    [4, 4, 4, 4],
    [5, 3, 5, 3],
    [1, 6, 1, 6],
    [6, 4, 3, 2],
    [2, 6, 4, 3],
    [3, 3, 6, 3],
  ])('for maps of %i × %i and %i × %i', async (height, width, otherHeight, otherWidth) => {
    const [x, y] = [uneven(height, width, 2, 1), uneven(otherHeight, otherWidth, 3, 2)];
    const grid = { height: Math.min(height, otherHeight), width: Math.min(width, otherWidth) };
    const { x: left, y: right } = await defects(x, y);
    expect(Math.abs((left ?? -1) - naiveDefect(x, grid))).toBeLessThan(1e-10);
    expect(Math.abs((right ?? -1) - naiveDefect(y, grid))).toBeLessThan(1e-10);
  });

  test('for a single frequency against all others', async () => {
    const [x, y] = [uneven(3, 4, 2, 5), noiseMaps(9, { height: 1, width: 1, channels: 2 }, 4)];
    const { x: left, y: right } = await defects(x, y);
    expect(right).toBeNull();
    expect(Math.abs((left ?? -1) - naiveDefect(x, { height: 3, width: 4 }))).toBeLessThan(1e-10);
  });
});

describe.each([
  ['all pairs of frequencies', { height: 6, width: 6, channels: 2 }],
  ['some of many', { height: 16, width: 16, channels: 6 }],
])('by %s', (_, size) => {
  const datapoints = 300;
  const noise = noiseMaps(datapoints, size, 3);

  test('is near 0 for layers that nothing tells from their shifts, though datapoints are few', async () => {
    const smooth = mapValues(noise, (value, { i, y, x, c }) => {
      const beside = noise.rows[i][(y * size.width + ((x + 1) % size.width)) * size.channels + c];
      return value + beside + 5;
    });
    const { x, y } = await defects(noise, smooth);
    expect(x).toBeLessThan(0.03);
    expect(y).toBeLessThan(0.03);
  });

  test('is near all that there is but one block for layers that live in one corner', async () => {
    const corner = mapValues(noise, (value, { y, x }) => (y === 1 && x === 2 ? value : 0));
    const { x } = await defects(corner, noise);
    const positions = size.height * size.width;
    expect(Math.abs((x ?? 0) - (1 - 1 / positions))).toBeLessThan(0.01);
  });

  test('does not change with a factor, or a constant for each channel', async () => {
    const uneven = mapValues(noise, (value, { x }) => value * (1 + x));
    const moved = mapValues(uneven, (value, { c }) => 1e-30 * (value + 10 * c));
    const { x, y } = await defects(uneven, moved);
    expect(x).toBeGreaterThan(0.05);
    expect(Math.abs((x ?? 0) - (y ?? 1))).toBeLessThan(1e-10);
  });
});

import { describe, expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { frequencyDirectionArrays } from '../../src/cli/frequency-direction-arrays.js';
import type { ChannelCombination } from '../../src/similarity/frequency-directions.js';
import { type Maps, mapLayer, noiseMaps } from '../properties/maps.js';

const { abs, cos, hypot, max, PI, sin } = Math;

type Complex = readonly [number, number];

/** The transform of a channel of one datapoint, by definition. */
function transformOf(
  { rows, height, width, channels }: Maps,
  i: number,
  { u, v, c }: Record<'u' | 'v' | 'c', number>,
): Complex {
  let [re, im] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const angle = -2 * PI * ((u * y) / height + (v * x) / width);
      const value = rows[i][(y * width + x) * channels + c];
      re += value * cos(angle);
      im += value * sin(angle);
    }
  }
  return [re, im];
}

/** Σ F(u, v)·a over the frequencies and channels of a combination, for every datapoint, less what `means` has of it. */
function aligned(maps: Maps, { frequencies, re, im }: ChannelCombination, means?: ChannelCombination): Complex[] {
  return maps.rows.map((_, i) => {
    let [x, y] = [0, 0];
    frequencies.forEach(([u, v], j) => {
      for (let c = 0; c < maps.channels; c++) {
        const at = j * maps.channels + c;
        const [p, q] = transformOf(maps, i, { u, v, c });
        const [a, b] = means === undefined ? [p, q] : [p - means.re[at], q - means.im[at]];
        x += a * re[at] - b * im[at];
        y += a * im[at] + b * re[at];
      }
    });
    return [x, y];
  });
}

function inner(a: readonly Complex[], b: readonly Complex[]): Complex {
  return a.reduce<Complex>(
    ([re, im], [p, q], i) => [re + p * b[i][0] + q * b[i][1], im + p * b[i][1] - q * b[i][0]],
    [0, 0],
  );
}

describe.each([
  ['of equal size', { height: 4, width: 3, channels: 3 }, { height: 4, width: 3, channels: 2 }],
  ['of twice the size', { height: 6, width: 4, channels: 2 }, { height: 3, width: 2, channels: 3 }],
  ['of three times the size', { height: 9, width: 3, channels: 2 }, { height: 3, width: 3, channels: 2 }],
])('canonical directions of maps %s', (_, sizeX, sizeY) => {
  const [x, y] = [noiseMaps(40, sizeX, 1), noiseMaps(40, sizeY, 2)];
  const saved = compare(mapLayer(x), mapLayer(y), { directions: true, metrics: ['svcca'] });

  test('are of unit norm over the datapoints, and their inner product is ρ', async () => {
    const { frequencyDirections: found } = await saved;
    if (found === undefined) throw new Error('no directions');
    let worst = 0;
    for (const { correlation, frequency, a, b } of found.directions) {
      const zero = frequency[0] === 0 && frequency[1] === 0;
      const [left, right] = [
        aligned(x, a, zero ? found.meansX : undefined),
        aligned(y, b, zero ? found.meansY : undefined),
      ];
      const [re, im] = inner(left, right);
      worst = max(
        worst,
        abs(re - correlation),
        abs(im),
        abs(inner(left, left)[0] - 1),
        abs(inner(right, right)[0] - 1),
      );
    }
    expect(worst).toBeLessThan(1e-12);
  });

  test('count twice where they have a conjugate, and make the similarity', async () => {
    const { frequencyDirections: found, metrics, x: left, y: right } = await saved;
    const sum = found?.directions.reduce((all, { correlation, multiplicity }) => all + multiplicity * correlation, 0);
    expect((sum ?? 0) / Math.min(left.k, right.k)).toBeCloseTo(metrics.svcca ?? Number.NaN, 12);
  });

  test('have their largest entry real and positive', async () => {
    const { frequencyDirections: found } = await saved;
    for (const { a } of found?.directions ?? []) {
      const sizes = Array.from(a.re, (re, i) => hypot(re, a.im[i]));
      const largest = max(...sizes);
      const positive = sizes.some(
        (size, i) => size > largest * (1 - 1e-8) && abs(a.im[i]) < 1e-12 * largest && a.re[i] > 0,
      );
      expect(positive).toBe(true);
    }
  });

  test('are written as one row a pair, with the frequencies that each channel stands at', async () => {
    const { frequencyDirections: found } = await saved;
    if (found === undefined) throw new Error('no directions');
    const arrays = frequencyDirectionArrays(found);
    const count = found.directions.length;
    const { frequencies } = found.directions[0].a;
    const most = max(...found.directions.map(({ a }) => a.frequencies.length));
    expect(arrays.get('a')).toMatchObject({ shape: [count, most, x.channels], dtype: 'complex128' });
    expect(arrays.get('frequencies_a')?.shape).toEqual([count, most, 2]);
    expect([...(arrays.get('frequencies_a')?.values ?? [])].slice(0, 2)).toEqual([...frequencies[0]]);
    expect([...(arrays.get('correlations')?.values ?? [])]).toEqual(
      found.directions.map(({ correlation }) => correlation),
    );
  });
});

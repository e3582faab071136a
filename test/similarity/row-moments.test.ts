import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { layer, normalRows } from '../properties/layers.js';

const rows = normalRows(20, 4, 1);
const other = normalRows(20, 3, 2).map((row, i) => row.map((value, j) => value + rows[i][j]));

async function debiased(x: number[][], options = {}) {
  return (await compare(layer(x), layer(other), { metrics: ['cka-debiased'], ...options })).metrics.ckaDebiased;
}

test.each([1e60, 1e100, 1e300, -1.7e308])(
  'a dead neuron of value %d does not change the debiased CKA',
  async (value) => {
    const expected = (await debiased(rows)) as number;
    for (const scale of [1, 2 ** -800]) {
      const x = rows.map((row) => [...row.map((entry) => scale * entry), value]);
      for (const options of [{}, { blockRows: 3 }]) expect(await debiased(x, options)).toBeCloseTo(expected, 12);
    }
  },
);

test('a neuron that comes alive late counts in its own unit from then on', async () => {
  const late = rows.map((row, i) => [...row, i < 12 ? 1e100 : 1e100 * (1 + i)]);
  const whole = (await debiased(late)) as number;
  expect(await debiased(late, { blockRows: 5 })).toBeCloseTo(whole, 12);
});

import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { layer, normalRows } from '../properties/layers.js';

const rows = normalRows(20, 4, 1);
const other = normalRows(20, 3, 2).map((row, i) => row.map((value, j) => value + rows[i][j]));

async function debiased(x: number[][], blockRows: number) {
  const { metrics, reasons } = await compare(layer(x), layer(other), { metrics: ['cka-debiased'], blockRows });
  return { value: metrics.ckaDebiased, reason: reasons.ckaDebiased };
}

/** The first datapoint times `size`. */
const outlier = (size: number) => rows.map((row, i) => (i === 0 ? row.map((value) => size * value) : row));

test('one datapoint that outweighs all others leaves a debiased CKA to 1e-8, or none', async () => {
  expect(
    Math.abs(
      ((await debiased(outlier(1e4), 20)).value as number) - ((await debiased(outlier(1e4), 1)).value as number),
    ),
  ).toBeLessThan(1e-8);
  for (const size of [1e7, 1e8, 1e9]) {
    for (const blockRows of [1, 3, 20]) {
      const { value, reason } = await debiased(outlier(size), blockRows);
      expect(value).toBeNull();
      expect(reason).toContain('lost in rounding');
    }
  }
});

import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { layer, normalRows } from '../properties/layers.js';

test('r2 and gcd of a layer with itself never pass 1 by rounding', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const x = layer(normalRows(10, 3, seed));
    const { metrics } = await compare(x, x, { metrics: ['r2', 'gcd'] });
    for (const value of [metrics.r2, metrics.gcd]) {
      expect(value).toBeLessThanOrEqual(1);
      expect(value).toBeCloseTo(1, 14);
    }
  }
});

import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { layer } from '../properties/layers.js';

/** Entry (i, j) of the Walsh–Hadamard matrix: exactly orthogonal columns of ±1. */
function hadamard(i: number, j: number): number {
  let parity = 0;
  for (let bits = i & j; bits > 0; bits >>= 1) parity ^= bits & 1;
  return parity === 0 ? 1 : -1;
}

/** Two orthogonal neurons, and a third on a scale of its own. */
const rows = (scale: number) =>
  Array.from({ length: 8 }, (_, i) => [hadamard(i, 1), 3 * hadamard(i, 2), scale * hadamard(i, 4)]);

test.each([1e-3, 1e-6, 1e-9, 1e-12])(
  'a neuron of size %d that only one layer has is at the angle of its share, whichever side has it',
  async (scale) => {
    const [with3, with2] = [rows(scale), rows(scale).map((row) => row.slice(0, 2))];
    const expected = Math.atan(scale / Math.sqrt(10));
    for (const [x, y] of [
      [with3, with2],
      [with2, with3],
    ]) {
      const { distances } = await compare(layer(x), layer(y), { metrics: ['procrustes'] });
      expect(Math.abs((distances.procrustes as number) - expected)).toBeLessThanOrEqual(4 * Number.EPSILON);
    }
  },
);

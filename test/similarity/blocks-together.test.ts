import { expect, test } from '@jest/globals';
import { blocksTogether } from '../../src/similarity/blocks-together.js';

test.each([
  [0, 64],
  [1, 0],
  [31, 3],
  [514, 64],
  [33, 64],
  [7, 128],
  [5, 2048],
])('%i blocks of up to %i columns are all there, once and in order', (count, largest) => {
  const groups = blocksTogether(count, largest);
  expect(groups.flat()).toEqual(Array.from({ length: count }, (_, b) => b));
  expect(groups.every((group) => group.length > 0)).toBe(true);
});

test('small blocks come by 32, larger ones fewer at a time, large ones alone', () => {
  const sizes = [8, 64, 128, 256, 512, 4096].map((largest) => blocksTogether(100, largest)[0].length);
  expect(sizes).toEqual([32, 32, 8, 2, 1, 1]);
});

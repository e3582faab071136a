import { describe, expect, test } from '@jest/globals';
import { compareMemory, requireMemory } from '../../src/analysis/compare-memory.js';

describe('the memory of a comparison', () => {
  test('depends on the neurons alone where there are more datapoints', () => {
    const few = compareMemory({ neurons: [512, 512], datapoints: 1000 });
    expect(few).toBe(80e6 + 8 * 1024 * (3 * 1024 + 1024));
    expect(compareMemory({ neurons: [512, 512], datapoints: 1e6 })).toBe(few);
  });

  test('depends on the datapoints alone where one layer has as many neurons or more', () => {
    const flattened = compareMemory({ neurons: [65_536, 65_536], datapoints: 500 });
    expect(flattened).toBe(80e6 + 8 * (12 * 2 ** 20 + 20 * 500 ** 2));
    expect(compareMemory({ neurons: [10, 1e6], datapoints: 500 })).toBe(flattened);
  });

  test('is little for little layers, wide or not', () => {
    expect(compareMemory({ neurons: [20, 30], datapoints: 20 })).toBeLessThan(81e6);
  });
});

test.each([
  [
    { neurons: [65_536, 10], datapoints: 2000 },
    'comparing layers over 2000 datapoints takes about 821 MB of memory, but --memory allows 100 MB',
    'allow more, or use fewer datapoints (--datapoints); neurons make no difference',
  ],
  [
    { neurons: [1000, 1000], datapoints: 2001 },
    'comparing 2000 neurons in all takes about 208 MB of memory, but --memory allows 100 MB',
    'allow more, or dump fewer neurons; datapoints make no difference',
  ],
])('too much of it for layers of %p is refused with what would help', (sizes, message, hint) => {
  expect(() => requireMemory(sizes, 100e6)).toThrow(expect.objectContaining({ message, hint }));
  expect(() => requireMemory(sizes, compareMemory(sizes))).not.toThrow();
  expect(() => requireMemory(sizes, undefined)).not.toThrow();
});

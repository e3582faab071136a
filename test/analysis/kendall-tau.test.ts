import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kendallTau } from '../../src/analysis/kendall-tau.js';

const numbers = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 12 });

test('is 1 of a list with itself, and −1 with the other way round, unless all are tied', () => {
  fc.assert(
    fc.property(numbers, (list) => {
      const tied = list.every((value) => value === list[0]);
      const expected = tied ? null : 1;
      const [same, turned] = [
        kendallTau(list, list),
        kendallTau(
          list,
          list.map((value) => -value),
        ),
      ];
      if (expected === null) return same === null && turned === null;
      return Math.abs((same as number) - 1) < 1e-12 && Math.abs((turned as number) + 1) < 1e-12;
    }),
  );
});

test('counts a tie for neither side', () => {
  // By hand: of six pairs one is tied in the first list, none in the second, and all others agree.
  expect(kendallTau([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(5 / Math.sqrt(5 * 6), 12);
  expect(kendallTau([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(4 / 6, 12);
});

test('is undefined for fewer than two', () => {
  expect(kendallTau([], [])).toBeNull();
  expect(kendallTau([1], [1])).toBeNull();
});

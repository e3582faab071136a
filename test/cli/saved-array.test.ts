import { expect, test } from '@jest/globals';
import { lostInRounding, savedArray } from '../../src/cli/saved-array.js';

test('a matrix is written row by row', () => {
  const matrix = { rows: 2, cols: 3, data: Float64Array.of(1, 4, 2, 5, 3, 6) };
  expect(savedArray(matrix, { name: 'E', dtype: 'float64' })).toEqual({
    shape: [2, 3],
    values: Float64Array.of(1, 2, 3, 4, 5, 6),
    dtype: 'float64',
  });
});

test('numbers that a float32 turns into 0 are told, where they are many', () => {
  const values = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0 : i < 100 ? 1e-50 : 1));
  const array = savedArray(values, { name: 'E', dtype: 'float32' });
  expect(lostInRounding(array, { name: 'E' })).toEqual({
    code: 'lost-in-float32',
    message: '50 of 100 numbers of E are too small for a float32 and become 0: say --save-dtype float64',
  });
  expect(lostInRounding({ ...array, dtype: 'float64' }, { name: 'E' })).toBeUndefined();
  const few = Float64Array.from({ length: 200 }, (_, i) => (i === 0 ? 1e-50 : 1));
  expect(lostInRounding(savedArray(few, { name: 'E', dtype: 'float32' }), { name: 'E' })).toBeUndefined();
});

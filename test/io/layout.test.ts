import { expect, test } from '@jest/globals';
import { SvccaError } from '../../src/errors.js';
import { resolveLayouts } from '../../src/io/layout.js';

type Requested = Parameters<typeof resolveLayouts>[1];

const named = (shapes: number[][]) => shapes.map((shape, index) => ({ name: `${'abcd'[index]}.npy`, shape }));
const layoutsOf = (shapes: number[][], requested: Requested = 'auto') =>
  resolveLayouts(named(shapes), requested).map(({ layout, datapoints, neurons }) => [layout, datapoints, neurons]);

function problemOf(shapes: number[][], requested: Requested = 'auto'): SvccaError {
  try {
    resolveLayouts(named(shapes), requested);
  } catch (error) {
    expect(error).toBeInstanceOf(SvccaError);
    return error as SvccaError;
  }
  throw new Error('the layouts were resolved');
}

test('the datapoints are the length that all layers share', () => {
  expect(
    layoutsOf([
      [1000, 200],
      [1000, 300],
    ]),
  ).toEqual([
    ['nd', 1000, 200],
    ['nd', 1000, 300],
  ]);
  expect(
    layoutsOf([
      [200, 1000],
      [300, 1000],
    ]),
  ).toEqual([
    ['dn', 1000, 200],
    ['dn', 1000, 300],
  ]);
  expect(
    layoutsOf([
      [200, 1000],
      [1000, 300],
      [400, 1000],
    ]),
  ).toEqual([
    ['dn', 1000, 200],
    ['nd', 1000, 300],
    ['dn', 1000, 400],
  ]);
});

test('of two lengths that all layers share, the datapoints are the longer one', () => {
  expect(
    layoutsOf([
      [500, 1000],
      [500, 1000],
    ]),
  ).toEqual([
    ['dn', 1000, 500],
    ['dn', 1000, 500],
  ]);
  expect(
    layoutsOf([
      [1000, 500],
      [500, 1000],
    ]),
  ).toEqual([
    ['nd', 1000, 500],
    ['dn', 1000, 500],
  ]);
  expect(layoutsOf([[1000, 500]])).toEqual([['nd', 1000, 500]]);
});

test('an array of one axis is one neuron in any layout', () => {
  expect(layoutsOf([[1000, 10], [1000]])).toEqual([
    ['nd', 1000, 10],
    ['nd', 1000, 1],
  ]);
  expect(layoutsOf([[10, 1000], [1000]])).toEqual([
    ['dn', 1000, 10],
    ['nd', 1000, 1],
  ]);
  expect(layoutsOf([[10, 1000], [1000]], 'dn')).toEqual([
    ['dn', 1000, 10],
    ['nd', 1000, 1],
  ]);
});

test('a layout that is given is taken, also for square arrays', () => {
  expect(
    layoutsOf(
      [
        [100, 200],
        [100, 300],
      ],
      'nd',
    ),
  ).toEqual([
    ['nd', 100, 200],
    ['nd', 100, 300],
  ]);
  expect(
    layoutsOf(
      [
        [200, 100],
        [300, 100],
      ],
      'dn',
    ),
  ).toEqual([
    ['dn', 100, 200],
    ['dn', 100, 300],
  ]);
  expect(
    layoutsOf(
      [
        [100, 100],
        [100, 100],
      ],
      'dn',
    ),
  ).toEqual([
    ['dn', 100, 100],
    ['dn', 100, 100],
  ]);
});

test('a square array does not tell its layout', () => {
  const problem = problemOf([
    [100, 100],
    [100, 50],
  ]);
  expect(problem.message).toBe('a.npy is 100 × 100: either axis can be the 100 datapoints');
  expect(problem.hint).toContain('--layout nd');
});

test('layers of different datapoints but equally many neurons are not read sideways', () => {
  const problem = problemOf([
    [1000, 200],
    [900, 200],
  ]);
  expect(problem.message).toBe(
    'a.npy has 1000 datapoints but b.npy has 900 (read datapoints first); the length they share, 200, is shorter and comes second',
  );
  expect(problem.hint).toBe(
    'dump both layers on the same inputs, in the same order, or say --layout dn if the 200 are the datapoints',
  );
  expect(
    layoutsOf(
      [
        [1000, 200],
        [900, 200],
      ],
      'dn',
    ),
  ).toEqual([
    ['dn', 200, 1000],
    ['dn', 200, 900],
  ]);
  expect(problemOf([[1000, 200], [200]]).message).toContain('but b.npy has 200');
  expect(
    layoutsOf([
      [100, 200],
      [900, 200],
    ]),
  ).toEqual([
    ['dn', 200, 100],
    ['dn', 200, 900],
  ]);
});

test('layers that share no length are named with their shapes', () => {
  expect(
    problemOf([
      [1000, 200],
      [900, 300],
    ]).message,
  ).toBe('a.npy is 1000 × 200 but b.npy is 900 × 300: no length that all layers share can be the datapoints');
  expect(
    problemOf([
      [10, 20],
      [20, 30],
      [10, 30],
    ]).message,
  ).toContain('no length that all layers share');
});

test('with a given layout, different numbers of datapoints are an error', () => {
  const problem = problemOf(
    [
      [2048, 10],
      [2000, 10],
    ],
    'nd',
  );
  expect(problem.message).toBe('a.npy has 2048 datapoints but b.npy has 2000');
  expect(problem.hint).toBe('dump both layers on the same inputs, in the same order');
  expect(
    problemOf(
      [
        [10, 2048],
        [10, 2000],
      ],
      'dn',
    ).message,
  ).toBe('a.npy has 2048 datapoints but b.npy has 2000');
});

test.each([
  [[], '0 axes, ()', 'datapoints × neurons'],
  [[2, 3, 4, 5, 6], '5 axes, (2, 3, 4, 5, 6); 1 to 4', 'x.reshape(len(x), -1)'],
  [[2, 3, 4, 5, 6, 7], '6 axes', 'x.reshape(len(x), -1)'],
  [[0, 4], 'is empty: its shape is (0, 4)', 'at least 2 datapoints'],
  [[4, 0], 'is empty: its shape is (4, 0)', 'at least 2 datapoints'],
  [[4, 3, 0, 3], 'is empty: its shape is (4, 3, 0, 3)', 'at least 2 datapoints'],
])('an array of shape %j is refused', (shape, message, hint) => {
  const problem = problemOf([shape, shape]);
  expect(problem.message).toContain(message);
  expect([problem.kind, problem.hint]).toEqual(['input', expect.stringContaining(hint)]);
});

test('one datapoint is too few', () => {
  expect(
    problemOf([
      [1, 200],
      [1, 300],
    ]).message,
  ).toBe('a.npy has 1 datapoint; at least 2 are needed to compare layers');
  expect(problemOf([[1], [1]]).message).toContain('at least 2');
});

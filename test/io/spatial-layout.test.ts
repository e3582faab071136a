import { describe, expect, test } from '@jest/globals';
import { SvccaError } from '../../src/errors.js';
import { resolveLayouts } from '../../src/io/layout.js';

type Requested = Parameters<typeof resolveLayouts>[1];

const named = (shapes: number[][]) => shapes.map((shape, index) => ({ name: `${'abcd'[index]}.npy`, shape }));

/** Layout, datapoints and neurons of each, with height, width and channels where it has any, and whose layout it took. */
const readAs = (shapes: number[][], requested: Requested = 'auto') =>
  resolveLayouts(named(shapes), requested).map(({ layout, datapoints, neurons, grid, like }) =>
    [layout, datapoints, neurons, ...(grid ? [grid.height, grid.width, grid.channels] : []), like].filter(
      (part) => part !== undefined,
    ),
  );

function problemOf(shapes: number[][], requested: Requested = 'auto'): SvccaError {
  try {
    resolveLayouts(named(shapes), requested);
  } catch (error) {
    expect(error).toBeInstanceOf(SvccaError);
    return error as SvccaError;
  }
  throw new Error('the layouts were resolved');
}

describe('a dump of four axes', () => {
  test('has its channels beside two equal lengths', () => {
    expect(readAs([[50, 64, 8, 8]])).toEqual([['nchw', 50, 4096, 8, 8, 64]]);
    expect(readAs([[50, 8, 8, 64]])).toEqual([['nhwc', 50, 4096, 8, 8, 64]]);
    expect(readAs([[50, 3, 7, 7]])).toEqual([['nchw', 50, 147, 7, 7, 3]]);
    expect(readAs([[50, 1, 1, 64]])).toEqual([['nhwc', 50, 64, 1, 1, 64]]);
    expect(readAs([[50, 64, 1, 1]])).toEqual([['nchw', 50, 64, 1, 1, 64]]);
  });

  test('that does not tell its channels takes the layout of one that does, and says of which', () => {
    const shapes = [
      [50, 6, 5, 4],
      [50, 64, 8, 8],
      [50, 8, 8, 8],
    ];
    expect(readAs(shapes)).toEqual([
      ['nchw', 50, 120, 5, 4, 6, 'b.npy'],
      ['nchw', 50, 4096, 8, 8, 64],
      ['nchw', 50, 512, 8, 8, 8, 'b.npy'],
    ]);
  });

  test.each([
    [[[50, 8, 8, 8]], 'a.npy is 50 × 8 × 8 × 8'],
    [
      [
        [50, 8, 8, 8],
        [50, 5, 6, 7],
      ],
      'a.npy is 50 × 8 × 8 × 8 and b.npy is 50 × 5 × 6 × 7',
    ],
    [
      [
        [50, 5, 6, 5],
        [50, 3, 8, 8],
        [50, 8, 8, 3],
      ],
      'a.npy is 50 × 5 × 6 × 5 and b.npy is 50 × 3 × 8 × 8 and c.npy is 50 × 8 × 8 × 3',
    ],
    [
      [
        [50, 5, 6, 7],
        [50, 10],
      ],
      'a.npy is 50 × 5 × 6 × 7',
    ],
  ])('of shapes %j asks for its layout where nothing tells it', (shapes, found) => {
    const problem = problemOf(shapes);
    expect([problem.kind, problem.message]).toEqual([
      'input',
      `${found}: which axis holds the channels cannot be told`,
    ]);
    expect(problem.hint).toMatch(/--layout nchw .*--layout nhwc /);
  });

  test('is read as asked, whatever its lengths', () => {
    for (const shape of [
      [50, 4, 6, 6],
      [50, 5, 6, 7],
      [50, 4, 4, 4],
    ]) {
      const [d, a, b, c] = shape;
      expect(readAs([shape], 'nhwc')).toEqual([['nhwc', d, a * b * c, a, b, c]]);
      expect(readAs([shape], 'nchw')).toEqual([['nchw', d, a * b * c, b, c, a]]);
    }
  });
});

test('a dump of three axes is datapoints, positions in time and neurons', () => {
  expect(readAs([[50, 20, 8]])).toEqual([['ntd', 50, 160, 1, 20, 8]]);
  expect(readAs([[50, 20, 8]], 'ntd')).toEqual([['ntd', 50, 160, 1, 20, 8]]);
  expect(readAs([[50, 50, 50]])).toEqual([['ntd', 50, 2500, 1, 50, 50]]);
});

describe('layers with different numbers of axes', () => {
  test('share the datapoints, which are the first of three axes or more', () => {
    expect(readAs([[500, 20, 8], [500, 8, 8, 3], [10, 500], [500, 700], [500]])).toEqual([
      ['ntd', 500, 160, 1, 20, 8],
      ['nhwc', 500, 192, 8, 8, 3],
      ['dn', 500, 10],
      ['nd', 500, 700],
      ['nd', 500, 1],
    ]);
    expect(
      readAs([
        [64, 900, 8],
        [64, 900],
      ]),
    ).toEqual([
      ['ntd', 64, 7200, 1, 900, 8],
      ['nd', 64, 900],
    ]);
  });

  test('take a layout only for the number of axes it is about', () => {
    const shapes = [
      [500, 6, 5, 4],
      [500, 20, 8],
      [10, 500],
    ];
    expect(readAs(shapes, 'nchw')).toEqual([
      ['nchw', 500, 120, 5, 4, 6],
      ['ntd', 500, 160, 1, 20, 8],
      ['dn', 500, 10],
    ]);
    expect(
      readAs(
        [
          [30, 3, 8, 8],
          [30, 30],
        ],
        'dn',
      ),
    ).toEqual([
      ['nchw', 30, 192, 8, 8, 3],
      ['dn', 30, 30],
    ]);
    expect(
      readAs(
        [
          [1000, 500],
          [500, 3, 8, 8],
        ],
        'dn',
      ),
    ).toEqual([
      ['dn', 500, 1000],
      ['nchw', 500, 192, 8, 8, 3],
    ]);
  });

  test('that share no datapoints are named with their shapes', () => {
    const problem = problemOf([
      [500, 3, 8, 8],
      [400, 500, 3],
      [400, 500],
    ]);
    expect(problem.message).toBe(
      'a.npy is 500 × 3 × 8 × 8 but b.npy is 400 × 500 × 3: no length that all layers share can be the datapoints',
    );
    expect(problem.hint).toBe(
      'dump both layers on the same inputs, in the same order; of 3 or 4 axes the first must be the datapoints',
    );
    expect(
      problemOf([
        [500, 3, 8, 8],
        [500, 500],
      ]).message,
    ).toBe('b.npy is 500 × 500: either axis can be the 500 datapoints');
  });

  test('are not read sideways to fit', () => {
    expect(
      problemOf([
        [500, 3, 8, 8],
        [1000, 500],
      ]).message,
    ).toBe(
      'b.npy has 1000 datapoints but a.npy has 500 (read datapoints first); the length they share, 500, is shorter and comes second',
    );
  });

  test('of other datapoints are told so where there is nothing to guess', () => {
    for (const requested of ['auto', 'nchw', 'nd'] as const) {
      const problem = problemOf(
        [
          [500, 3, 8, 8],
          [400, 20, 7],
        ],
        requested,
      );
      expect(problem.message).toBe('a.npy has 500 datapoints but b.npy has 400');
    }
    expect(problemOf([[1, 3, 8, 8]]).message).toBe('a.npy has 1 datapoint; at least 2 are needed to compare layers');
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accumulateGram } from '../../src/engine/accumulate-gram.js';
import type { BlasRoutines } from '../../src/engine/blas-routines.js';
import { wrongAnswer } from '../../src/engine/check-blas.js';
import { defaultEngine } from '../../src/engine/default-engine.js';
import { leadingColumns, type Matrix, scaled, transpose, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { testEngine, testLibrary } from './machine-blas.js';
import { frobenius, identity, largestDifference, matrices, randomMatrix } from './matrices.js';

const RATIO = 30;
const { EPSILON } = Number;
const { crossProduct, product } = plainEngine;

function bound(a: Matrix): number {
  return RATIO * EPSILON * Math.max(a.rows, a.cols) * Math.max(frobenius(a), Number.MIN_VALUE);
}

function filled(n: number, value: number): Float64Array {
  return new Float64Array(n).fill(value);
}

/** Symmetric, with n eigenvalues that a caller knows nothing of. */
function symmetric(n: number, seed = 1): Matrix {
  const a = randomMatrix(n, n, seed);
  const t = transpose(a);
  return { ...a, data: a.data.map((value, i) => value + t.data[i]) };
}

function definite(n: number): Matrix {
  const gram = crossProduct(randomMatrix(n + 5, n), randomMatrix(n + 5, n));
  for (let j = 0; j < n; j++) gram.data[j * n + j] += 1;
  return gram;
}

const { library, ...engine } = testEngine;

describe(`the BLAS engine on ${library}`, () => {
  function expectSvd(a: Matrix): void {
    const { values, left, right } = engine.svd(a);
    const rank = Math.min(a.rows, a.cols);
    expect([left.rows, left.cols, right.rows, right.cols]).toEqual([a.rows, rank, a.cols, rank]);
    expect(largestDifference(product(scaled(left, { right: values }), transpose(right)), a)).toBeLessThanOrEqual(
      bound(a),
    );
    for (const side of [left, right]) {
      const error = largestDifference(crossProduct(side, side), identity(rank));
      expect(error).toBeLessThanOrEqual(RATIO * EPSILON * Math.max(1, side.rows));
    }
    expect([...values]).toEqual([...values].sort((p, q) => q - p));
    engine.singularValues(a).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(Math.abs(value - values[i])).toBeLessThanOrEqual(bound(a));
    });
  }

  describe('svd', () => {
    test('gives A back from orthonormal sides and falling values, for every shape and rank', () => {
      fc.assert(fc.property(matrices(), expectSvd));
    });

    test.each([
      [1, 1],
      [100, 100],
      [130, 65],
      [65, 130],
      [300, 7],
      [0, 3],
      [3, 0],
      [0, 0],
    ])('does so at %i × %i', (rows, cols) => expectSvd(randomMatrix(rows, cols, 5)));

    test('completes both sides of a zero matrix', () => {
      expectSvd(zeros(4, 3));
      expect([...engine.svd(zeros(4, 3)).values]).toEqual([0, 0, 0]);
    });

    test('keeps the values of gradedSvd to rounding of the largest', () => {
      const a = randomMatrix(60, 40, 6);
      const graded = engine.gradedSvd(a).values;
      engine.svd(a).values.forEach((value, i) => void expect(Math.abs(value - graded[i])).toBeLessThan(bound(a)));
    });
  });

  describe('symmetricEigen', () => {
    test.each([1, 2, 3, 20, 33, 64, 130])('gives A·V = V·Λ with orthonormal V and falling Λ at size %i', (n) => {
      const a = symmetric(n, n);
      const { values, vectors } = engine.symmetricEigen(a);
      expect(largestDifference(product(a, vectors), scaled(vectors, { right: values }))).toBeLessThan(bound(a));
      expect(largestDifference(crossProduct(vectors, vectors), identity(n))).toBeLessThan(RATIO * EPSILON * n);
      expect([...values]).toEqual([...values].sort((p, q) => q - p));
    });

    test.each([0, 1, 7, 50])('gives only the leading %i vectors of 50 where so many are wanted', (count) => {
      const a = symmetric(50, 2);
      const seen: Float64Array[] = [];
      const some = engine.symmetricEigen(a, (values) => {
        seen.push(values.slice());
        return count;
      });
      expect(seen).toEqual([some.values]);
      expect([some.vectors.rows, some.vectors.cols]).toEqual([50, count]);
      const all = engine.symmetricEigen(a);
      expect(some.values).toEqual(all.values);
      expect(largestDifference(some.vectors, leadingColumns(all.vectors, count))).toBeLessThan(1e-13);
    });

    test('knows the spectrum of the second difference, 2 − 2·cos(kπ/(n + 1))', () => {
      const n = 40;
      const a = zeros(n, n);
      for (let j = 0; j < n; j++) {
        a.data[j * n + j] = 2;
        if (j > 0) a.data[j * n + j - 1] = a.data[(j - 1) * n + j] = -1;
      }
      engine.symmetricEigen(a).values.forEach((value, i) => {
        expect(Math.abs(value - 2 + 2 * Math.cos(((n - i) * Math.PI) / (n + 1)))).toBeLessThan(4 * n * EPSILON);
      });
    });

    test('has no vectors of nothing, and zeros for zeros', () => {
      expect(engine.symmetricEigen(zeros(0, 0)).values).toHaveLength(0);
      expect([...engine.symmetricEigen(zeros(3, 3)).values]).toEqual([0, 0, 0]);
    });
  });

  describe('cholesky and solveTriangular', () => {
    test.each([1, 2, 31, 64, 150])('R is upper triangular with RᵀR = A, and solves undo it, at size %i', (n) => {
      const a = definite(n);
      const r = engine.cholesky(a) as Matrix;
      expect(largestDifference(crossProduct(r, r), a)).toBeLessThan(bound(a));
      for (let j = 0; j < n; j++) expect(r.data.subarray(j * n + j + 1, (j + 1) * n).every((v) => v === 0)).toBe(true);
      const b = randomMatrix(n, 9, 3);
      const [straight, transposed] = [false, true].map((which) => engine.solveTriangular(r, b, { transposed: which }));
      expect(largestDifference(product(r, straight), b)).toBeLessThan(bound(r) * 10);
      expect(largestDifference(crossProduct(r, transposed), b)).toBeLessThan(bound(r) * 10);
    });

    test('there is none of a matrix that is not positive definite', () => {
      expect(engine.cholesky(zeros(3, 3))).toBeUndefined();
      expect(engine.cholesky(scaled(identity(3), { right: Float64Array.of(1, -1, 1) }))).toBeUndefined();
    });

    test('nothing stays nothing', () => {
      expect(engine.cholesky(zeros(0, 0))).toEqual(zeros(0, 0));
      expect(engine.solveTriangular(zeros(0, 0), zeros(0, 4), { transposed: false })).toEqual(zeros(0, 4));
      expect(engine.solveTriangular(identity(4), zeros(4, 0), { transposed: true })).toEqual(zeros(4, 0));
    });

    test('leave their input as it was', () => {
      const [a, b] = [definite(20), randomMatrix(20, 3)];
      const before = [a.data.slice(), b.data.slice()];
      engine.solveTriangular(engine.cholesky(a) as Matrix, b, { transposed: true });
      engine.symmetricEigen(a);
      engine.svd(a);
      engine.singularValues(a);
      expect([a.data, b.data]).toEqual(before);
    });
  });

  describe.each([1e-300, 1e-140, 1e140, 1e300])('at a scale of %d', (scale) => {
    test('values, vectors and factors are those of scale 1, scaled', () => {
      const scaleOf = (a: Matrix) => scaled(a, { right: filled(a.cols, scale) });
      const relative = (a: Float64Array, b: Float64Array) =>
        a.reduce((worst, value, i) => Math.max(worst, Math.abs(value / scale - b[i])), 0) /
        Math.max(...b.map(Math.abs));
      const a = randomMatrix(40, 30, 4);
      const s = symmetric(30, 9);
      expect(relative(engine.svd(scaleOf(a)).values, engine.svd(a).values)).toBeLessThan(1e-13);
      expect(relative(engine.singularValues(scaleOf(a)), engine.svd(a).values)).toBeLessThan(1e-13);
      const eigen = engine.symmetricEigen(scaleOf(s));
      expect(relative(eigen.values, engine.symmetricEigen(s).values)).toBeLessThan(1e-13);
      expect(largestDifference(crossProduct(eigen.vectors, eigen.vectors), identity(30))).toBeLessThan(1e-13);
      const r = engine.cholesky(scaleOf(definite(30))) as Matrix;
      const expected = engine.cholesky(definite(30)) as Matrix;
      const root = scaled(r, { right: filled(30, 1 / Math.sqrt(scale)) });
      expect(largestDifference(root, expected)).toBeLessThan(1e-13 * frobenius(expected));
    });
  });

  describe('products', () => {
    test('of a matrix with itself are symmetric to the bit', () => {
      const gram = engine.crossProduct(randomMatrix(77, 41), randomMatrix(77, 41));
      const a = randomMatrix(77, 41);
      const own = engine.crossProduct(a, a);
      expect(transpose(own)).toEqual(own);
      expect(largestDifference(own, gram)).toBeLessThan(RATIO * EPSILON * 77);
    });

    test.each([
      [0, 0, 0],
      [0, 3, 2],
      [3, 0, 2],
      [3, 2, 0],
    ])('of %i × %i with %i columns are zeros where there is nothing to sum', (rows, cols, others) => {
      expect(engine.product(zeros(rows, cols), zeros(cols, others))).toEqual(zeros(rows, others));
      expect(engine.crossProduct(zeros(cols, rows), zeros(cols, others))).toEqual(zeros(rows, others));
    });
  });

  test('with one thread or two gives right answers, of the same bits in one setting', () => {
    const [a, b] = [randomMatrix(300, 200, 2), randomMatrix(300, 200, 3)];
    const exact = crossProduct(a, b);
    for (const threads of [1, 2]) {
      testLibrary.setThreads(threads);
      expect(largestDifference(engine.crossProduct(a, b), exact)).toBeLessThan(RATIO * EPSILON * 300);
      expect(engine.crossProduct(a, b)).toEqual(engine.crossProduct(a, b));
    }
  });
});

describe(`accumulateGram on ${testLibrary.name}`, () => {
  const shared = () => new WebAssembly.Memory({ initial: 4, maximum: 8, shared: true });
  const memories: { [kind: string]: (bytes: number) => ArrayBuffer | SharedArrayBuffer } = {
    'memory of its own': (bytes) => new ArrayBuffer(bytes),
    'a SharedArrayBuffer': (bytes) => new SharedArrayBuffer(bytes),
    'the shared memory of a WebAssembly': () => shared().buffer,
  };

  test.each(Object.keys(memories))(
    'adds PᵀP to the upper triangle in %s, rows or columns first, and no more',
    (kind) => {
      const [rows, n, ldc] = [23, 11, 14];
      const p = randomMatrix(rows, n, 7);
      const gram = crossProduct(p, p);
      for (const by of ['row', 'column'] as const) {
        const panel = by === 'column' ? p : transpose(p);
        const ldp = panel.rows + 2;
        const at = { c: 16, panel: 16 + 8 * ldc * n };
        const buffer = memories[kind](at.panel + 8 * ldp * panel.cols);
        const c = new Float64Array(buffer, at.c, ldc * n).fill(0.5);
        const given = new Float64Array(buffer, at.panel, ldp * panel.cols).fill(Number.NaN);
        for (let j = 0; j < panel.cols; j++)
          given.set(panel.data.subarray(j * panel.rows, (j + 1) * panel.rows), j * ldp);
        for (const times of [1, 2]) {
          accumulateGram(testLibrary, c, given, { n, rows, ldc, by, ldp });
          c.forEach((value, at) => {
            const [i, j] = [at % ldc, Math.floor(at / ldc)];
            const expected = i <= j ? 0.5 + times * gram.data[j * n + i] : 0.5;
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(i <= j ? RATIO * EPSILON * rows : 0);
          });
        }
      }
    },
  );

  test('refuses memory that is too small, before the library writes behind it', () => {
    const [c, panel] = [new Float64Array(16), new Float64Array(12)];
    const sizes = { n: 4, rows: 3, by: 'row' as const };
    expect(() => accumulateGram(testLibrary, c.subarray(1), panel, sizes)).toThrow('the Gram matrix has 15 numbers');
    expect(() => accumulateGram(testLibrary, c, panel.subarray(1), sizes)).toThrow('the panel has 11 numbers');
    expect(() => accumulateGram(testLibrary, c, panel, { ...sizes, ldp: 3 })).toThrow('too few for 3 × 4, 3 apart');
    accumulateGram(testLibrary, c, panel, { ...sizes, n: 0 });
    accumulateGram(testLibrary, c, panel, sizes);
  });
});

describe(`the self-test of ${testLibrary.name}`, () => {
  test('finds nothing wrong', () => expect(wrongAnswer(testLibrary, defaultEngine)).toBeUndefined());

  const spoilt: { [routine in keyof BlasRoutines]: number } = {
    dgemm: 11,
    dsyrk: 8,
    dtrsm: 9,
    dpotrf: 2,
    dsytrd: 4,
    dsterf: 1,
    dstedc: 4,
    dormtr: 8,
    dgesdd: 5,
  };
  test.each(Object.entries(spoilt))('finds out a %s whose first number is off by 1e-9', (name, output) => {
    const routines = {
      ...testLibrary.routines,
      [name]: (...values: Parameters<BlasRoutines['dgemm']>) => {
        const status = testLibrary.routines[name as keyof BlasRoutines](...values);
        (values[output] as Float64Array)[0] += 1e-9;
        return status;
      },
    };
    expect(wrongAnswer({ ...testLibrary, routines }, defaultEngine)).toContain(name);
  });

  test('finds out a status that is never 0', () => {
    const routines = { ...testLibrary.routines, dgesdd: () => 1 };
    expect(wrongAnswer({ ...testLibrary, routines }, defaultEngine)).toBe('dgesdd');
  });
});

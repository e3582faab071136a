import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Matrix, scaled, transpose, zeros } from '../../src/engine/matrix.js';
import { engines } from './engines.js';
import { identity, largestDifference, matrices, randomMatrix } from './matrices.js';
import { families } from './spectra.js';

const { abs, cos, max, PI, sin } = Math;
const EPSILON = Number.EPSILON;

/** LAPACK's tests accept residuals of this many n·eps; ours stay within. */
const RATIO = 30;

const SIZES = [...Array(41).keys(), 64, 65, 66, 100, 200];

interface Complex {
  readonly re: Matrix;
  readonly im: Matrix;
}

function norm(values: Float64Array): number {
  return values.length === 0 ? 0 : max(abs(values[0]), abs(values[values.length - 1]));
}

/** The Hermitian matrix with the lower triangle of re + i·im. */
function hermitian(re: Matrix, im: Matrix): Complex {
  const n = Math.min(re.rows, re.cols);
  const out = { re: zeros(n, n), im: zeros(n, n) };
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      out.re.data[j * n + i] = out.re.data[i * n + j] = re.data[j * re.rows + i];
      out.im.data[j * n + i] = i === j ? 0 : im.data[j * re.rows + i];
      out.im.data[i * n + j] = -out.im.data[j * n + i];
    }
  }
  return out;
}

/** A real matrix turned by phases: D·A·Dᴴ for diagonal D of complex numbers of size 1, with the same eigenvalues. */
function withPhases(a: Matrix): Complex {
  const n = a.rows;
  const phase = (i: number, j: number) => (2 * PI * ((i * i - j * j) % 17)) / 17;
  const entry = (f: (x: number) => number) => ({
    ...a,
    data: a.data.map((value, at) => value * f(phase(at % n, Math.floor(at / n)))),
  });
  return hermitian(entry(cos), entry(sin));
}

describe.each(engines)('hermitianEigen of the $name engine', (engine) => {
  function times(a: Complex, b: Complex): Complex {
    const sum = (x: Matrix, y: Matrix, sign: number) => ({ ...x, data: x.data.map((v, i) => v + sign * y.data[i]) });
    return {
      re: sum(engine.product(a.re, b.re), engine.product(a.im, b.im), -1),
      im: sum(engine.product(a.re, b.im), engine.product(a.im, b.re), 1),
    };
  }

  function expectEigen(a: Complex, wanted?: number): Float64Array {
    const n = a.re.rows;
    const result = engine.hermitianEigen(a.re, a.im, wanted === undefined ? undefined : () => wanted);
    const { values } = result;
    const count = wanted ?? n;
    expect([values.length, result.re.rows, result.re.cols, result.im.rows, result.im.cols]).toEqual([
      n,
      n,
      count,
      n,
      count,
    ]);
    const unit = RATIO * EPSILON * n;
    const conjugate = {
      re: transpose(result.re),
      im: scaled(transpose(result.im), { right: new Float64Array(n).fill(-1) }),
    };
    const gram = times(conjugate, result);
    expect(largestDifference(gram.re, identity(count))).toBeLessThanOrEqual(unit);
    expect(largestDifference(gram.im, zeros(count, count))).toBeLessThanOrEqual(unit);
    const image = times(a, result);
    for (const part of ['re', 'im'] as const) {
      const expected = scaled(result[part], { right: values.subarray(0, count) });
      expect(largestDifference(image[part], expected)).toBeLessThanOrEqual(unit * norm(values));
    }
    expect(values.every((value, i) => i === 0 || value <= values[i - 1])).toBe(true);
    return values;
  }

  test('A·V = V·Λ and VᴴV = I at every size, for all vectors and for a few', () => {
    for (const n of SIZES) {
      const a = hermitian(randomMatrix(n, n, n + 1), randomMatrix(n, n, n + 2));
      const values = expectEigen(a);
      const alone = engine.hermitianEigen(a.re, a.im, () => 0).values;
      alone.forEach(
        (value, i) => void expect(abs(value - values[i])).toBeLessThanOrEqual(RATIO * EPSILON * n * norm(values)),
      );
      expectEigen(a, n >> 2);
    }
  });

  test.each(Object.keys(families))('phases do not change the eigenvalues of a matrix %s', (name) => {
    for (const n of [1, 2, 3, 17, 40, 90]) {
      const { matrix } = families[name](n);
      const values = expectEigen(withPhases(matrix));
      const expected = engine.symmetricEigen(matrix).values;
      const tolerance = RATIO * EPSILON * n * norm(expected);
      values.forEach((value, i) => void expect(abs(value - expected[i])).toBeLessThanOrEqual(tolerance));
    }
  });

  test('has the eigenvalues of the real matrix [Re −Im; Im Re], each once', () => {
    fc.assert(
      fc.property(matrices({ rows: 12, cols: 12 }), fc.integer({ min: 1, max: 99 }), (whole, seed) => {
        const n = Math.min(whole.rows, whole.cols);
        const a = hermitian(whole, randomMatrix(whole.rows, n, seed));
        const double = zeros(2 * n, 2 * n);
        for (let j = 0; j < n; j++) {
          for (let i = 0; i < n; i++) {
            double.data[j * 2 * n + i] = double.data[(n + j) * 2 * n + n + i] = a.re.data[j * n + i];
            double.data[j * 2 * n + n + i] = a.im.data[j * n + i];
            double.data[(n + j) * 2 * n + i] = -a.im.data[j * n + i];
          }
        }
        const expected = engine.symmetricEigen(double).values;
        const tolerance = RATIO * EPSILON * 2 * n * norm(expected);
        expectEigen(a).forEach((value, i) => void expect(abs(value - expected[2 * i])).toBeLessThanOrEqual(tolerance));
      }),
    );
  });

  test('reads only the lower triangle, and no imaginary part of the diagonal', () => {
    for (const n of [3, 50]) {
      const a = hermitian(randomMatrix(n, n, 2), randomMatrix(n, n, 3));
      const half = { re: { ...a.re, data: a.re.data.slice() }, im: { ...a.im, data: a.im.data.slice() } };
      for (let j = 0; j < n; j++) {
        half.re.data.fill(Number.NaN, j * n, j * n + j);
        half.im.data.fill(Number.NaN, j * n, j * n + j);
      }
      expect(engine.hermitianEigen(half.re, half.im)).toEqual(engine.hermitianEigen(a.re, a.im));
    }
  });

  test('is scaled when A is scaled, near overflow and near underflow', () => {
    for (const n of [1, 2, 33]) {
      const a = hermitian(randomMatrix(n, n, 5), randomMatrix(n, n, 6));
      const { values } = engine.hermitianEigen(a.re, a.im);
      for (const scale of [1e-140, 1e140, 1e-300, 1e300]) {
        const right = new Float64Array(n).fill(scale);
        const result = engine.hermitianEigen(scaled(a.re, { right }), scaled(a.im, { right })).values;
        result.forEach((value, i) => {
          expect(abs(value / scale - values[i])).toBeLessThanOrEqual(RATIO * EPSILON * n * norm(values));
        });
      }
    }
  });
});

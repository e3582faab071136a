import type { Matrix } from '../../src/engine/matrix.js';
import { zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { randomMatrix } from './matrices.js';

const { abs, cos, floor, max, PI } = Math;
const EPSILON = Number.EPSILON;

/** A symmetric matrix of size n, and its eigenvalues where they are known. */
export interface Known {
  readonly matrix: Matrix;
  readonly values?: Float64Array;
}

type Family = (n: number) => Known;

function from(n: number, entry: (i: number, j: number) => number): Matrix {
  const a = zeros(n, n);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) a.data[j * n + i] = entry(i, j);
  return a;
}

/** Signs that follow no pattern. */
function sign(i: number): number {
  return (i * 7919) % 13 < 6 ? -1 : 1;
}

/** The spectra of LAPACK's symmetric tests (and of its SVD tests, without signs), of condition 1/eps where they have one. */
const spectra: Record<string, (n: number) => (i: number) => number> = {
  'evenly spaced': (n) => (i) => 1 - (i / max(1, n - 1)) * (1 - EPSILON),
  geometric: (n) => (i) => EPSILON ** (i / max(1, n - 1)),
  'clustered at eps': () => (i) => (i === 0 ? 1 : EPSILON),
  'clustered at 1': (n) => (i) => (i < n - 1 ? 1 : EPSILON),
  'in three clusters': () => (i) => [1, 0.5, 1e-9][i % 3] * (1 + 4 * EPSILON * i),
  random: () => (i) => abs((Math.sin(1 + i) * 1e4) % 1),
  'of half rank': (n) => (i) => (i < n / 2 ? 1 / (1 + i) : 0),
};

export function spectrumOf(name: string, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => spectra[name](n)(i));
}

export const spectrumNames = Object.keys(spectra);

/** An orthogonal matrix without structure. */
export function orthogonal(n: number, seed: number): Matrix {
  const { r, applyQ } = plainEngine.pivotedQr(randomMatrix(n, n, seed));
  return applyQ(from(r.rows, (i, j) => (i === j ? 1 : 0)));
}

function withSpectrum(name: string): Family {
  return (n) => {
    const values = spectrumOf(name, n).map((value, i) => value * sign(i));
    const q = orthogonal(n, n + 3);
    const left = from(n, (i, j) => q.data[i * n + j]);
    const scaledLeft = from(n, (i, j) => values[i] * left.data[j * n + i]);
    const matrix = plainEngine.crossProduct(left, scaledLeft);
    return { matrix, values };
  };
}

function tridiagonal(n: number, diagonal: (i: number) => number, off: (i: number) => number): Matrix {
  return from(n, (i, j) => (i === j ? diagonal(i) : abs(i - j) === 1 ? off(i < j ? i : j) : 0));
}

/** Wilkinson's W⁺ of odd size, whose large eigenvalues come in pairs that agree to all digits. */
const GLUED = 21;

/** What an eigensolver may stumble over. */
export const families: Record<string, Family> = {
  zero: (n) => ({ matrix: zeros(n, n), values: new Float64Array(n) }),
  identity: (n) => ({ matrix: from(n, (i, j) => (i === j ? 1 : 0)), values: new Float64Array(n).fill(1) }),
  ...Object.fromEntries(
    spectrumNames.flatMap((name) => [
      [
        `diagonal, ${name}`,
        (n: number) => {
          const values = spectrumOf(name, n).map((value, i) => value * sign(i));
          return { matrix: from(n, (i, j) => (i === j ? values[i] : 0)), values };
        },
      ],
      [`dense, ${name}`, withSpectrum(name)],
    ]),
  ),
  'second differences': (n) => ({
    matrix: tridiagonal(
      n,
      () => 2,
      () => -1,
    ),
    values: Float64Array.from({ length: n }, (_, i) => 2 - 2 * cos(((i + 1) * PI) / (n + 1))),
  }),
  'Wilkinson’s': (n) => ({
    matrix: tridiagonal(
      n,
      (i) => abs(i - (n - 1) / 2),
      () => 1,
    ),
  }),
  'Wilkinson’s, glued': (n) => ({
    matrix: tridiagonal(
      n,
      (i) => abs((i % GLUED) - floor(GLUED / 2)),
      (i) => (i % GLUED === GLUED - 1 ? 1e-8 : 1),
    ),
  }),
  'graded downwards': (n) => ({ matrix: from(n, (i, j) => graded(i, j, n)) }),
  'graded upwards': (n) => ({ matrix: from(n, (i, j) => graded(n - 1 - i, n - 1 - j, n)) }),
  'a Gram matrix of repeated columns': (n) => {
    const a = randomMatrix(5, n, 9);
    for (let j = 0; j < n; j++) a.data.copyWithin(j * 5, (j % 3) * 5, (j % 3) * 5 + 5);
    return { matrix: plainEngine.crossProduct(a, a) };
  },
  'of ones': (n) => ({
    matrix: from(n, () => 1),
    values: Float64Array.from({ length: n }, (_, i) => (i === 0 ? n : 0)),
  }),
  'of blocks that do not meet': (n) => ({
    matrix: from(n, (i, j) => (floor(i / 40) === floor(j / 40) ? cos(i * j) : 0)),
  }),
};

function graded(i: number, j: number, n: number): number {
  return 10 ** ((-30 * max(i, j)) / n) * cos(1 + i * j);
}

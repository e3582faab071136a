import fc from 'fast-check';
import { type Activations, activationsFrom } from '../../src/similarity/activations.js';

/** Rows are datapoints. */
export type Rows = readonly (readonly number[])[];

export function layer(rows: Rows, name = 'layer'): Activations {
  return activationsFrom(rows.flat(), { name, datapoints: rows.length, neurons: rows[0].length });
}

/** Standard normal numbers from a seed (xorshift and Box–Muller), so that a failing example is small: it is its seed. */
function gaussian(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < 10; i++) uniform();
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

export function normalRows(datapoints: number, neurons: number, seed: number): number[][] {
  const next = gaussian(seed);
  return Array.from({ length: datapoints }, () => Array.from({ length: neurons }, next));
}

/** A · B for rows of numbers. */
export function times(a: Rows, b: Rows): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, value, i) => sum + value * b[i][j], 0)));
}

export function mapEntries(rows: Rows, f: (value: number, i: number, j: number) => number): number[][] {
  return rows.map((row, i) => row.map((value, j) => f(value, i, j)));
}

export function sideBySide(a: Rows, b: Rows): number[][] {
  return a.map((row, i) => [...row, ...b[i]]);
}

/** An orthogonal matrix: the product of Householder reflections of random vectors. */
export function rotation(n: number, seed: number): number[][] {
  let q: number[][] = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  for (let k = 0; k < n; k++) {
    const v = normalRows(1, n, seed + k)[0];
    const square = v.reduce((sum, value) => sum + value * value, 0);
    q = q.map((row) => {
      const along = (2 * row.reduce((sum, value, j) => sum + value * v[j], 0)) / square;
      return row.map((value, j) => value - along * v[j]);
    });
  }
  return q;
}

/** Two related layers: y is a noisy linear map of x, of any widths, with or without more neurons than datapoints. */
export function relatedPairs({
  datapoints = 40,
  neurons = 7,
} = {}): fc.Arbitrary<{ x: number[][]; y: number[][]; seed: number }> {
  return fc
    .record({
      m: fc.integer({ min: 4, max: datapoints }),
      p: fc.integer({ min: 1, max: neurons }),
      q: fc.integer({ min: 1, max: neurons }),
      noise: fc.constantFrom(0.1, 1, 10),
      seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    })
    .map(({ m, p, q, noise, seed }) => {
      const x = normalRows(m, p, seed);
      const signal = times(x, normalRows(p, q, seed + 1));
      const error = normalRows(m, q, seed + 2);
      return { x, y: mapEntries(signal, (value, i, j) => value + noise * error[i][j]), seed };
    });
}

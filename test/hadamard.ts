import type { Activations } from '../src/similarity/activations.js';

/** Entry (i, j) of the Walsh–Hadamard matrix: exactly orthogonal columns of ±1, all but the first with mean 0. */
export function hadamard(i: number, j: number): number {
  let parity = 0;
  for (let bits = i & j; bits > 0; bits >>= 1) parity ^= bits & 1;
  return parity === 0 ? 1 : -1;
}

/** The layer with column j as a function of the row. */
export function layerOf(columns: readonly ((i: number) => number)[], datapoints: number, more = {}): Activations {
  const neurons = columns.length;
  const values = Float64Array.from({ length: datapoints * neurons }, (_, at) =>
    columns[at % neurons](Math.floor(at / neurons)),
  );
  return {
    name: 'layer',
    datapoints,
    neurons,
    async *blocks(rowsPerBlock) {
      for (let start = 0; start < datapoints; start += rowsPerBlock) {
        const rows = Math.min(rowsPerBlock, datapoints - start);
        yield { start, rows, values: values.slice(start * neurons, (start + rows) * neurons) };
      }
    },
    ...more,
  };
}

/** The large part of neurons that are alike. */
const COMMON = 1e9;

/**
 * `neurons` columns COMMON·h₀ + own·h_j in integers, so that nothing rounds; `set` takes other h₀ and h_j. On unit norm any two
 * of them have the inner product r = COMMON²/(COMMON² + own²).
 */
export function alikeNeurons(neurons: number, own: number, set = 0): ((i: number) => number)[] {
  const first = 1 + set * (neurons + 1);
  return Array.from(
    { length: neurons },
    (_, j) => (i: number) => COMMON * hadamard(i, first) + own * hadamard(i, first + 1 + j),
  );
}

/** The condition of alike neurons on unit norm: λ₁² = 1 + (p − 1)·r, the other λ² = 1 − r. */
export function alikeCondition(neurons: number, own: number): number {
  const apart = own ** 2 / (COMMON ** 2 + own ** 2);
  return Math.sqrt((1 + (neurons - 1) * (1 - apart)) / apart);
}

/** Neurons whose canonical correlations with `alikeNeurons` are all 3/5, exactly, and whose condition is the same. */
export function turnedNeurons(neurons: number, own: number): ((i: number) => number)[] {
  const [x, other] = [0, 1].map((set) => alikeNeurons(neurons, own, set));
  return x.map((column, j) => (i: number) => 3 * column(i) + 4 * other[j](i));
}

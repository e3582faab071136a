import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { scaled } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { activationsFrom } from '../../src/similarity/activations.js';

const DATAPOINTS = 512;
const NEURONS = 120;
/** Cosine and sine of exact angles: Pythagorean triples. */
const TRIPLES = [
  [3, 4, 5],
  [5, 12, 13],
  [8, 15, 17],
  [7, 24, 25],
] as const;

/** Entry (i, j) of the Walsh–Hadamard matrix: exactly orthogonal columns of ±1, all but the first with mean 0. */
function hadamard(i: number, j: number): number {
  let parity = 0;
  for (let bits = i & j; bits > 0; bits >>= 1) parity ^= bits & 1;
  return parity === 0 ? 1 : -1;
}

/** X = H·A and Y = (cos·H + sin·H')·B in small integers, so that nothing rounds and every ρ is a cosine. */
function exactPair(mix: number): { x: number[][]; y: number[][] } {
  const rows = Array.from({ length: DATAPOINTS }, (_, i) => i);
  const mixed = (values: number[]) => values.map((value, j) => 64 * value + mix * (values[j + 1] ?? 0));
  return {
    x: rows.map((i) => mixed(Array.from({ length: NEURONS }, (_, j) => hadamard(i, j + 1)))),
    y: rows.map((i) =>
      mixed(
        Array.from({ length: NEURONS }, (_, j) => {
          const [cosine, sine] = TRIPLES[j % TRIPLES.length];
          return cosine * hadamard(i, j + 1) + sine * hadamard(i, j + 1 + NEURONS);
        }),
      ),
    ),
  };
}

function condition(rows: number[][]): number {
  const [m, p] = [rows.length, rows[0].length];
  const columns = {
    rows: m,
    cols: p,
    data: Float64Array.from({ length: m * p }, (_, at) => rows[at % m][Math.floor(at / m)]),
  };
  const norms = Float64Array.from(
    { length: p },
    (_, j) => 1 / Math.hypot(...columns.data.subarray(j * m, (j + 1) * m)),
  );
  const { values } = plainEngine.gradedSvd(scaled(columns, { right: norms }));
  return values[0] / values[p - 1];
}

test.each([0, 32, 62, 64])('120 + 120 neurons mixed by %i/64 keep their exact correlations', async (mix) => {
  const { x, y } = exactPair(mix);
  const layer = (rows: number[][]) => activationsFrom(rows.flat(), { datapoints: DATAPOINTS, neurons: NEURONS });
  const expected = Array.from({ length: NEURONS }, (_, j) => TRIPLES[j % 4][0] / TRIPLES[j % 4][2]).sort(
    (a, b) => b - a,
  );
  for (const blockRows of [DATAPOINTS, 100]) {
    const { correlations } = await compare(layer(x), layer(y), { metrics: ['cca'], blockRows });
    const worst = Math.max(...expected.map((rho, i) => Math.abs(rho - (correlations ?? [])[i])));
    expect(worst).toBeLessThanOrEqual(30 * Number.EPSILON * (condition(x) + condition(y)));
  }
});

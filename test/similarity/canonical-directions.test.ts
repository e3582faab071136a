import { expect, test } from '@jest/globals';
import { compare, type SavedDirections } from '../../src/analysis/compare.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { DEFAULT_CUT, FULL_RANK } from '../../src/similarity/kept-directions.js';
import { layer, normalRows, type Rows } from '../properties/layers.js';

const rows = normalRows(30, 6, 3);
const other = normalRows(30, 4, 4).map((row, i) => row.map((value, j) => value + rows[i][j]));

/** (X − means)·A, as columns. */
function aligned(x: Rows, means: Float64Array, a: Matrix): number[][] {
  return Array.from({ length: a.cols }, (_, c) =>
    x.map((row) => row.reduce((sum, value, j) => sum + (value - means[j]) * a.data[c * a.rows + j], 0)),
  );
}

/** The largest entries of XᵀX − I and XᵀY − diag(ρ) for aligned X and Y. */
function worst(x: Rows, { a, b, meansX, meansY, correlations }: SavedDirections): number {
  const [u, v] = [aligned(x, meansX, a), aligned(other, meansY, b)];
  const dot = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  const errors = u.flatMap((p, i) => u.map((q, j) => Math.abs(dot(p, q) - (i === j ? 1 : 0))));
  const cross = u.flatMap((p, i) => v.map((q, j) => Math.abs(dot(p, q) - (i === j ? correlations[i] : 0))));
  return Math.max(...errors, ...cross);
}

const graded = rows.map((row) => row.map((value, j) => value * 10 ** (-6 * j)));

test.each([
  ['on one scale', rows],
  ['on scales from 1 to 1e-30', graded],
  ['on scales from 1 to 1e-30, one of them twice', graded.map((row) => [...row, row[0]])],
  ['on scales from 1 to 1e-30, one the sum of two', graded.map((row) => [...row, row[0] + row[5]])],
  ['of which one is 1e-200 times the others', rows.map((row) => [...row.slice(1), row[0] * 1e-200])],
  ['of which there are more than datapoints', normalRows(30, 50, 5)],
])('AᵀΣA = I and AᵀΣB = diag(ρ) for neurons %s', async (_, x) => {
  const { directions } = await compare(layer(x), layer(other), { metrics: ['cca'], cut: FULL_RANK, directions: true });
  expect(worst(x, directions as SavedDirections)).toBeLessThan(1e-12);
});

test.each([
  ['', normalRows(30, 50, 5)],
  [
    ' of which some are dead and some huge',
    normalRows(30, 50, 5).map((row) => row.map((v, j) => (j % 5 ? v : 0) * 10 ** (j % 3))),
  ],
  [' on an offset of 1e6', normalRows(30, 50, 5).map((row) => row.map((value) => value + 1e6))],
  [' of 1e140', normalRows(30, 50, 5).map((row) => row.map((value) => value * 1e140))],
])('AᵀΣA = I and AᵀΣB = diag(ρ) for more neurons than datapoints%s that were never held', async (_, x) => {
  for (const cut of [FULL_RANK, DEFAULT_CUT]) {
    const options = { metrics: ['svcca'] as const, cut, directions: true, gramFrom: 0 };
    const { directions, decisions } = await compare(layer(x), layer(other), options);
    expect(decisions.some((line) => line.includes('the Gram matrix of its datapoints'))).toBe(true);
    // The means of 1e6 are subtracted here in plain arithmetic.
    expect(worst(x, directions as SavedDirections)).toBeLessThan(x[0][0] > 1e5 && x[0][0] < 1e7 ? 1e-8 : 1e-12);
  }
});

test('equal neurons share their weight in a direction', async () => {
  const x = rows.map((row) => [...row, row[2]]);
  const { directions } = await compare(layer(x), layer(other), { metrics: ['cca'], cut: FULL_RANK, directions: true });
  const { a } = directions as SavedDirections;
  for (let c = 0; c < a.cols; c++) expect(a.data[c * a.rows + 2]).toBeCloseTo(a.data[c * a.rows + 6], 12);
});

import { describe, expect, test } from '@jest/globals';
import { defaultEngine } from '../../src/engine/default-engine.js';
import { column, leadingColumns, type Matrix } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { dot } from '../../src/engine/vectors.js';
import { complement } from '../../src/similarity/complement.js';
import { nestedBasis } from '../../src/similarity/nested-basis.js';
import { orthonormalLoadings } from '../../src/similarity/orthonormal-loadings.js';
import { normalRows, type Rows } from '../properties/layers.js';

const { abs, max, sqrt } = Math;

function matrix(rows: Rows): Matrix {
  const data = rows[0].flatMap((_, j) => rows.map((row) => row[j]));
  return { rows: rows.length, cols: rows[0].length, data: Float64Array.from(data) };
}

/** The largest entry of QᵀQ − I. */
function offOrthonormal(q: Matrix): number {
  let worst = 0;
  for (let i = 0; i < q.cols; i++) {
    for (let j = 0; j <= i; j++) worst = max(worst, abs(dot(column(q, i), column(q, j)) - (i === j ? 1 : 0)));
  }
  return worst;
}

/** How much of a vector lies outside the span of orthonormal columns, relative to it. */
function outside(vector: Float64Array, q: Matrix): number {
  const rest = vector.slice();
  for (let j = 0; j < q.cols; j++) {
    const along = dot(column(q, j), rest);
    for (let i = 0; i < rest.length; i++) rest[i] -= along * column(q, j)[i];
  }
  return sqrt(dot(rest, rest) / dot(vector, vector));
}

const PLAIN = normalRows(60, 50, 1);
const CASES: readonly [string, Rows, number][] = [
  ['as many as fit', PLAIN, 50],
  ['nearly parallel ones', PLAIN.map((row) => row.map((value, j) => row[0] + 1e-9 * value * (j > 0 ? 1 : 0))), 50],
  ['lengths from 1 to 1e-100', PLAIN.map((row) => row.map((value, j) => value * 10 ** (-2 * j))), 50],
  ['copies', PLAIN.map((row) => [...row.slice(0, 20), ...row.slice(0, 20), ...row.slice(20, 30)]), 30],
  ['zeros', PLAIN.map((row) => row.map((value, j) => (j % 2 ? 0 : value))), 25],
  ['many', normalRows(150, 140, 4), 140],
  ['many, of which one is twice there', normalRows(150, 140, 5).map((row) => [...row.slice(0, 139), row[7]]), 139],
  ['more columns than rows', normalRows(12, 40, 2), 12],
];

describe.each([
  ['the default engine', defaultEngine],
  ['the plain engine', plainEngine],
])('on %s', (_, engine) => {
  test.each(CASES)('the first columns of a nested basis span the first columns: %s', (_, rows, rank) => {
    const a = matrix(rows);
    const { basis, reach } = nestedBasis(a, { engine });
    expect(basis.cols).toBe(rank);
    expect(offOrthonormal(basis)).toBeLessThan(1e-13);
    for (let j = 0; j < a.cols; j++) {
      const values = column(a, j);
      if (dot(values, values) === 0) continue;
      expect(outside(values, leadingColumns(basis, reach[j]))).toBeLessThan(1e-12);
    }
  });

  test.each(CASES.filter(([, rows]) => rows.length >= rows[0].length))(
    'orthonormal loadings have a column for each, and span the first ones: %s',
    (_, rows) => {
      const a = matrix(rows);
      const basis = orthonormalLoadings(a, engine);
      expect(basis.cols).toBe(a.cols);
      expect(offOrthonormal(basis)).toBeLessThan(1e-13);
      for (let j = 0; j < a.cols; j++) {
        const values = column(a, j);
        if (dot(values, values) > 0) expect(outside(values, leadingColumns(basis, j + 1))).toBeLessThan(1e-12);
      }
    },
  );

  test.each([0, 1, 5, 12])('the complement of %d of 12 directions is the others', (count) => {
    const { basis } = nestedBasis(matrix(normalRows(12, 12, 3)), { engine });
    const first = leadingColumns(basis, count);
    const rest = complement(first, engine);
    expect(rest.cols).toBe(12 - count);
    const data = Float64Array.from([...first.data.subarray(0, 12 * count), ...rest.data.subarray(0, 12 * rest.cols)]);
    expect(offOrthonormal({ rows: 12, cols: 12, data })).toBeLessThan(1e-13);
  });
});

import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, transpose, zeros } from '../engine/matrix.js';
import { triangularCondition } from '../engine/triangular-condition.js';
import { dot, norm, subtractMultiple } from '../engine/vectors.js';

const { max, min } = Math;

/** Columns that are made orthogonal to all before them by products of matrices, and to each other one by one. */
const PANEL = 32;

/** Projecting twice is enough (Giraud, Langou and Rozložník 2005), also of what is left of a column that nearly depends on others. */
const PASSES = 2;

/** From so many columns on, triangular factors are worth more than the bookkeeping of panels. */
const TRIANGLES_FROM = 128;

/** Up to this condition one triangular factor leaves columns orthonormal to 1e-9. */
const LARGEST_CONDITION = 1e6;

/** An orthonormal basis that grows with its columns. */
export interface NestedBasis {
  /** Orthonormal: rows × at most as many as there were columns. The first `reach[j]` of them span the first j + 1 columns. */
  readonly basis: Matrix;
  readonly reach: Int32Array;
}

/**
 * An orthonormal basis whose leading columns span the leading columns of `a`, whatever their lengths (block Gram–Schmidt, each projected
 * twice). A column of which the ones before leave less than `tolerance` of its length adds nothing.
 */
export function nestedBasis(
  a: Matrix,
  { engine, tolerance = max(a.rows, a.cols) * Number.EPSILON }: { engine: Engine; tolerance?: number },
): NestedBasis {
  const { rows, cols } = a;
  const quick = cols >= TRIANGLES_FROM && cols <= rows ? throughTriangles(a, engine) : undefined;
  if (quick !== undefined) return quick;
  const basis = zeros(rows, min(rows, cols));
  const reach = new Int32Array(cols);
  let rank = 0;
  for (let first = 0; first < cols; first += PANEL) {
    const count = min(PANEL, cols - first);
    const panel = zeros(rows, count);
    panel.data.set(a.data.subarray(first * rows, (first + count) * rows));
    for (let c = 0; c < count; c++) toUnitLength(column(panel, c));
    for (let pass = 0; pass < PASSES; pass++) takeAway(leadingColumns(basis, rank), panel, engine);
    const before = rank;
    for (let c = 0; c < count; c++) {
      const rest = column(panel, c);
      for (let pass = 0; pass < PASSES; pass++) {
        for (let j = before; j < rank; j++) subtractMultiple(rest, dot(column(basis, j), rest), column(basis, j));
      }
      if (rank < basis.cols && norm(rest) > tolerance) {
        toUnitLength(rest);
        // What was hardly left of it is not orthogonal to those before yet.
        takeAway(leadingColumns(basis, rank), { rows, cols: 1, data: rest }, engine);
        toUnitLength(rest);
        column(basis, rank++).set(rest);
      }
      reach[first + c] = rank;
    }
  }
  return { basis: leadingColumns(basis, rank), reach };
}

/**
 * The same by the triangular factor R of the columns on unit norm: A·R⁻¹ is orthonormal to eps·κ, and once more to eps. Undefined where a column
 * may depend on those before it.
 */
function throughTriangles(a: Matrix, engine: Engine): NestedBasis | undefined {
  let basis: Matrix = { ...a, data: a.data.slice(0, a.rows * a.cols) };
  for (let j = 0; j < a.cols; j++) toUnitLength(column(basis, j));
  for (let pass = 0; pass < PASSES; pass++) {
    const r = zeros(a.cols, a.cols);
    engine.absorb(r, { ...basis, data: basis.data.slice() });
    if (!(triangularCondition(r).condition < LARGEST_CONDITION)) return undefined;
    basis = transpose(engine.solveTriangular(r, transpose(basis), { transposed: true }));
  }
  return { basis, reach: Int32Array.from({ length: a.cols }, (_, j) => j + 1) };
}

/** Takes away from the columns their projections onto an orthonormal basis. */
function takeAway(basis: Matrix, columns: Matrix, engine: Engine): void {
  if (basis.cols === 0) return;
  const parts = engine.product(basis, engine.crossProduct(basis, columns));
  for (let at = 0; at < columns.data.length; at++) columns.data[at] -= parts.data[at];
}

function toUnitLength(values: Float64Array): void {
  const length = norm(values);
  if (length === 0) return;
  for (let i = 0; i < values.length; i++) values[i] /= length;
}

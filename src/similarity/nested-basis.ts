import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, zeros } from '../engine/matrix.js';
import { dot, norm, subtractMultiple } from '../engine/vectors.js';

const { max, min } = Math;

/** Columns that are made orthogonal to all before them by products of matrices, and to each other one by one. */
const PANEL = 32;

/** Projecting twice is enough (Giraud, Langou and Rozložník 2005), also of what is left of a column that nearly depends on others. */
const PASSES = 2;

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

import type { Engine } from '../engine/engine.js';
import { type Matrix, transpose, zeros } from '../engine/matrix.js';
import { type Condition, triangularCondition } from './triangular-condition.js';

const { sqrt } = Math;

/** The Gram matrix of two layers as a product: X = Q_x·R_x·diag(norms) for the live neurons, likewise Y. */
export interface GramFactors {
  /** The neurons that vary. */
  readonly indices: readonly Int32Array[];
  readonly norms: readonly Float64Array[];
  /** R of each layer: upper triangular, with unit columns up to rounding. */
  readonly triangles: readonly Matrix[];
  /** Q_xᵀQ_y. */
  readonly between: Matrix;
  /** Of each layer's live neurons on unit norm, to about a tenth. */
  readonly conditions: readonly Condition[];
}

/** The factors of G over all neurons of two layers; undefined where neurons depend on each other, or none lives. */
export function gramFactors(gram: Matrix, widths: readonly number[], engine: Engine): GramFactors | undefined {
  const indices = liveNeurons(gram, widths);
  if (indices.some(({ length }) => length === 0)) return undefined;
  const norms = indices.map((own) => Float64Array.from(own, (j) => sqrt(gram.data[j * gram.rows + j])));
  const block = (k: number, l: number) =>
    unitBlock(gram, { rows: indices[k], cols: indices[l], left: norms[k], right: norms[l] });
  const triangles = [engine.cholesky(block(0, 0)), engine.cholesky(block(1, 1))];
  const [x, y] = triangles;
  if (x === undefined || y === undefined) return undefined;
  let first = 0;
  const own = indices.map((list, k) => {
    const from = first;
    first += widths[k];
    return list.map((j) => j - from);
  });
  return {
    indices: own,
    norms,
    triangles: [x, y],
    between: solvedBothSides(block(0, 1), [x, y], engine),
    conditions: [x, y].map((triangle) => triangularCondition(triangle)),
  };
}

/** R_x⁻ᵀ·C·R_y⁻¹. */
export function solvedBothSides(c: Matrix, [x, y]: readonly [Matrix, Matrix], engine: Engine): Matrix {
  const half = engine.solveTriangular(x, c, { transposed: true });
  return transpose(engine.solveTriangular(y, transpose(half), { transposed: true }));
}

/** The neurons of each layer that vary, numbered through all layers. */
function liveNeurons(gram: Matrix, widths: readonly number[]): Int32Array[] {
  let first = 0;
  return widths.map((width) => {
    const all = Int32Array.from({ length: width }, (_, j) => first + j);
    first += width;
    return all.filter((j) => gram.data[j * gram.rows + j] > 0);
  });
}

function unitBlock(
  gram: Matrix,
  { rows, cols, left, right }: { rows: Int32Array; cols: Int32Array; left: Float64Array; right: Float64Array },
): Matrix {
  const block = zeros(rows.length, cols.length);
  for (let c = 0; c < cols.length; c++) {
    for (let r = 0; r < rows.length; r++) {
      block.data[c * rows.length + r] = gram.data[cols[c] * gram.rows + rows[r]] / left[r] / right[c];
    }
  }
  return block;
}

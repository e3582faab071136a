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

/** The blocks XᵀX, YᵀY and YᵀX of the Gram matrix of two layers. */
export interface GramBlocks {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly flipped: Matrix;
}

/** The factors of a Gram matrix, whose blocks they take the place of; undefined where neurons depend on each other, or none lives. */
export function gramFactors(gram: GramBlocks, engine: Engine): GramFactors | undefined {
  const [x, y] = [liveFactor(gram.x, engine), liveFactor(gram.y, engine)];
  if (x === undefined || y === undefined) return undefined;
  const flipped = inUnits(gram.flipped, y, x);
  return {
    indices: [x.indices, y.indices],
    norms: [x.norms, y.norms],
    triangles: [x.triangle, y.triangle],
    between: solvedBothSides(flipped, [x.triangle, y.triangle], engine),
    conditions: [x, y].map(({ triangle }) => triangularCondition(triangle)),
  };
}

interface Live {
  readonly indices: Int32Array;
  readonly norms: Float64Array;
}

/** A layer's neurons that vary, and the Cholesky factor of their Gram matrix on unit norm. */
function liveFactor(gram: Matrix, engine: Engine): (Live & { triangle: Matrix }) | undefined {
  const indices = Int32Array.from({ length: gram.cols }, (_, j) => j).filter((j) => gram.data[j * gram.rows + j] > 0);
  if (indices.length === 0) return undefined;
  const live = { indices, norms: Float64Array.from(indices, (j) => sqrt(gram.data[j * gram.rows + j])) };
  const triangle = engine.cholesky(inUnits(gram, live, live));
  return triangle && { ...live, triangle };
}

/** R_x⁻ᵀ·C·R_y⁻¹, given Cᵀ. */
export function solvedBothSides(flipped: Matrix, [x, y]: readonly [Matrix, Matrix], engine: Engine): Matrix {
  const half = transpose(engine.solveTriangular(y, flipped, { transposed: true }));
  return engine.solveTriangular(x, half, { transposed: true });
}

/** The live neurons' part of a block of the Gram matrix, for neurons on unit norm; it may take the block's place. */
function inUnits(gram: Matrix, down: Live, across: Live): Matrix {
  const all = down.indices.length === gram.rows && across.indices.length === gram.cols;
  const block = all ? gram : zeros(down.indices.length, across.indices.length);
  for (let c = 0, to = 0; c < block.cols; c++) {
    const from = across.indices[c] * gram.rows;
    for (let r = 0; r < block.rows; r++, to++) {
      block.data[to] = gram.data[from + down.indices[r]] / down.norms[r] / across.norms[c];
    }
  }
  return block;
}

import type { Engine } from '../engine/engine.js';
import { type Matrix, transpose, zeros } from '../engine/matrix.js';
import { type Condition, triangularCondition } from './triangular-condition.js';

const { sqrt } = Math;

/** The blocks XᵀX, YᵀY and YᵀX of the Gram matrix of two layers. */
export interface GramBlocks {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly flipped: Matrix;
}

/** A layer's neurons that vary, and how the Gram matrix of them on unit norm factors: X = Q·R·diag(norms). */
export interface LiveFactor {
  readonly indices: Int32Array;
  /** Their norms, each in its neuron's own unit. */
  readonly norms: Float64Array;
  /** R: upper triangular, with unit columns up to rounding. */
  readonly triangle: Matrix;
  /** Of the neurons on unit norm, to about a tenth. */
  readonly condition: Condition;
}

/** The same with RᵀR itself. */
export interface LiveGram extends LiveFactor {
  readonly gram: Matrix;
}

/** What the Gram matrix of two layers tells of each of them, and the Gram matrix of one's live neurons against the other's, YᵀX on unit norm. */
export interface GramFactors {
  readonly x: LiveGram;
  readonly y: LiveGram;
  readonly flipped: Matrix;
}

/** The factors of a Gram matrix, whose blocks they take the place of; undefined where neurons depend on each other, or none lives. */
export function gramFactors(gram: GramBlocks, engine: Engine): GramFactors | undefined {
  const [x, y] = [liveGram(gram.x, engine), liveGram(gram.y, engine)];
  return x && y && { x, y, flipped: inUnits(gram.flipped, y, x) };
}

type Live = Pick<LiveFactor, 'indices' | 'norms'>;

function liveGram(block: Matrix, engine: Engine): LiveGram | undefined {
  const indices = Int32Array.from({ length: block.cols }, (_, j) => j).filter(
    (j) => block.data[j * block.rows + j] > 0,
  );
  if (indices.length === 0) return undefined;
  const live = { indices, norms: Float64Array.from(indices, (j) => sqrt(block.data[j * block.rows + j])) };
  const gram = inUnits(block, live, live);
  const triangle = engine.cholesky(gram);
  return triangle && { ...live, gram, triangle, condition: triangularCondition(triangle) };
}

/** Q_xᵀQ_y = R_x⁻ᵀ·C·R_y⁻¹, given Cᵀ. */
export function betweenFrames(flipped: Matrix, [x, y]: readonly [Matrix, Matrix], engine: Engine): Matrix {
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

import type { Engine } from '../engine/engine.js';
import { type Matrix, pickColumns, pickRows, transpose } from '../engine/matrix.js';
import type { Condition } from '../engine/triangular-condition.js';
import type { UnitNeurons } from './unit-neurons.js';

/** The blocks XᵀX, YᵀY and YᵀX of the Gram matrix of two layers. */
export interface GramBlocks {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly flipped: Matrix;
}

/** A layer's neurons that vary, and their Gram matrix in the layer's unit. */
export interface LiveGram extends UnitNeurons {
  readonly gram: Matrix;
  /** Of the neurons on unit norm. */
  readonly condition: Condition;
}

/** What the Gram matrix of two layers of full rank tells of each of them, and YᵀX of their live neurons, each in its layer's unit. */
export interface GramFactors {
  readonly x: LiveGram;
  readonly y: LiveGram;
  readonly flipped: Matrix;
}

/** The factors of the blocks of all neurons, each in its layer's unit; undefined where neurons depend on each other, or none lives. */
export function gramFactors(
  blocks: GramBlocks,
  { x, y, engine }: { x: UnitNeurons; y: UnitNeurons; engine: Engine },
): GramFactors | undefined {
  if (x.indices.length === 0 || y.indices.length === 0) return undefined;
  const grams = [livePart(blocks.x, x, x), livePart(blocks.y, y, y)];
  const [own, other] = engine.gramConditions(grams);
  if (own === undefined || other === undefined) return undefined;
  return {
    x: { ...x, gram: grams[0], condition: own },
    y: { ...y, gram: grams[1], condition: other },
    flipped: livePart(blocks.flipped, y, x),
  };
}

function livePart(block: Matrix, { indices: rows }: UnitNeurons, { indices: columns }: UnitNeurons): Matrix {
  const across = columns.length === block.cols ? block : pickColumns(block, columns);
  return rows.length === block.rows ? across : pickRows(across, rows);
}

/** A layer as X = Q·R, for its live neurons in the layer's unit. */
export interface LiveFactor extends UnitNeurons {
  /** R: upper triangular. */
  readonly triangle: Matrix;
  /** Of the neurons on unit norm. */
  readonly condition: Condition;
}

/** Two layers so, and Q_xᵀQ_y. */
export interface PairFactors {
  readonly x: LiveFactor;
  readonly y: LiveFactor;
  readonly between: Matrix;
}

/** The Cholesky factors of two layers' Gram matrices, and Q_xᵀQ_y. */
export function pairFactors(factors: GramFactors, engine: Engine): PairFactors {
  const { x, y } = triangles(factors, engine);
  return { x, y, between: betweenFrames(factors.flipped, [x.triangle, y.triangle], engine) };
}

/** The Cholesky factors alone. */
export function triangles({ x, y }: GramFactors, engine: Engine): Pick<PairFactors, 'x' | 'y'> {
  const factor = ({ gram, ...own }: LiveGram) => ({ ...own, triangle: engine.cholesky(gram) as Matrix });
  return { x: factor(x), y: factor(y) };
}

/** Q_xᵀQ_y = R_x⁻ᵀ·C·R_y⁻¹, given Cᵀ. */
export function betweenFrames(flipped: Matrix, [x, y]: readonly [Matrix, Matrix], engine: Engine): Matrix {
  const half = transpose(engine.solveTriangular(y, flipped, { transposed: true }));
  return engine.solveTriangular(x, half, { transposed: true });
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { besides, leadingColumns, type Matrix } from '../engine/matrix.js';
import { complement } from './complement.js';
import { squareFactor } from './square-factor.js';
import type { Subspace } from './svd.js';

/**
 * The space with all its left singular vectors, rank × rank: to those that the cut kept, the others, by variance. They are orthonormal to
 * rounding, and as directions right to an absolute accuracy of eps·λ₁.
 */
export function wholeLeft(space: Subspace, { engine = defaultEngine }: { engine?: Engine } = {}): Subspace {
  const { left, rank, loadings } = space;
  if (left.cols >= rank) return { ...space, left: leadingColumns(left, rank) };
  const rest = complement(left, engine);
  const turned = byVariance(engine.crossProduct(rest, loadings as Matrix), engine);
  return { ...space, left: besides([left, engine.product(rest, turned)]) };
}

/** The left singular vectors, all of them, of a matrix of full row rank: rows × rows. */
export function byVariance(a: Matrix, engine: Engine): Matrix {
  return engine.svd(a.cols > a.rows ? squareFactor(a, engine) : a).left;
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import type { Matrix } from '../engine/matrix.js';
import { acrossOverlap, type Overlap } from './cca.js';
import type { Subspace } from './svd.js';

/** XᵀY in both layers' units, turned on both sides so that it is rank_x × rank_y: singular values and norm are those of XᵀY. */
export function crossLoadings(
  x: Subspace,
  y: Subspace,
  bases: Overlap,
  { engine = defaultEngine }: { engine?: Engine } = {},
): Matrix {
  return engine.crossProduct(x.core, acrossOverlap(bases, y.core, engine));
}

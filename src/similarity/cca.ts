import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { leadingBlock, type Matrix } from '../engine/matrix.js';
import type { Subspace } from './svd.js';

const { max, min } = Math;

/** M = U_xᵀU_y over both numerical ranks (rank_x × rank_y): everything a comparison needs from the two bases. */
export function overlap(x: Subspace, y: Subspace, { engine = defaultEngine }: { engine?: Engine } = {}): Matrix {
  return engine.crossProduct(x.left, y.left);
}

/** The overlap of the first kx and ky directions. */
export function leadingOverlap(m: Matrix, { kx, ky }: { kx: number; ky: number }): Matrix {
  return kx === m.rows && ky === m.cols ? m : leadingBlock(m, { rows: kx, cols: ky });
}

/** ρ: the min(k_x, k_y) canonical correlations of an overlap, falling, in [0, 1] (METHODS §2). */
export function canonicalCorrelations(m: Matrix, { engine = defaultEngine }: { engine?: Engine } = {}): Float64Array {
  return clamped(engine.singularValues(m));
}

/** M = P·diag(ρ)·Qᵀ: the canonical directions in the coordinates of both layers' singular directions. */
export interface Alignment {
  readonly correlations: Float64Array;
  /** P: k_x × c with orthonormal columns. */
  readonly x: Matrix;
  /** Q: k_y × c. */
  readonly y: Matrix;
}

/** The CCA stage (METHODS §2) with both sides' directions. */
export function align(m: Matrix, { engine = defaultEngine }: { engine?: Engine } = {}): Alignment {
  const { values, left, right } = engine.svd(m);
  return { correlations: clamped(values), x: left, y: right };
}

function clamped(values: Float64Array): Float64Array {
  return values.map((value) => min(1, max(0, value)));
}

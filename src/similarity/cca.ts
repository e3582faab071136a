import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { leadingColumns, type Matrix, transpose } from '../engine/matrix.js';
import type { Subspace } from './svd.js';

const { max, min } = Math;

/** Q_xᵀQ_y of two layers' bases; those of two layers that fill the frame are the same. */
export type Overlap = Matrix | 'identity';

/**
 * Q_xᵀQ_y (rank_x × rank_y) of two layers' bases: with their loadings, everything that a comparison needs. `between` is that
 * of the frames, where they do not share one.
 */
export function overlap(
  x: Subspace,
  y: Subspace,
  { engine = defaultEngine, between }: { engine?: Engine; between?: Matrix | undefined } = {},
): Overlap {
  if (between !== undefined) return between;
  if (x.fills && y.fills) return 'identity';
  if (x.fills) return y.basis as Matrix;
  if (y.fills) return transpose(x.basis as Matrix);
  return engine.crossProduct(x.basis as Matrix, y.basis as Matrix);
}

/** M = U_xᵀU_y of the first kx and ky singular directions, from the overlap of the bases. */
export function directionOverlap(
  x: Subspace,
  y: Subspace,
  bases: Overlap,
  { kx, ky, engine = defaultEngine }: { kx: number; ky: number; engine?: Engine },
): Matrix {
  const turned = acrossOverlap(bases, leadingColumns(y.left, ky), engine);
  return engine.crossProduct(leadingColumns(x.left, kx), turned);
}

/** Coordinates in the second basis, in the first one: Q_xᵀQ_y·C. */
export function acrossOverlap(bases: Overlap, coordinates: Matrix, engine: Engine): Matrix {
  return bases === 'identity' ? coordinates : engine.product(bases, coordinates);
}

/** ρ: the min(k_x, k_y) canonical correlations of an overlap, falling, in [0, 1] (METHODS §2). */
export function canonicalCorrelations(m: Matrix, { engine = defaultEngine }: { engine?: Engine } = {}): Float64Array {
  return clamped(engine.singularValues(m));
}

/** M = P·diag(ρ)·Qᵀ: the canonical directions in the coordinates that M is in. */
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

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, leadingBlock, type Matrix } from '../engine/matrix.js';
import type { CondensedLayer } from './condense.js';
import { inNeuronSpace } from './neuron-space.js';
import type { Subspace } from './svd.js';

const { abs, max, min } = Math;

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

/** Canonical directions in neuron space: X·a = X̃ and Y·b = Ỹ are orthonormal over datapoints for centred X and Y. */
export interface CanonicalDirections {
  /** A: p × c. */
  readonly a: Matrix;
  /** B: q × c. */
  readonly b: Matrix;
}

/** A layer with its SVD stage. */
export interface ReducedLayer {
  readonly layer: CondensedLayer;
  readonly space: Subspace;
}

/**
 * A = V_x·diag(1/λ)·P and B = V_y·diag(1/λ)·Q, signed so that the entry of A's column that is largest in
 * magnitude is positive and every ρ ≥ 0.
 */
export function canonicalDirections(
  x: ReducedLayer,
  y: ReducedLayer,
  alignment: Alignment,
  { engine = defaultEngine }: { engine?: Engine } = {},
): CanonicalDirections {
  const a = inNeuronSpace(x.layer, x.space, alignment.x, { engine });
  const b = inNeuronSpace(y.layer, y.space, alignment.y, { engine });
  for (let j = 0; j < a.cols; j++) {
    if (largestEntry(column(a, j)) >= 0) continue;
    negate(column(a, j));
    negate(column(b, j));
  }
  return { a, b };
}

/** How many of ρ are 1 whatever the data, because k_x + k_y directions do not fit into m − 1 dimensions. */
export function forcedOnes({ kx, ky, datapoints }: { kx: number; ky: number; datapoints: number }): number {
  return max(0, min(kx + ky - (datapoints - 1), kx, ky));
}

function largestEntry(values: Float64Array): number {
  return values.reduce((largest, value) => (abs(value) > abs(largest) ? value : largest), 0);
}

function negate(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = -values[i];
}

function clamped(values: Float64Array): Float64Array {
  return values.map((value) => min(1, max(0, value)));
}

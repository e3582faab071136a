import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, type Matrix } from '../engine/matrix.js';
import type { Alignment } from './cca.js';
import type { CondensedLayer } from './condense.js';
import type { FilledLayer } from './filled-layer.js';
import { filledInNeuronSpace } from './filled-neuron-space.js';
import { inNeuronSpace } from './neuron-space.js';
import type { Subspace } from './svd.js';

const { abs } = Math;

/** Canonical directions in neuron space: X·a = X̃ and Y·b = Ỹ are orthonormal over datapoints for centred X and Y. */
export interface CanonicalDirections {
  /** A: p × c. */
  readonly a: Matrix;
  /** B: q × c. */
  readonly b: Matrix;
}

/** A layer with its SVD stage. */
export interface ReducedLayer {
  readonly layer: CondensedLayer | FilledLayer;
  readonly space: Subspace;
}

/**
 * A = V_x·diag(1/λ)·P and B = V_y·diag(1/λ)·Q, signed so that the entry of A's column that is largest in
 * magnitude is positive and every ρ ≥ 0. Layers that were never held are read for it again.
 */
export async function canonicalDirections(
  x: ReducedLayer,
  y: ReducedLayer,
  alignment: Alignment,
  { engine = defaultEngine }: { engine?: Engine } = {},
): Promise<CanonicalDirections> {
  const a = await directionsOf(x, alignment.x, engine);
  const b = await directionsOf(y, alignment.y, engine);
  for (let j = 0; j < a.cols; j++) {
    if (largestEntry(column(a, j)) >= 0) continue;
    negate(column(a, j));
    negate(column(b, j));
  }
  return { a, b };
}

async function directionsOf({ layer, space }: ReducedLayer, directions: Matrix, engine: Engine): Promise<Matrix> {
  if ('core' in layer) return filledInNeuronSpace(layer, directions, engine);
  return inNeuronSpace(layer, space, directions, { engine });
}

function largestEntry(values: Float64Array): number {
  return values.reduce((largest, value) => (abs(value) > abs(largest) ? value : largest), 0);
}

function negate(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = -values[i];
}

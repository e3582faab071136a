import { column, type Matrix, pickColumns, scaled } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { norm } from '../engine/vectors.js';
import type { CondensedLayer } from './condense.js';

const { max } = Math;

/** A neuron's norm relative to the layer's unit is held above this, so that the square of no singular value underflows. */
const SMALLEST_UNIT = 2 ** -440;

/** The live neurons of a layer on one scale, and what they were scaled by. */
export interface UnitNeurons {
  readonly indices: Int32Array;
  /** frame rows × live neurons, with unit columns. */
  readonly matrix: Matrix;
  /** Their norms, each in its neuron's own unit. */
  readonly norms: Float64Array;
  /** Their norms in the layer's unit 2^exponent, the largest of any live neuron. */
  readonly units: Float64Array;
  readonly exponent: number;
}

/** Scales every live neuron to unit norm and leaves out the dead ones. */
export function unitNeurons({ frame, exponents }: CondensedLayer): UnitNeurons {
  const all = Float64Array.from({ length: frame.cols }, (_, j) => norm(column(frame, j)));
  const indices = Int32Array.from(all.keys()).filter((j) => all[j] > 0);
  const norms = Float64Array.from(indices, (j) => all[j]);
  const exponent = indices.reduce((largest, j) => max(largest, exponents[j]), exponents[indices[0]]);
  return {
    indices,
    matrix: scaled(pickColumns(frame, indices), { right: norms.map((value) => 1 / value) }),
    norms,
    units: norms.map((value, c) => max(value * powerOfTwo(exponents[indices[c]] - exponent), SMALLEST_UNIT)),
    exponent,
  };
}

import { column, type Matrix, pickColumns, scaled } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { norm } from '../engine/vectors.js';
import type { CondensedLayer } from './condense.js';

const { max } = Math;

/** A neuron's norm relative to the layer's unit is held above this, so that the square of no singular value underflows. */
const SMALLEST_UNIT = 2 ** -440;

/** The live neurons of a layer, and what brings them to one scale. */
export interface UnitNeurons {
  readonly indices: Int32Array;
  /** Their norms, each in its neuron's own unit. */
  readonly norms: Float64Array;
  /** Their norms in the layer's unit 2^exponent, the largest of any live neuron. */
  readonly units: Float64Array;
  readonly exponent: number;
}

/** Finds the live neurons and their norms. */
export function unitNeurons({ frame, exponents }: CondensedLayer): UnitNeurons {
  const all = Float64Array.from({ length: frame.cols }, (_, j) => norm(column(frame, j)));
  const indices = Int32Array.from(all.keys()).filter((j) => all[j] > 0);
  const norms = Float64Array.from(indices, (j) => all[j]);
  return inLayerUnits({ indices, norms }, exponents);
}

/** Live neurons of these norms, each in units of 2^exponents[j], and their norms in the layer's unit. */
export function inLayerUnits(
  { indices, norms }: Pick<UnitNeurons, 'indices' | 'norms'>,
  exponents: Int32Array,
): UnitNeurons {
  const exponent = indices.reduce((largest, j) => max(largest, exponents[j]), exponents[indices[0]]);
  return {
    indices,
    norms,
    units: norms.map((value, c) => max(value * powerOfTwo(exponents[indices[c]] - exponent), SMALLEST_UNIT)),
    exponent,
  };
}

/** The live neurons on unit norm: frame rows × live neurons. */
export function unitMatrix({ frame }: CondensedLayer, { indices, norms }: UnitNeurons): Matrix {
  return scaled(pickColumns(frame, indices), { right: norms.map((value) => 1 / value) });
}

/** The live neurons in the layer's unit: frame rows × live neurons. */
export function liveMatrix({ frame }: CondensedLayer, { indices, norms, units }: UnitNeurons): Matrix {
  return scaled(pickColumns(frame, indices), { right: units.map((unit, c) => unit / norms[c]) });
}

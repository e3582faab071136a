import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, scaled, zeros } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import type { CondensedLayer } from './condense.js';
import type { Subspace } from './svd.js';
import { type UnitNeurons, unitMatrix, unitNeurons } from './unit-neurons.js';

/** Each step leaves eps·κ of the error. */
const REFINEMENTS = 2;

/** Where λ₁/λ_k exceeds this, 1/λ has magnified the rounding of V to half the digits of V·diag(1/λ). */
const LARGEST_RATIO = 2 ** 26;

/** Up to this condition the inverse by a normwise SVD is right to 1e-9, and each step of refinement leaves that much of the error. */
const LARGEST_CONDITION = 2 ** 20;

/**
 * A = V·diag(1/λ)·P (neurons × c), refined on neurons scaled to unit norm until X·A = U·P up to eps·κ.
 * Between neurons on very different scales V·diag(1/λ) is all rounding; there A is built on unit neurons
 * altogether, which is the same unless neurons depend on each other, where it is the least such combination.
 */
export function inNeuronSpace(
  layer: CondensedLayer,
  space: Subspace,
  directions: Matrix,
  { engine = defaultEngine }: { engine?: Engine } = {},
): Matrix {
  const live = unitNeurons(layer);
  const unit = unitMatrix(layer, live);
  const target = inFrame(space, directions, engine);
  const own = ownInverse(live, space, engine);
  const inverse = own ?? pseudoInverse(unit, space.rank, engine);
  const { singularValues } = space;
  const usable = singularValues[0] <= LARGEST_RATIO * singularValues[directions.rows - 1];
  const weights = usable ? roughWeights(live, space, directions, engine) : zeros(live.indices.length, directions.cols);
  for (let step = 0; step < (own === undefined ? REFINEMENTS : 1); step++) {
    const reached = engine.product(unit, weights);
    const missing = { ...target, data: target.data.map((value, at) => value - reached.data[at]) };
    const correction = inverse(missing);
    for (let at = 0; at < weights.data.length; at++) weights.data[at] += correction.data[at];
  }
  return inDumpUnits(weights, live, layer);
}

/** U·P in the coordinates of the layer's frame. */
function inFrame({ basis, left }: Subspace, directions: Matrix, engine: Engine): Matrix {
  const turned = engine.product(leadingColumns(left, directions.rows), directions);
  return basis === undefined ? turned : engine.product(basis, turned);
}

/** V·diag(1/λ)·P for neurons scaled to unit norm: row j times the norm of neuron j. V = (QᵀX)ᵀ·left·diag(1/λ). */
function roughWeights({ indices, units }: UnitNeurons, space: Subspace, directions: Matrix, engine: Engine): Matrix {
  const { left, loadings, singularValues } = space;
  const inverse = singularValues.subarray(0, directions.rows).map((value) => 1 / value / value);
  const turned = scaled(directions, { left: inverse });
  const target = engine.product(leadingColumns(left, directions.rows), turned);
  const all = engine.crossProduct(loadings as Matrix, target);
  const live = zeros(indices.length, all.cols);
  for (let j = 0; j < all.cols; j++) {
    const from = column(all, j);
    const to = column(live, j);
    for (let c = 0; c < indices.length; c++) to[c] = from[indices[c]] * units[c];
  }
  return live;
}

/** Multiplication by V·diag(1/λ)·Uᵀ, for neurons on unit norm, where all of U is known and one step of refinement is enough. */
function ownInverse(live: UnitNeurons, space: Subspace, engine: Engine): ((b: Matrix) => Matrix) | undefined {
  const { rank, left, basis, singularValues } = space;
  if (left.cols < rank || singularValues[0] > LARGEST_CONDITION * singularValues[rank - 1]) return undefined;
  return (b) => {
    const inBasis = basis === undefined ? b : engine.crossProduct(basis, b);
    return roughWeights(live, space, engine.crossProduct(left, inBasis), engine);
  };
}

/** Multiplication by the pseudo-inverse of a matrix of the given rank, good enough for two steps of refinement. */
function pseudoInverse(matrix: Matrix, rank: number, engine: Engine): (b: Matrix) => Matrix {
  const quick = engine.svd(matrix);
  const enough = quick.values[0] <= LARGEST_CONDITION * quick.values[rank - 1];
  const { values, left, right } = enough ? quick : engine.gradedSvd(matrix);
  const inverse = values.subarray(0, rank).map((value) => 1 / value);
  const [u, v] = [leadingColumns(left, rank), leadingColumns(right, rank)];
  return (b) => engine.product(v, scaled(engine.crossProduct(u, b), { left: inverse }));
}

/** Undoes the scaling of the live neurons; dead ones get no weight. */
function inDumpUnits(weights: Matrix, { indices, norms }: UnitNeurons, { neurons, exponents }: CondensedLayer): Matrix {
  const out = zeros(neurons, weights.cols);
  for (let j = 0; j < weights.cols; j++) {
    const from = column(weights, j);
    const to = column(out, j);
    for (let c = 0; c < indices.length; c++) {
      to[indices[c]] = (from[c] / norms[c]) * powerOfTwo(-exponents[indices[c]]);
    }
  }
  return out;
}

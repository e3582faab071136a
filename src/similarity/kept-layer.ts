import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, pickColumns, scaled } from '../engine/matrix.js';
import { triangularCondition } from '../engine/triangular-condition.js';
import { norm } from '../engine/vectors.js';
import { eigenvectorsAreEnoughOnAverage, gramTellsRank } from './accuracy-ladder.js';
import type { Activations } from './activations.js';
import type { CondensedLayer } from './condense.js';
import { holdInDimensions } from './condense-by-datapoints.js';
import { type Cut, keptDirections } from './kept-directions.js';
import { rankTolerance } from './rank-tolerance.js';
import { type ReduceOptions, reduceLayer } from './reduce-layer.js';
import { distanceFromIdentity } from './refine.js';
import { type Subspace, subspace } from './svd.js';
import { unitNeurons } from './unit-neurons.js';

const { max, min, sqrt } = Math;

/** What metrics at the cut, which are means over its directions, need of a layer: λ, and its kept singular directions over the datapoints. */
export interface KeptLayer
  extends Pick<
    Subspace,
    'name' | 'datapoints' | 'neurons' | 'rank' | 'singularValues' | 'deadNeurons' | 'duplicateNeurons' | 'condition'
  > {
  /** U of the kept directions, in the m − 1 dimensions of the centred datapoints: orthonormal columns. */
  readonly directions: Matrix;
}

/**
 * Reduces a layer to the directions that a cut keeps. One with fewer neurons than datapoints goes through their Gram matrix where that tells
 * its rank and the kept directions for certain; all others go the way of `reduceLayer`.
 *
 * @throws SvccaError 'undefined' when no neuron varies, 'usage' when more directions are asked for than exist.
 */
export async function keptLayer(
  layer: Activations,
  options: ReduceOptions & { engine: Engine; cut: Cut },
): Promise<KeptLayer> {
  const { engine, cut } = options;
  if (layer.neurons >= layer.datapoints) return keptOf(await reduceLayer(layer, options), { engine, cut });
  const held = await holdInDimensions(layer);
  return throughGram(held, { engine, cut }) ?? keptOf(subspace(held, { engine, cut }), { engine, cut });
}

function keptOf(space: Subspace, { engine, cut }: { engine: Engine; cut: Cut }): KeptLayer {
  const { name, datapoints, neurons, rank, singularValues, deadNeurons, duplicateNeurons, condition } = space;
  const left = leadingColumns(space.left, keptDirections(space, cut));
  const directions = space.basis === undefined ? left : engine.product(space.basis, left);
  return { name, datapoints, neurons, rank, singularValues, deadNeurons, duplicateNeurons, condition, directions };
}

/** Directions that a Gram matrix leaves further from orthonormal than this have lost too much for one step to mend. */
const MENDABLE = 1e-6;

/** λ and V from the Gram matrix of the neurons, U = X·V/λ made orthonormal; undefined where that is not certain to be as good as QR. */
function throughGram(held: CondensedLayer, { engine, cut }: { engine: Engine; cut: Cut }): KeptLayer | undefined {
  const { name, datapoints, neurons, deadNeurons, duplicateNeurons } = held;
  const { indices, norms, units } = unitNeurons(held);
  const rank = units.length;
  if (rank === 0) return undefined;
  // Each neuron in its own unit, in which no square overflows.
  const columns = rank === held.frame.cols ? held.frame : pickColumns(held.frame, indices);
  const inverseNorms = norms.map((value) => 1 / value);
  const gram = scaled(engine.crossProduct(columns, columns), { left: inverseNorms, right: inverseNorms });
  const triangle = engine.cholesky(gram);
  if (triangle === undefined) return undefined;
  const { condition } = triangularCondition(triangle);
  if (!gramTellsRank({ condition, neurons: rank, tolerance: rankTolerance({ datapoints, neurons }) })) return undefined;
  let enough = false;
  const { values: squares, vectors } = engine.symmetricEigen(scaled(gram, { left: units, right: units }), (all) => {
    const k = keptDirections({ name, datapoints, neurons, rank, singularValues: roots(all) }, cut);
    enough = eigenvectorsAreEnoughOnAverage({ squares: all, k, condition });
    return enough ? k : 0;
  });
  if (!enough) return undefined;
  const singularValues = roots(squares);
  const inverses = singularValues.subarray(0, vectors.cols).map((value) => 1 / value);
  const toUnits = units.map((unit, c) => unit * inverseNorms[c]);
  const directions = engine.product(columns, scaled(vectors, { left: toUnits, right: inverses }));
  // The length of X·v is the better λ; rounding must not put two of them out of order.
  for (let j = 0; j < directions.cols; j++) {
    const longest = j === 0 ? Number.POSITIVE_INFINITY : singularValues[j - 1];
    singularValues[j] = min(longest, singularValues[j] * norm(column(directions, j)));
  }
  const orthonormal = mended(directions, engine);
  if (orthonormal === undefined) return undefined;
  const about = { name, datapoints, neurons, rank, singularValues, deadNeurons, duplicateNeurons, condition };
  return { ...about, directions: orthonormal };
}

/** U·(3 − UᵀU)/2: as near to orthonormal as the square of what was missing. */
function mended(directions: Matrix, engine: Engine): Matrix | undefined {
  const gram = engine.crossProduct(directions, directions);
  if (distanceFromIdentity(gram) > MENDABLE) return undefined;
  for (let j = 0; j < gram.cols; j++) {
    for (let i = 0; i < gram.rows; i++)
      gram.data[j * gram.rows + i] = (i === j ? 1.5 : 0) - gram.data[j * gram.rows + i] / 2;
  }
  return engine.product(directions, gram);
}

function roots(squares: Float64Array): Float64Array {
  return squares.map((square) => sqrt(max(0, square)));
}

import type { Engine } from '../engine/engine.js';
import { columnsBetween, identity, leadingColumns, type Matrix, scaled } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { columnSquares, total } from './column-squares.js';
import { coefficients, type DirectionsOfLayer, loadingsOf } from './factor-directions.js';
import { orthonormalLoadings } from './orthonormal-loadings.js';
import { type FeatureMap, type Restriction, relativeTails } from './restriction.js';

/**
 * A layer restricted to its first k directions by the least squares fit given them (METHODS §6): X̂ = ZZᵀX for their values Z, orthonormal over the
 * datapoints, so that direction j takes ‖zⱼᵀX‖² away from what is left. Features of no more than `most` directions are made.
 */
export function obliqueRestriction(directions: DirectionsOfLayer, { engine, most }: Making): Restriction {
  const loadings = loadingsOf(directions, directions.space.rank, engine);
  const squares = columnSquares(loadings);
  return {
    residuals: relativeTails(squares, { total: total(squares) }),
    map() {
      const encoder = coefficients(directions, most, engine);
      return linearMap(encoder, scaled(leadingColumns(loadings, most), units(directions, most)), engine);
    },
  };
}

/** The same by the orthogonal projection onto the span of the directions' loadings. */
export function orthonormalRestriction(directions: DirectionsOfLayer, { engine, most }: Making): Restriction {
  const { rank, loadings } = directions.space;
  const basis = orthonormalLoadings(loadingsOf(directions, rank, engine), engine);
  const squares = columnSquares(engine.product(loadings as Matrix, basis));
  return {
    residuals: relativeTails(squares, { total: total(squares) }),
    map: () => linearMap(leadingColumns(basis, most), leadingColumns(basis, most), engine),
  };
}

/** The same by the layer's own directions of largest variance. */
export function principalRestriction(directions: DirectionsOfLayer, making: Making): Restriction {
  return obliqueRestriction({ ...directions, coordinates: identity(directions.space.rank) }, making);
}

/** How a restriction is made. */
export interface Making {
  readonly engine: Engine;
  /** The largest k that anything will be computed for but a residual. */
  readonly most: number;
}

/** Features x·encoder, each of which adds its column of the decoder; both are neurons × features. */
function linearMap(encoder: Matrix, decoder: Matrix, engine: Engine): FeatureMap {
  return {
    encode: (centred) => engine.crossProduct(centred, encoder),
    outputs: (weights) => engine.crossProduct(decoder, weights),
    through: (outputs, first) => engine.product(columnsBetween(encoder, first, first + outputs.rows), outputs),
    aboutMeans: true,
  };
}

function units({ space }: DirectionsOfLayer, count: number): { right: Float64Array } {
  return { right: new Float64Array(count).fill(powerOfTwo(space.exponent)) };
}

import type { Engine } from '../engine/engine.js';
import { column, type Matrix } from '../engine/matrix.js';
import { norm } from '../engine/vectors.js';
import { eigenvectorsServe, normwiseIsEnough } from './accuracy-ladder.js';
import { squareFactor } from './square-factor.js';

const { max, min, sqrt } = Math;

/** λ of a matrix, falling, as many as it has rows, and the first left singular vectors: rows × at least as many as were wanted. */
export interface SingularDirections {
  readonly values: Float64Array;
  readonly left: Matrix;
}

/**
 * Singular values and the wanted left singular vectors of a layer's neurons in a basis of their column space, given their condition on
 * unit norm: by the cheapest way that keeps the wanted ones as accurate as that condition allows.
 */
export function singularDirections(
  matrix: Matrix,
  { engine, condition, wanted }: { engine: Engine; condition: number; wanted: (values: Float64Array) => number },
): SingularDirections {
  const square = matrix.rows === matrix.cols;
  const byEigenvectors = square ? fromEigenvectors(matrix, { engine, condition, wanted }) : undefined;
  if (byEigenvectors !== undefined) return byEigenvectors;
  const quick = engine.svd(matrix.cols > matrix.rows ? squareFactor(matrix, engine) : matrix);
  const enough = normwiseIsEnough({ values: quick.values, k: wanted(quick.values), condition });
  return enough ? quick : engine.gradedSvd(matrix);
}

/** V from the Gram matrix, then U·diag(λ) = matrix·V; undefined where the cut asks for more than a Gram matrix tells. */
function fromEigenvectors(
  matrix: Matrix,
  { engine, condition, wanted }: { engine: Engine; condition: number; wanted: (values: Float64Array) => number },
): SingularDirections | undefined {
  let enough = false;
  const { values: squares, vectors } = engine.symmetricEigen(engine.crossProduct(matrix, matrix), (all) => {
    const k = wanted(roots(all));
    enough = eigenvectorsServe({ squares: all, k, condition });
    return enough ? k : 0;
  });
  if (!enough) return undefined;
  const values = roots(squares);
  const left = engine.product(matrix, vectors);
  for (let j = 0; j < left.cols; j++) {
    const direction = column(left, j);
    const length = norm(direction);
    // The length of matrix·v is the better λ; rounding must not put two of them out of order.
    values[j] = j === 0 ? length : min(length, values[j - 1]);
    for (let i = 0; i < direction.length; i++) direction[i] /= length;
  }
  for (let j = left.cols; j < values.length; j++) values[j] = j === 0 ? values[j] : min(values[j], values[j - 1]);
  return { values, left };
}

function roots(squares: Float64Array): Float64Array {
  return squares.map((square) => sqrt(max(0, square)));
}

import type { Engine } from '../engine/engine.js';
import { column, type Matrix, zeros } from '../engine/matrix.js';
import { norm } from '../engine/vectors.js';
import { seededRandom } from './random.js';

const { max, min } = Math;

/** Vectors iterated together: the chance that all are nearly orthogonal to the one sought is nil. */
const VECTORS = 8;
/** Each brings the estimate nearer; after so many it is right to a few parts in a hundred. */
const ITERATIONS = 6;

/** λ₁/λ_n of an upper triangular matrix, estimated from below by power iterations with R and with R⁻¹. */
export function triangularCondition(r: Matrix, engine: Engine): number {
  const largest = dominant(r.cols, (v) => engine.crossProduct(r, engine.product(r, v)));
  const smallest = dominant(r.cols, (v) =>
    engine.solveTriangular(r, engine.solveTriangular(r, v, { transposed: true }), { transposed: false }),
  );
  return Math.sqrt(largest * smallest);
}

/** The largest growth of a vector under a symmetric positive definite map, from below. */
function dominant(n: number, map: (v: Matrix) => Matrix): number {
  const random = seededRandom(n);
  let vectors: Matrix = zeros(n, min(VECTORS, n));
  for (let i = 0; i < vectors.data.length; i++) vectors.data[i] = random() - 0.5;
  let growth = 0;
  for (let step = 0; step < ITERATIONS; step++) {
    normalise(vectors);
    vectors = map(vectors);
    growth = 0;
    for (let j = 0; j < vectors.cols; j++) growth = max(growth, norm(column(vectors, j)));
  }
  return growth;
}

function normalise(vectors: Matrix): void {
  for (let j = 0; j < vectors.cols; j++) {
    const v = column(vectors, j);
    const length = norm(v);
    for (let i = 0; i < v.length; i++) v[i] /= length;
  }
}

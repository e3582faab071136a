import type { SymmetricEigen } from './engine.js';
import { identity, pickColumns, zeros } from './matrix.js';
import { powerOfTwo } from './power-of-two.js';
import { tridiagonalQl } from './tridiagonal-ql.js';

const { max, min } = Math;

/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** As long as the diagonal; the last one is 0. */
  readonly offDiagonal: Float64Array;
}

/** Eigenvalues times 2^exponent, falling, and the vectors to as many as are wanted; see `Engine.symmetricEigen`. */
export function tridiagonalEigen(
  { diagonal, offDiagonal }: Tridiagonal,
  { exponent, wanted }: { exponent: number; wanted?: ((values: Float64Array) => number) | undefined },
): SymmetricEigen {
  const n = diagonal.length;
  const inUnits = (values: Float64Array) => values.map((value) => value * powerOfTwo(exponent));
  let told: Float64Array | undefined;
  let count = n;
  if (wanted !== undefined) {
    const values = diagonal.slice();
    tridiagonalQl(values, offDiagonal.slice(), zeros(0, n));
    told = inUnits(values.sort().reverse());
    count = max(0, min(n, wanted(told.slice())));
    if (count === 0) return { values: told, vectors: zeros(n, 0) };
  }
  const values = diagonal.slice();
  const basis = identity(n);
  tridiagonalQl(values, offDiagonal.slice(), basis);
  const order = Int32Array.from(values, (_, j) => j).sort((i, j) => values[j] - values[i] || i - j);
  return {
    values: told ?? inUnits(Float64Array.from(order, (j) => values[j])),
    vectors: pickColumns(basis, order.subarray(0, count)),
  };
}

import type { Engine } from '../engine/engine.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';

/** A Hermitian matrix, real where it has no imaginary part, and how many of its first eigenvectors are asked for. */
export interface Eigenproblem {
  readonly matrix: ComplexMatrix;
  readonly count: number;
}

/** Eigenvalues, falling, and at least as many of the first vectors as were asked for. */
export interface ComplexEigen {
  readonly values: Float64Array;
  readonly vectors: ComplexMatrix;
}

/** The eigenvalues and vectors of many Hermitian matrices, solved side by side. */
export function eigenOfEach(problems: readonly Eigenproblem[], engine: Engine): ComplexEigen[] {
  const complex = problems.flatMap(({ matrix: { re, im }, count }) =>
    im === undefined ? [] : [{ re, im, wanted: wantedOf(re.cols, count) }],
  );
  const found = engine.hermitianEigenOfEach(complex);
  let next = 0;
  return problems.map(({ matrix: { re, im }, count }) => {
    if (im === undefined) {
      const { values, vectors } = engine.symmetricEigen(re, wantedOf(re.cols, count));
      return { values, vectors: { re: vectors } };
    }
    const { values, re: x, im: y } = found[next++];
    return { values, vectors: { re: x, im: y } };
  });
}

/** The same of one. */
export function eigen(matrix: ComplexMatrix, engine: Engine, count = matrix.re.cols): ComplexEigen {
  return eigenOfEach([{ matrix, count }], engine)[0];
}

/** Fewer vectors take a second way to the values, which pays where they are few. */
function wantedOf(n: number, count: number): (() => number) | undefined {
  return 2 * count < n || n === 0 ? () => count : undefined;
}

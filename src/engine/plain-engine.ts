import { cholesky, solveTriangular } from './cholesky.js';
import type { Engine } from './engine.js';
import { hermitianEigen } from './hermitian-eigen.js';
import { absorb, pivotedQr } from './householder.js';
import { jacobiSingularValues, jacobiSvd } from './jacobi-svd.js';
import { jacobiSweep } from './jacobi-sweep.js';
import { crossProduct, product } from './products.js';
import { plainSpectralStream } from './spectral-plain.js';
import { symmetricEigen } from './symmetric-eigen.js';
import { gramCondition } from './triangular-condition.js';

const kernels = { pivotedQr, sweep: jacobiSweep };

/** Accurate kernels in plain loops, for machines without WebAssembly SIMD and as a second opinion. */
export const plainEngine: Engine = {
  name: 'plain',
  crossProduct,
  product,
  absorb,
  pivotedQr,
  symmetricEigen,
  hermitianEigen,
  hermitianEigenOfEach: (problems) => problems.map(({ re, im, wanted }) => hermitianEigen(re, im, wanted)),
  cholesky,
  gramConditions: (grams) => grams.map(gramCondition),
  solveTriangular,
  gradedSvd: (a) => jacobiSvd(a, kernels),
  svd: (a) => jacobiSvd(a, kernels),
  singularValues: (a) => jacobiSingularValues(a, kernels),
  singularValuesOfEach: (matrices) => matrices.map((a) => jacobiSingularValues(a, kernels)),
  spectralStream: plainSpectralStream,
};

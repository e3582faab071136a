import type { Engine } from './engine.js';
import { absorb, pivotedQr } from './householder.js';
import { jacobiSingularValues, jacobiSvd } from './jacobi-svd.js';
import { crossProduct, product } from './products.js';

/** The engine that is always there: accurate kernels in plain loops. */
export const plainEngine: Engine = {
  name: 'plain',
  crossProduct,
  product,
  absorb,
  pivotedQr,
  svd: jacobiSvd,
  singularValues: jacobiSingularValues,
};

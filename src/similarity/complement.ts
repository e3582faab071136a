import type { Engine } from '../engine/engine.js';
import { type Matrix, zeros } from '../engine/matrix.js';

/** An orthonormal basis of everything that is orthogonal to the orthonormal columns of `basis`: rows × (rows − cols). */
export function complement({ rows, cols, data }: Matrix, engine: Engine): Matrix {
  const missing = zeros(rows, rows - cols);
  for (let j = 0; j < missing.cols; j++) missing.data[j * rows + cols + j] = 1;
  return cols === 0 || missing.cols === 0 ? missing : engine.pivotedQr({ rows, cols, data }).applyQ(missing);
}

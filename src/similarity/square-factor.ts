import type { Engine } from '../engine/engine.js';
import { type Matrix, transpose, zeros } from '../engine/matrix.js';

/** Columns of the wide matrix that are taken in at a time. */
const COLUMNS = 4096;

/**
 * L, square and lower triangular, with A = L·Oᵀ and orthonormal columns in O, for an A that is wider than high: the QR of Aᵀ, one
 * part of A after the other. Its left singular vectors and singular values are those of A.
 */
export function squareFactor(a: Matrix, engine: Engine): Matrix {
  const r = zeros(a.rows, a.rows);
  for (let first = 0; first < a.cols; first += COLUMNS) {
    const cols = Math.min(COLUMNS, a.cols - first);
    const data = a.data.subarray(first * a.rows, (first + cols) * a.rows);
    engine.absorb(r, transpose({ rows: a.rows, cols, data }));
  }
  return transpose(r);
}

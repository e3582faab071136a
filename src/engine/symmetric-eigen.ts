import type { Engine } from './engine.js';
import { column, type Matrix, zeros } from './matrix.js';
import { powerOfTwo } from './power-of-two.js';
import { unitExponent } from './symmetric-scale.js';
import { type Tridiagonal, tridiagonalEigen } from './tridiagonal-eigen.js';
import { dot, norm, subtractMultiple } from './vectors.js';

const { max, sqrt } = Math;

/** See `Engine.symmetricEigen`: Householder reduction to a tridiagonal matrix, then QL iteration. */
export const symmetricEigen: Engine['symmetricEigen'] = (a, wanted) => {
  const exponent = unitExponent(a);
  const { reflectors, taus, ...tridiagonal } = tridiagonalise(lowerTriangle(a, powerOfTwo(-exponent)));
  const { values, vectors } = tridiagonalEigen(tridiagonal, { exponent, wanted });
  for (let j = taus.length - 1; j >= 0; j--) {
    const v = column(reflectors, j).subarray(j + 1);
    for (let c = 0; c < vectors.cols; c++) {
      const target = column(vectors, c).subarray(j + 1);
      subtractMultiple(target, taus[j] * dot(v, target), v);
    }
  }
  return { values, vectors };
};

/** The lower triangle times a factor, mirrored. */
function lowerTriangle({ rows: n, data }: Matrix, factor: number): Matrix {
  const out = zeros(n, n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) out.data[j * n + i] = out.data[i * n + j] = factor * data[j * n + i];
  }
  return out;
}

interface Reduced extends Tridiagonal {
  /** Column j holds the reflector I − tau·v·vᵀ number j, v from row j + 1 on. */
  readonly reflectors: Matrix;
  readonly taus: Float64Array;
}

function tridiagonalise(a: Matrix): Reduced {
  const n = a.rows;
  const [diagonal, offDiagonal, taus] = [new Float64Array(n), new Float64Array(n), new Float64Array(max(0, n - 1))];
  const w = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    diagonal[j] = a.data[j * n + j];
    if (j === n - 1) break;
    const v = column(a, j).subarray(j + 1);
    const length = norm(v);
    const tail = norm(v.subarray(1));
    offDiagonal[j] = tail === 0 ? v[0] : v[0] > 0 ? -length : length;
    if (tail === 0) continue;
    v[0] -= offDiagonal[j];
    const scale = sqrt(2) / norm(v);
    for (let i = 0; i < v.length; i++) v[i] *= scale;
    taus[j] = 1;
    const rest = w.subarray(j + 1);
    for (let c = j + 1; c < n; c++) w[c] = dot(column(a, c).subarray(j + 1), v);
    subtractMultiple(rest, 0.5 * dot(rest, v), v);
    for (let c = j + 1; c < n; c++) {
      const target = column(a, c).subarray(j + 1);
      subtractMultiple(target, v[c - j - 1], rest);
      subtractMultiple(target, w[c], v);
    }
  }
  return { diagonal, offDiagonal, reflectors: a, taus };
}

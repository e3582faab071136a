import type { Engine } from './engine.js';
import { column, identity, type Matrix, pickColumns, zeros } from './matrix.js';
import { powerOfTwo } from './power-of-two.js';
import { toUnitScale } from './symmetric-scale.js';
import { tridiagonalQl } from './tridiagonal-ql.js';
import { dot, norm, subtractMultiple } from './vectors.js';

const { max, min, sqrt } = Math;

/** See `Engine.symmetricEigen`: Householder reduction to a tridiagonal matrix, then QL iteration. */
export const symmetricEigen: Engine['symmetricEigen'] = (a, wanted) => {
  const n = a.rows;
  const { factor, exponent } = toUnitScale(a);
  const { diagonal, offDiagonal, reflectors, taus } = tridiagonalise(lowerTriangle(a, factor));
  const inUnits = (values: Float64Array) => values.map((value) => value * powerOfTwo(exponent));
  let count = n;
  if (wanted !== undefined) {
    const values = diagonal.slice();
    tridiagonalQl(values, offDiagonal.slice(), zeros(0, n));
    const falling = inUnits(values.sort().reverse());
    count = max(0, min(n, wanted(falling.slice())));
    if (count === 0) return { values: falling, vectors: zeros(n, 0) };
  }
  const basis = identity(n);
  tridiagonalQl(diagonal, offDiagonal, basis);
  const order = Int32Array.from(diagonal, (_, j) => j).sort((i, j) => diagonal[j] - diagonal[i] || i - j);
  const vectors = pickColumns(basis, order.subarray(0, count));
  for (let j = taus.length - 1; j >= 0; j--) {
    const v = column(reflectors, j).subarray(j + 1);
    for (let c = 0; c < count; c++) {
      const target = column(vectors, c).subarray(j + 1);
      subtractMultiple(target, taus[j] * dot(v, target), v);
    }
  }
  return { values: inUnits(Float64Array.from(order, (j) => diagonal[j])), vectors };
};

/** The lower triangle times a factor, mirrored. */
function lowerTriangle({ rows: n, data }: Matrix, factor: number): Matrix {
  const out = zeros(n, n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) out.data[j * n + i] = out.data[i * n + j] = factor * data[j * n + i];
  }
  return out;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** As long as the diagonal; the last one is 0. */
  readonly offDiagonal: Float64Array;
  /** Column j holds the reflector I − tau·v·vᵀ number j, v from row j + 1 on. */
  readonly reflectors: Matrix;
  readonly taus: Float64Array;
}

function tridiagonalise(a: Matrix): Tridiagonal {
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

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, padRows, scaled, zeros } from '../engine/matrix.js';
import { norm } from '../engine/vectors.js';
import { SvccaError } from '../errors.js';
import type { CondensedLayer } from './condense.js';
import { rankTolerance } from './rank-tolerance.js';
import { unitNeurons } from './unit-neurons.js';

const { min, sqrt } = Math;

/** How far 1/‖R⁻¹‖ must stay above the rank cut for a full rank to be certain without singular values. */
const CERTAINTY = 10;

/**
 * The SVD stage (METHODS §1): X = U·diag(λ)·Vᵀ of the centred layer over its numerical rank. Computed once
 * per dump; every comparison uses only this. U is orthonormal in the frame that its `condense` call shares.
 */
export interface Subspace {
  readonly name: string;
  readonly datapoints: number;
  readonly neurons: number;
  readonly rank: number;
  /** λ, falling, in units of 2^exponent. */
  readonly singularValues: Float64Array;
  readonly exponent: number;
  /** U: frame rows × rank. */
  readonly left: Matrix;
  /** V: neurons × rank. */
  readonly right: Matrix;
  readonly means: Float64Array;
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
  /** Ratio of the extreme singular values that the rank decision saw, neurons scaled to unit norm; ≥ the true ratio. */
  readonly condition: number;
}

/**
 * Reduces a layer to its subspace. The rank is decided on neurons scaled to unit norm, so that a neuron
 * on a scale of 1e-30 counts as much as any other and `cca` is invariant to the scale of single neurons;
 * dead neurons are left out, dependent ones fall to the rank cut.
 *
 * @throws SvccaError ('undefined') when no neuron of the layer varies.
 */
export function subspace(layer: CondensedLayer, { engine = defaultEngine }: { engine?: Engine } = {}): Subspace {
  const { neurons, datapoints } = layer;
  const { indices, matrix, units, exponent } = unitNeurons(layer);
  if (indices.length === 0) {
    throw new SvccaError('undefined', `${layer.name} has no variance: its ${neurons} neurons never change`, {
      hint: 'check that the right layer was dumped, on more than one input',
    });
  }
  const { basis, coordinates, condition } = columnSpace(matrix, { engine, datapoints, neurons });
  const { values, left, right } = engine.gradedSvd(scaled(coordinates, { right: units }));
  return {
    name: layer.name,
    datapoints,
    neurons,
    rank: values.length,
    singularValues: values,
    exponent,
    left: basis(left),
    right: scatterRows(right, indices, neurons),
    means: layer.means,
    deadNeurons: layer.deadNeurons,
    duplicateNeurons: layer.duplicateNeurons,
    condition,
  };
}

interface ColumnSpace {
  /** Maps coordinates (rank × k) to the frame (rows × k). */
  readonly basis: (coordinates: Matrix) => Matrix;
  /** rank × columns: the matrix in its own orthonormal basis. */
  readonly coordinates: Matrix;
  readonly condition: number;
}

/**
 * An orthonormal basis of the numerical column space of a matrix with unit columns, and the matrix in it.
 * A triangular factor that is plainly of full rank is taken as it is; otherwise its singular values decide.
 */
function columnSpace(
  matrix: Matrix,
  { engine, datapoints, neurons }: { engine: Engine; datapoints: number; neurons: number },
): ColumnSpace {
  const tolerance = rankTolerance({ datapoints, neurons });
  const { r, pivots, applyQ } = engine.pivotedQr(matrix);
  const bound = r.rows === r.cols && r.cols < datapoints ? norm(r.data) * inverseNorm(r) : Number.POSITIVE_INFINITY;
  if (bound * tolerance * CERTAINTY < 1) {
    return { basis: applyQ, coordinates: unpivoted(r, pivots), condition: bound };
  }
  const { values, left, right } = engine.gradedSvd(r);
  const significant = values.findIndex((value) => value <= values[0] * tolerance);
  const rank = min(significant < 0 ? values.length : significant, datapoints - 1);
  const kept = padRows(leadingColumns(left, rank), r.rows);
  return {
    basis: (coordinates) => applyQ(engine.product(kept, coordinates)),
    coordinates: unpivoted(diagonalTimesTransposed(values, right, rank), pivots),
    condition: values[0] / values[rank - 1],
  };
}

/** ‖R⁻¹‖_F of an upper triangular matrix; infinite when it is singular. */
function inverseNorm(r: Matrix): number {
  const n = r.cols;
  let sum = 0;
  const x = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    x.fill(0);
    x[j] = 1;
    for (let c = j; c >= 0; c--) {
      const value = x[c] / r.data[c * n + c];
      for (let i = 0; i < c; i++) x[i] -= value * r.data[c * n + i];
      sum += value * value;
    }
  }
  return Number.isFinite(sum) ? sqrt(sum) : Number.POSITIVE_INFINITY;
}

function unpivoted(a: Matrix, pivots: Int32Array): Matrix {
  const out = zeros(a.rows, a.cols);
  for (let j = 0; j < a.cols; j++) out.data.set(column(a, j), pivots[j] * a.rows);
  return out;
}

/** diag(values)·Vᵀ over the first `rank` columns of V (rank × V.rows). */
function diagonalTimesTransposed(values: Float64Array, v: Matrix, rank: number): Matrix {
  const out = zeros(rank, v.rows);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < v.rows; j++) out.data[j * rank + i] = values[i] * v.data[i * v.rows + j];
  }
  return out;
}

/** Rows of `a` put at `indices` of a taller matrix whose other rows are zero. */
function scatterRows(a: Matrix, indices: Int32Array, rows: number): Matrix {
  const out = zeros(rows, a.cols);
  for (let j = 0; j < a.cols; j++) {
    for (let i = 0; i < indices.length; i++) out.data[j * rows + indices[i]] = a.data[j * a.rows + i];
  }
  return out;
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, identity, leadingColumns, type Matrix, padRows, scaled, zeros } from '../engine/matrix.js';
import { triangularCondition } from '../engine/triangular-condition.js';
import type { CondensedLayer } from './condense.js';
import type { FilledLayer } from './filled-layer.js';
import { type Cut, DEFAULT_CUT, keptDirections } from './kept-directions.js';
import { NoVariance } from './no-variance.js';
import { rankTolerance } from './rank-tolerance.js';
import { singularDirections } from './singular-directions.js';
import { squareFactor } from './square-factor.js';
import { liveMatrix, type UnitNeurons, unitMatrix, unitNeurons } from './unit-neurons.js';

const { max, min } = Math;

/** How far an estimate of λ_n/λ₁ must stay above the rank cut for a full rank to be certain without singular values. */
const CERTAINTY = 10;

/** From so many datapoints or neurons on the rank cut is far above what rounding to eps·λ₁ leaves of a zero. */
const NORMWISE_FROM = 64;

/**
 * The SVD stage (METHODS §1): X = U·diag(λ)·Vᵀ of the centred layer over its numerical rank. Computed once
 * per dump; every comparison uses only this. U is given in
 * an orthonormal basis Q of the layer's column space.
 */
export interface Subspace {
  readonly name: string;
  readonly datapoints: number;
  readonly neurons: number;
  readonly rank: number;
  /** λ, falling, in units of 2^exponent. */
  readonly singularValues: Float64Array;
  readonly exponent: number;
  /** Q in the frame that the layers of one `condense` share (frame rows × rank); undefined where each has its own, Q. */
  readonly basis: Matrix | undefined;
  /** Whether Q is all of the frame that they share: its identity, and `basis` undefined. */
  readonly fills: boolean;
  /** QᵀX, rank × neurons, in units of 2^exponent; undefined for a layer that was never held. */
  readonly loadings: Matrix | undefined;
  /** The loadings times an orthonormal matrix: rank × rank. */
  readonly core: Matrix;
  /** The first columns of U in the basis Q: rank × at least as many as the cut keeps. */
  readonly left: Matrix;
  readonly means: Float64Array;
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
  /** Ratio of the extreme singular values that the rank decision saw, neurons scaled to unit norm; about the true ratio, or above it. */
  readonly condition: number;
}

export interface SubspaceOptions {
  readonly engine?: Engine;
  /** How many directions will be asked for; others may be left out. */
  readonly cut?: Cut;
}

/**
 * Reduces a layer to its subspace. The rank is decided on neurons scaled to unit norm, so that a neuron
 * on a scale of 1e-30 counts as much as any other and `cca` is invariant to the scale of single neurons;
 * dead neurons are left out, dependent ones fall to the rank cut.
 *
 * @throws SvccaError ('undefined') when no neuron of the layer varies.
 */
export function subspace(
  layer: CondensedLayer | FilledLayer,
  { engine = defaultEngine, cut = DEFAULT_CUT }: SubspaceOptions = {},
): Subspace {
  if ('core' in layer) return filledSubspace(layer);
  const { neurons, datapoints, name, means, deadNeurons, duplicateNeurons } = layer;
  const own = unitNeurons(layer);
  const { indices, exponent } = own;
  if (indices.length === 0) {
    throw new NoVariance(name, { neurons });
  }
  const about = { name, datapoints, neurons, exponent, means, deadNeurons, duplicateNeurons };
  const { live, basis, condition } = coordinatesOf(layer, own, engine);
  const rank = live.rows;
  const wanted = (singularValues: Float64Array) =>
    keptDirections({ name, datapoints, neurons, rank, singularValues }, cut);
  const { values: singularValues, left } = singularDirections(live, { engine, condition, wanted });
  const core = live.cols === rank ? live : scaled(left, { right: singularValues });
  const loadings = scatterColumns(live, indices, neurons);
  return { ...about, rank, singularValues, basis, fills: false, loadings, core, left, condition };
}

/** What is known already of a layer that fills the dimensions of the datapoints; its condition is that of the neurons as they are. */
function filledSubspace({ order, route, ...found }: FilledLayer): Subspace {
  const rank = found.datapoints - 1;
  const condition = found.singularValues[0] / found.singularValues[rank - 1];
  return { ...found, rank, basis: undefined, fills: true, loadings: undefined, condition };
}

/** The live neurons in an orthonormal basis of their column space (rank × live neurons), in the layer's unit. */
function coordinatesOf(layer: CondensedLayer, own: UnitNeurons, engine: Engine) {
  const { condition, datapoints, neurons } = layer;
  if (condition !== undefined) return { live: liveMatrix(layer, own), basis: undefined, condition };
  const space = columnSpace(unitMatrix(layer, own), { engine, datapoints, neurons });
  return { ...space, live: scaled(space.coordinates, { right: own.units }) };
}

interface ColumnSpace {
  /** Frame rows × rank. */
  readonly basis: Matrix;
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
  if (matrix.cols > matrix.rows && neurons >= NORMWISE_FROM)
    return wideColumnSpace(matrix, { engine, datapoints, tolerance });
  const { r, pivots, applyQ } = engine.pivotedQr(matrix);
  if (r.rows === r.cols && r.cols < datapoints) {
    const { condition } = triangularCondition(r);
    if (condition * tolerance * CERTAINTY < 1) {
      return { basis: applyQ(identity(r.rows)), coordinates: unpivoted(r, pivots), condition };
    }
  }
  const svd = max(datapoints, neurons) < NORMWISE_FROM ? engine.gradedSvd : engine.svd;
  const { values, left, right } = svd(r);
  const significant = values.findIndex((value) => value <= values[0] * tolerance);
  const rank = min(significant < 0 ? values.length : significant, datapoints - 1);
  return {
    basis: applyQ(padRows(leadingColumns(left, rank), r.rows)),
    coordinates: unpivoted(diagonalTimesTransposed(values, right, rank), pivots),
    condition: values[0] / values[rank - 1],
  };
}

/** The same for more columns than rows, by their square factor. */
function wideColumnSpace(
  matrix: Matrix,
  { engine, datapoints, tolerance }: { engine: Engine; datapoints: number; tolerance: number },
): ColumnSpace {
  const { values, left } = engine.svd(squareFactor(matrix, engine));
  const significant = values.findIndex((value) => value <= values[0] * tolerance);
  const rank = min(significant < 0 ? values.length : significant, datapoints - 1);
  const basis = leadingColumns(left, rank);
  return { basis, coordinates: engine.crossProduct(basis, matrix), condition: values[0] / values[rank - 1] };
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

/** Columns of `a` put at `indices` of a wider matrix whose other columns are zero. */
function scatterColumns(a: Matrix, indices: Int32Array, cols: number): Matrix {
  if (indices.length === cols) return a;
  const out = zeros(a.rows, cols);
  for (let c = 0; c < indices.length; c++) out.data.set(column(a, c), indices[c] * a.rows);
  return out;
}

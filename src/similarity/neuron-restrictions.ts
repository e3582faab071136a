import {
  column,
  columnsBetween,
  identity,
  leadingColumns,
  type Matrix,
  pickColumns,
  rowsBetween,
  scaled,
  transpose,
  zeros,
} from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { columnSquares, total } from './column-squares.js';
import { complement } from './complement.js';
import type { Making } from './direction-restrictions.js';
import { nestedBasis } from './nested-basis.js';
import { rankTolerance } from './rank-tolerance.js';
import { type Restriction, relativeTails } from './restriction.js';
import type { Subspace } from './svd.js';

const { abs, sqrt } = Math;

/** Which neurons are kept first, and how many at most. */
export interface NeuronMaking extends Making {
  readonly order: Int32Array;
}

/**
 * A layer restricted to its first k neurons in the given order, all others refitted from them by least squares: X̂ is X projected onto the span of
 * the kept neurons over the datapoints. A neuron that depends on those before it adds nothing.
 */
export function refittedNeurons(space: Subspace, making: NeuronMaking): Restriction {
  const { most, engine } = making;
  const loadings = space.loadings as Matrix;
  const { taken, reach, tails, triangle, decoder } = throughQr(space, making) ?? throughBasis(space, making);
  const residuals = new Float64Array(most + 1);
  const all = relativeTails(tails.squares, { rest: tails.rest, total: total(columnSquares(loadings)) });
  for (let k = 0; k <= most; k++) residuals[k] = all[k === 0 ? 0 : reach[k - 1]];
  return {
    residuals,
    map() {
      const inverse = engine.solveTriangular(triangle(), identity(taken.length), { transposed: false });
      const unit = powerOfTwo(space.exponent);
      const transform = scaled(inverse, { right: new Float64Array(taken.length).fill(1 / unit) });
      const decoding = scaled(decoder(), { right: new Float64Array(taken.length).fill(unit) });
      return {
        encode: (centred) => engine.product(neuronsAsColumns(centred, taken), transform),
        outputs: (weights) => engine.crossProduct(decoding, weights),
        through(outputs, first) {
          const part = engine.product(columnsBetween(transform, first, first + outputs.rows), outputs);
          return atRows(part, taken, space.neurons);
        },
        aboutMeans: true,
        reach,
      };
    },
  };
}

/** Neurons made orthonormal one after the other. */
interface OrthonormalNeurons {
  /** Those that add a direction. */
  readonly taken: Int32Array;
  /** How many directions the first neurons have. */
  readonly reach: Int32Array;
  /** What each direction explains, and what all of them leave. */
  readonly tails: { readonly squares: Float64Array; readonly rest: number };
  /** R: the neurons taken are the orthonormal directions times R. */
  triangle(): Matrix;
  /** What the directions add to each neuron: neurons × directions. */
  decoder(): Matrix;
}

/** By Householder QR of all live neurons; undefined where they are far more than the rank, or one of them depends on those before it. */
function throughQr(space: Subspace, { order, most, engine }: NeuronMaking): OrthonormalNeurons | undefined {
  const loadings = space.loadings as Matrix;
  const lengths = columnSquares(loadings);
  const live = order.filter((j) => lengths[j] > 0);
  if (live.length > space.rank) return undefined;
  const r = zeros(live.length, live.length);
  engine.absorb(r, pickColumns(loadings, live));
  const tolerance = rankTolerance(space);
  for (let j = 0; j < live.length; j++) {
    if (!(abs(r.data[j * r.rows + j]) > tolerance * sqrt(lengths[live[j]]))) return undefined;
  }
  const reach = new Int32Array(most);
  for (let j = 0, count = 0; j < most; j++) {
    if (lengths[order[j]] > 0) count++;
    reach[j] = count;
  }
  const count = most === 0 ? 0 : reach[most - 1];
  const taken = live.slice(0, count);
  const rows = transpose(r);
  const squares = columnSquares(rows);
  return {
    taken,
    reach,
    tails: { squares: squares.slice(0, count), rest: total(squares.subarray(count)) },
    triangle: () => rowsBetween(leadingColumns(r, count), 0, count),
    decoder: () => atRows(leadingColumns(rows, count), live, space.neurons),
  };
}

/** By Gram–Schmidt, whatever they are. */
function throughBasis(space: Subspace, { order, most, engine }: NeuronMaking): OrthonormalNeurons {
  const loadings = space.loadings as Matrix;
  const first = pickColumns(loadings, order.subarray(0, most));
  const { basis, reach } = nestedBasis(first, { engine, tolerance: rankTolerance(space) });
  const decoder = engine.crossProduct(loadings, basis);
  const missing = complement(basis, engine);
  const rest = missing.cols === 0 ? 0 : total(columnSquares(engine.crossProduct(loadings, missing)));
  const taken = order.subarray(0, most).filter((_, j) => reach[j] > (reach[j - 1] ?? 0));
  return {
    taken,
    reach,
    tails: { squares: columnSquares(decoder), rest },
    triangle: () => upperTriangle(engine.crossProduct(basis, pickColumns(loadings, taken))),
    decoder: () => decoder,
  };
}

/** The same with all other neurons set to zero: not to their means, as a unit that is cut out gives zero. */
export function zeroedNeurons(space: Subspace, { order, most }: NeuronMaking): Restriction {
  const loadings = space.loadings as Matrix;
  const centred = columnSquares(loadings);
  const squares = new Float64Array(order.length);
  const unit = powerOfTwo(-space.exponent);
  for (let j = 0; j < order.length; j++) {
    const mean = space.means[order[j]] * unit;
    squares[j] = centred[order[j]] + space.datapoints * mean * mean;
  }
  const first = order.slice(0, most);
  return {
    residuals: relativeTails(squares, { total: total(centred) }).slice(0, most + 1),
    map: () => ({
      encode(about) {
        const features = neuronsAsColumns(about, first);
        for (let j = 0; j < first.length; j++) {
          const values = column(features, j);
          for (let i = 0; i < values.length; i++) values[i] += space.means[first[j]];
        }
        return features;
      },
      outputs: (weights) => rowsOf(weights, first),
      through: (outputs, from) => atRows(outputs, first.subarray(from, from + outputs.rows), space.neurons),
      aboutMeans: false,
    }),
  };
}

/** R of columns that are a basis times R: what rounding left below the diagonal is nothing. */
function upperTriangle(a: Matrix): Matrix {
  for (let j = 0; j < a.cols; j++) column(a, j).fill(0, j + 1);
  return a;
}

/** Some rows of neurons × datapoints as columns. */
function neuronsAsColumns({ rows, cols, data }: Matrix, neurons: Int32Array): Matrix {
  const out = zeros(cols, neurons.length);
  for (let j = 0; j < neurons.length; j++) {
    const target = column(out, j);
    for (let i = 0; i < cols; i++) target[i] = data[i * rows + neurons[j]];
  }
  return out;
}

function rowsOf({ rows, cols, data }: Matrix, indices: Int32Array): Matrix {
  const out = zeros(indices.length, cols);
  for (let c = 0; c < cols; c++) {
    for (let i = 0; i < indices.length; i++) out.data[c * indices.length + i] = data[c * rows + indices[i]];
  }
  return out;
}

/** The rows of a matrix at the given places of a higher one whose other rows are zero. */
function atRows(a: Matrix, places: Int32Array, rows: number): Matrix {
  const out = zeros(rows, a.cols);
  for (let j = 0; j < a.cols; j++) {
    const [from, to] = [column(a, j), column(out, j)];
    for (let i = 0; i < from.length; i++) to[places[i]] = from[i];
  }
  return out;
}

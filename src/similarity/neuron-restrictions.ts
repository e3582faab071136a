import { column, identity, type Matrix, pickColumns, scaled, zeros } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { columnSquares, total } from './column-squares.js';
import { complement } from './complement.js';
import type { Making } from './direction-restrictions.js';
import { nestedBasis } from './nested-basis.js';
import { rankTolerance } from './rank-tolerance.js';
import { type Restriction, relativeTails } from './restriction.js';
import type { Subspace } from './svd.js';

/** Which neurons are kept first, and how many at most. */
export interface NeuronMaking extends Making {
  readonly order: Int32Array;
}

/**
 * A layer restricted to its first k neurons in the given order, all others refitted from them by least squares: X̂ is X projected onto the span of
 * the kept neurons over the datapoints. A neuron that depends on those before it adds nothing.
 */
export function refittedNeurons(space: Subspace, { order, most, engine }: NeuronMaking): Restriction {
  const loadings = space.loadings as Matrix;
  const { basis, reach } = nestedBasis(pickColumns(loadings, order.subarray(0, most)), {
    engine,
    tolerance: rankTolerance(space),
  });
  const decoder = engine.crossProduct(loadings, basis);
  const squares = columnSquares(decoder);
  const rest =
    basis.cols === basis.rows ? 0 : total(columnSquares(engine.crossProduct(complement(basis, engine), loadings)));
  const tails = relativeTails(squares, { rest, total: total(columnSquares(loadings)) });
  const residuals = new Float64Array(most + 1);
  for (let k = 0; k <= most; k++) residuals[k] = tails[k === 0 ? 0 : reach[k - 1]];
  return {
    residuals,
    map() {
      const taken = independent(order, reach);
      const triangle = upperTriangle(engine.crossProduct(basis, pickColumns(loadings, taken)));
      const inverse = engine.solveTriangular(triangle, identity(taken.length), { transposed: false });
      const unit = powerOfTwo(space.exponent);
      const transform = scaled(inverse, { right: new Float64Array(taken.length).fill(1 / unit) });
      const decoding = scaled(decoder, { right: new Float64Array(taken.length).fill(unit) });
      return {
        encode: (centred) => engine.product(neuronsAsColumns(centred, taken), transform),
        outputs: (weights) => engine.crossProduct(decoding, weights),
        aboutMeans: true,
        reach,
      };
    },
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
      aboutMeans: false,
    }),
  };
}

/** The neurons that add a direction to those before them. */
function independent(order: Int32Array, reach: Int32Array): Int32Array {
  const taken: number[] = [];
  for (let j = 0; j < reach.length; j++) if (reach[j] > (reach[j - 1] ?? 0)) taken.push(order[j]);
  return Int32Array.from(taken);
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

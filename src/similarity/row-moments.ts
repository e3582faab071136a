import { column, type Matrix } from '../engine/matrix.js';
import { binaryExponent, powerOfTwo } from '../engine/power-of-two.js';
import { dot } from '../engine/vectors.js';
import type { NeuronStatistics } from './centre.js';

const { max } = Math;

/**
 * Moments of the squared row norms a = ‖xᵢ − μ‖² of every layer, which debiased CKA needs and no Gram
 * matrix of neurons holds. Layer k is in units of 2^exponents[k], the largest of its live neurons' units:
 * that of a huge constant would drown the others.
 */
export interface RowMoments {
  readonly widths: readonly number[];
  readonly exponents: readonly number[];
  /** Σᵢ aᵢ of layer k. */
  readonly sums: readonly number[];
  /** Σᵢ aᵢbᵢ for layers k and l. */
  readonly products: readonly (readonly number[])[];
  /** Σᵢ aᵢ(yᵢ − ν) for the norms of layer k and the neurons of layer l. */
  readonly leans: readonly (readonly Float64Array[])[];
}

/** The unit of a layer none of whose neurons has varied yet. */
const SMALLEST_EXPONENT = binaryExponent(0);

/** Some datapoints: their centred neurons as columns (or any rotation of them) and their moments about their own means. */
interface Part {
  readonly moments: RowMoments;
  readonly matrix: Matrix;
  readonly count: number;
}

export function newRowMoments(widths: readonly number[]): RowMoments {
  return {
    widths,
    exponents: widths.map(() => Number.NEGATIVE_INFINITY),
    sums: widths.map(() => 0),
    products: widths.map(() => widths.map(() => 0)),
    leans: widths.map(() => widths.map((width) => new Float64Array(width))),
  };
}

/**
 * The moments of `seen` earlier datapoints and a centred block together, about the mean of all of them:
 * both parts are moved to the common mean, `statistics.step` away from each other, and added.
 */
export function joinMoments(
  earlier: { moments: RowMoments; frame: Matrix; seen: number },
  { block, rows }: { block: Matrix; rows: number },
  statistics: NeuronStatistics,
): RowMoments {
  const units = neuronUnits(earlier.moments.widths, statistics);
  const own = { moments: blockMoments(block, units), matrix: block, count: rows };
  if (earlier.seen === 0) return own.moments;
  const before = { moments: rescaled(earlier.moments, units.exponents), matrix: earlier.frame, count: earlier.seen };
  const share = rows / (earlier.seen + rows);
  return added(
    moved(before, units, { step: statistics.step, share }),
    moved(own, units, { step: statistics.step, share: share - 1 }),
  );
}

interface Units {
  readonly widths: readonly number[];
  readonly exponents: readonly number[];
  readonly firsts: readonly number[];
  /** 2^(neuron's exponent − its layer's exponent) for every neuron of every layer; 0 for a dead one. */
  readonly factors: Float64Array;
}

function neuronUnits(widths: readonly number[], { exponents, live }: NeuronStatistics): Units {
  const firsts = widths.map((_, k) => widths.slice(0, k).reduce((sum, width) => sum + width, 0));
  const layerExponents = widths.map((width, k) =>
    exponents
      .subarray(firsts[k], firsts[k] + width)
      .reduce((largest, e, j) => (live[firsts[k] + j] ? max(largest, e) : largest), SMALLEST_EXPONENT),
  );
  const factors = new Float64Array(exponents.length);
  widths.forEach((width, k) => {
    for (let j = firsts[k]; j < firsts[k] + width; j++) {
      factors[j] = live[j] ? powerOfTwo(exponents[j] - layerExponents[k]) : 0;
    }
  });
  return { widths, exponents: layerExponents, firsts, factors };
}

function blockMoments(block: Matrix, { widths, exponents, firsts, factors }: Units): RowMoments {
  const norms = widths.map((width, k) => {
    const squares = new Float64Array(block.rows);
    for (let j = firsts[k]; j < firsts[k] + width; j++) {
      const neuron = column(block, j);
      for (let i = 0; i < squares.length; i++) squares[i] += (neuron[i] * factors[j]) ** 2;
    }
    return squares;
  });
  return {
    widths,
    exponents,
    sums: norms.map((a) => a.reduce((sum, value) => sum + value, 0)),
    products: norms.map((a) => norms.map((b) => dot(a, b))),
    leans: norms.map((a) =>
      widths.map((width, l) =>
        Float64Array.from({ length: width }, (_, j) => factors[firsts[l] + j] * dot(a, column(block, firsts[l] + j))),
      ),
    ),
  };
}

/** The same datapoints about a centre that lies share · step beyond their own mean. */
function moved(
  { moments, matrix, count }: Part,
  { widths, firsts, factors }: Units,
  { step, share }: { step: Float64Array; share: number },
): RowMoments {
  const shifts = widths.map((width, k) =>
    Float64Array.from({ length: width }, (_, j) => share * step[firsts[k] + j] * factors[firsts[k] + j]),
  );
  const squares = shifts.map((shift) => dot(shift, shift));
  const along = widths.map((width, k) => {
    const sum = new Float64Array(matrix.rows);
    for (let j = 0; j < width; j++) {
      const weight = factors[firsts[k] + j] * shifts[k][j];
      const neuron = column(matrix, firsts[k] + j);
      for (let i = 0; i < sum.length; i++) sum[i] += weight * neuron[i];
    }
    return sum;
  });
  const { sums, products, leans } = moments;
  return {
    ...moments,
    sums: sums.map((sum, k) => sum + count * squares[k]),
    products: products.map((row, k) =>
      row.map(
        (product, l) =>
          product -
          2 * (dot(leans[k][l], shifts[l]) + dot(leans[l][k], shifts[k])) +
          4 * dot(along[k], along[l]) +
          squares[l] * sums[k] +
          squares[k] * sums[l] +
          count * squares[k] * squares[l],
      ),
    ),
    leans: leans.map((row, k) =>
      row.map((lean, l) =>
        lean.map((value, j) => {
          const neuron = column(matrix, firsts[l] + j);
          const turned = 2 * factors[firsts[l] + j] * dot(along[k], neuron);
          return value - turned - shifts[l][j] * (sums[k] + count * squares[k]);
        }),
      ),
    ),
  };
}

function added(a: RowMoments, b: RowMoments): RowMoments {
  return {
    ...a,
    sums: a.sums.map((sum, k) => sum + b.sums[k]),
    products: a.products.map((row, k) => row.map((product, l) => product + b.products[k][l])),
    leans: a.leans.map((row, k) => row.map((lean, l) => lean.map((value, j) => value + b.leans[k][l][j]))),
  };
}

/** The same moments in larger units, exactly. */
function rescaled(moments: RowMoments, exponents: readonly number[]): RowMoments {
  const factor = exponents.map((exponent, k) => powerOfTwo(moments.exponents[k] - exponent));
  return {
    ...moments,
    exponents,
    sums: moments.sums.map((sum, k) => sum * factor[k] ** 2),
    products: moments.products.map((row, k) => row.map((product, l) => product * factor[k] ** 2 * factor[l] ** 2)),
    leans: moments.leans.map((row, k) => row.map((lean, l) => lean.map((value) => value * factor[k] ** 2 * factor[l]))),
  };
}

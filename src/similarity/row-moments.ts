import { binaryExponent, powerOfTwo } from '../engine/power-of-two.js';
import { dot } from '../engine/vectors.js';
import type { NeuronStatistics } from './centre.js';

const { max } = Math;

/**
 * Moments of the squared row norms a = ‖xᵢ − μ‖² of every layer, which debiased CKA needs and no Gram
 * matrix of neurons holds. Layer k is in units of 2^exponents[k], the largest of its live neurons' units:
 * that of a huge constant would drown the others.
 */
export interface JoinedMoments {
  readonly exponents: readonly number[];
  /** Σᵢ aᵢ of layer k. */
  readonly sums: readonly number[];
  /** Σᵢ aᵢbᵢ for layers k and l. */
  readonly products: readonly (readonly number[])[];
}

/** The same with what it takes to add more datapoints. */
export interface RowMoments extends JoinedMoments {
  readonly widths: readonly number[];
  /** Σᵢ aᵢ(yᵢ − ν) for the norms of layer k and the neurons of layer l. */
  readonly leans: readonly (readonly Float64Array[])[];
}

/** The unit of a layer none of whose neurons has varied yet. */
const SMALLEST_EXPONENT = binaryExponent(0);

/**
 * Sums over the centred rows of some datapoints. For each layer k there are two vectors over the rows: the squared norms
 * Σ(x·unit)² of its part of a row, and the levers Σ x·lever.
 */
export interface LayerSums {
  /** Inner products of the vectors of any two layers. */
  readonly products: readonly (readonly number[])[];
  /** Inner products of each layer's vector with every neuron. */
  readonly dots: readonly Float64Array[];
}

export interface BlockSums {
  /** Σ over the rows of the squared norms of each layer. */
  readonly totals: readonly number[];
  readonly norms: LayerSums;
  readonly levers: LayerSums;
}

/** The datapoints before a block: their moments, and how to lever them. */
export interface Earlier {
  readonly moments: RowMoments;
  readonly seen: number;
  levers(weights: Float64Array): LayerSums;
}

/** A block of datapoints, centred by its own mean. */
export interface OwnBlock {
  readonly rows: number;
  sums(weights: { unit: Float64Array; lever: Float64Array }): BlockSums;
}

/** The squared norms of the centred rows of a layer, in units of 4^exponent. */
export interface RowSquares {
  readonly squares: Float64Array;
  readonly exponent: number;
}

/** The moments of layers whose row norms are all known. */
export function momentsOfRows(layers: readonly RowSquares[]): JoinedMoments {
  return {
    exponents: layers.map(({ exponent }) => exponent),
    sums: layers.map(({ squares }) => squares.reduce((sum, square) => sum + square, 0)),
    products: layers.map((a) => layers.map((b) => dot(a.squares, b.squares))),
  };
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
 * The moments of the earlier datapoints and of a block together, about the mean of all of them: both parts are moved to
 * the common mean, `statistics.step` away from each other, and added. The earlier ones are asked first.
 */
export function joinMoments(earlier: Earlier, block: OwnBlock, statistics: NeuronStatistics): RowMoments {
  const units = neuronUnits(earlier.moments.widths, statistics);
  const share = block.rows / (earlier.seen + block.rows);
  const toMean = shiftOf(units, statistics.step, share);
  const back = shiftOf(units, statistics.step, share - 1);
  const before = earlier.seen === 0 ? undefined : earlier.levers(toMean.levers);
  const own = block.sums({ unit: units.factors, lever: back.levers });
  const moments = blockMoments(own, units);
  if (before === undefined) return moments;
  return added(
    moved({ moments: rescaled(earlier.moments, units.exponents), levers: before, count: earlier.seen }, units, toMean),
    moved({ moments, levers: own.levers, count: block.rows }, units, back),
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

function blockMoments({ totals, norms }: BlockSums, { widths, exponents, firsts, factors }: Units): RowMoments {
  return {
    widths,
    exponents,
    sums: totals,
    products: norms.products,
    leans: norms.dots.map((dots) =>
      widths.map((width, l) => filled(width, (j) => factors[firsts[l] + j] * dots[firsts[l] + j])),
    ),
  };
}

/** How far the centre moves: for each layer's neurons in the layer's unit, and as weights of the neurons' own units. */
interface Shift {
  readonly shifts: readonly Float64Array[];
  readonly levers: Float64Array;
}

function shiftOf({ widths, firsts, factors }: Units, step: Float64Array, share: number): Shift {
  return {
    shifts: widths.map((width, k) => filled(width, (j) => share * step[firsts[k] + j] * factors[firsts[k] + j])),
    levers: filled(factors.length, (j) => factors[j] * (share * step[j] * factors[j])),
  };
}

/** Some datapoints: their moments about their own mean and their levers by the shift. */
interface Part {
  readonly moments: RowMoments;
  readonly levers: LayerSums;
  readonly count: number;
}

/** The same datapoints about a centre that lies a shift beyond their own mean. */
function moved({ moments, levers, count }: Part, { firsts, factors }: Units, { shifts }: Shift): RowMoments {
  const squares = shifts.map((shift) => dot(shift, shift));
  const { sums, products, leans } = moments;
  return {
    ...moments,
    sums: sums.map((sum, k) => sum + count * squares[k]),
    products: products.map((row, k) =>
      row.map(
        (product, l) =>
          product -
          2 * (dot(leans[k][l], shifts[l]) + dot(leans[l][k], shifts[k])) +
          4 * levers.products[k][l] +
          squares[l] * sums[k] +
          squares[k] * sums[l] +
          count * squares[k] * squares[l],
      ),
    ),
    leans: leans.map((row, k) =>
      row.map((lean, l) => {
        const total = sums[k] + count * squares[k];
        return filled(lean.length, (j) => {
          const turned = 2 * factors[firsts[l] + j] * levers.dots[k][firsts[l] + j];
          return lean[j] - turned - shifts[l][j] * total;
        });
      }),
    ),
  };
}

function added(a: RowMoments, b: RowMoments): RowMoments {
  return {
    ...a,
    sums: a.sums.map((sum, k) => sum + b.sums[k]),
    products: a.products.map((row, k) => row.map((product, l) => product + b.products[k][l])),
    leans: a.leans.map((row, k) => row.map((lean, l) => filled(lean.length, (j) => lean[j] + b.leans[k][l][j]))),
  };
}

/** The same moments in larger units, exactly. */
function rescaled(moments: RowMoments, exponents: readonly number[]): RowMoments {
  if (exponents.every((exponent, k) => exponent === moments.exponents[k])) return moments;
  const factor = exponents.map((exponent, k) => powerOfTwo(moments.exponents[k] - exponent));
  return {
    ...moments,
    exponents,
    sums: moments.sums.map((sum, k) => sum * factor[k] ** 2),
    products: moments.products.map((row, k) => row.map((product, l) => product * factor[k] ** 2 * factor[l] ** 2)),
    leans: moments.leans.map((row, k) => row.map((lean, l) => lean.map((value) => value * factor[k] ** 2 * factor[l]))),
  };
}

/** The numbers of a function, in a plain loop: `map` and `from` box every one of them, block after block. */
function filled(length: number, value: (j: number) => number): Float64Array {
  const out = new Float64Array(length);
  for (let j = 0; j < length; j++) out[j] = value(j);
  return out;
}

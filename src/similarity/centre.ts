import { column, largestMagnitude, type Matrix } from '../engine/matrix.js';
import { binaryExponent, powerOfTwo } from '../engine/power-of-two.js';

const { imul } = Math;

/**
 * A unit that was too small by up to so many powers of two stays: scaling by them is exact either way, and a sum that has to be rescaled is
 * read and written whole.
 */
const HEADROOM = 32;
/** The unit of a neuron that has had nothing but zeros. */
const NO_UNIT = binaryExponent(0);

/** The word that holds nothing but a sign. */
const SIGN = 1 << 31;

/** What is known of every neuron over the datapoints read so far; means and steps in units of 2^exponents[j]. */
export interface NeuronStatistics {
  /** About the binary exponent of the neuron's largest magnitude (see HEADROOM): dividing by it can neither overflow nor round. */
  readonly exponents: Int32Array;
  /** The running mean is `mean + rest`, to twice the precision of a double. */
  readonly mean: Float64Array;
  readonly rest: Float64Array;
  /** The last block's mean minus the mean of all blocks before it. */
  readonly step: Float64Array;
  /** 1 for a neuron that has had two different values. */
  readonly live: Uint8Array;
  /** Two independent 32-bit hashes of the neuron's values in order. */
  readonly hashes: readonly [Uint32Array, Uint32Array];
}

export function newNeuronStatistics(neurons: number): NeuronStatistics {
  return {
    exponents: new Int32Array(neurons).fill(NO_UNIT),
    mean: new Float64Array(neurons),
    rest: new Float64Array(neurons),
    step: new Float64Array(neurons),
    live: new Uint8Array(neurons),
    hashes: [new Uint32Array(neurons), new Uint32Array(neurons)],
  };
}

/** A block's own mean of a neuron, in the neuron's unit: `mean + rest`, and whether all its values are the same. */
export interface BlockMean {
  readonly mean: number;
  readonly rest: number;
  readonly constant: boolean;
}

/**
 * Makes the neuron's unit fit a value as large as this; the factor by which anything kept in the old unit has to be
 * multiplied, exactly.
 */
export function raiseUnit({ exponents, mean, rest }: NeuronStatistics, j: number, largest: number): number {
  const exponent = binaryExponent(largest);
  const fits = exponents[j] === NO_UNIT ? NO_UNIT : exponents[j] + HEADROOM;
  if (exponent <= fits) return 1;
  const shrink = powerOfTwo(exponents[j] - exponent);
  mean[j] *= shrink;
  rest[j] *= shrink;
  exponents[j] = exponent;
  return shrink;
}

/** Folds the mean of a block of `rows` datapoints after `seen` others into the running one, leaving their distance in `step`. */
export function joinMean(
  statistics: NeuronStatistics,
  j: number,
  own: BlockMean,
  { rows, seen }: { rows: number; seen: number },
): void {
  const { mean, rest, step, live } = statistics;
  step[j] = seen === 0 ? 0 : own.mean - mean[j] + (own.rest - rest[j]);
  if (!own.constant || step[j] !== 0) live[j] = 1;
  if (seen === 0) {
    mean[j] = own.mean;
    rest[j] = own.rest;
  } else addToMean(statistics, j, (step[j] * rows) / (seen + rows));
}

/**
 * Centres the first `rows` of a neuron's block in place by the block's own mean, in units of
 * 2^exponents[j], and folds that mean into the running one. A constant neuron becomes exactly zero.
 * When the unit grows, what `frame` holds of the neuron is rescaled, exactly.
 */
export function centreNeuron(
  statistics: NeuronStatistics,
  j: number,
  { values, rows, seen, frame }: { values: Float64Array; rows: number; seen: number; frame: Matrix },
): void {
  const block = values.subarray(0, rows);
  hashValues(statistics, j, block);
  const shrink = raiseUnit(statistics, j, largestMagnitude(block));
  if (shrink !== 1) {
    const kept = column(frame, j);
    for (let i = 0; i < kept.length; i++) kept[i] *= shrink;
  }
  joinMean(statistics, j, subtractMean(block, powerOfTwo(-statistics.exponents[j])), { rows, seen });
}

/** Scales the values and subtracts their mean, and then the mean of what rounding left of it. */
function subtractMean(values: Float64Array, scale: number): BlockMean {
  const constant = values.every((value) => value === values[0]);
  for (let i = 0; i < values.length; i++) values[i] *= scale;
  const mean = constant ? values[0] : average(values);
  for (let i = 0; i < values.length; i++) values[i] -= mean;
  const rest = constant ? 0 : average(values);
  for (let i = 0; i < values.length; i++) values[i] -= rest;
  return { mean, rest, constant };
}

function average(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** mean + rest + amount without losing the low half (Knuth's two-sum). */
function addToMean({ mean, rest }: NeuronStatistics, j: number, amount: number): void {
  const sum = mean[j] + amount;
  const part = sum - mean[j];
  rest[j] += mean[j] - (sum - part) + (amount - part);
  mean[j] = sum;
}

/** The means of all neurons in the dump's own units. */
export function neuronMeans({ exponents, mean, rest }: NeuronStatistics): Float64Array {
  return mean.map((value, j) => (value + rest[j]) * powerOfTwo(exponents[j]));
}

function hashValues(statistics: NeuronStatistics, j: number, values: Float64Array): void {
  hashWords(
    statistics,
    j,
    values.map((value) => value + 0),
  );
}

/** Goes on hashing the neuron's values as they are stored, with one zero for the two that there are. */
export function hashWords(
  { hashes: [first, second] }: NeuronStatistics,
  j: number,
  values: Float32Array | Float64Array,
): void {
  const perValue = values.BYTES_PER_ELEMENT / 4;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * perValue);
  let a = first[j];
  let b = second[j];
  for (let i = 0; i < words.length; i++) {
    let word = words[i];
    // What may be the sign of a zero: rare enough to be looked up.
    if (word === SIGN && values[(i / perValue) | 0] === 0) word = 0;
    a = imul(a ^ word, 0x01000193);
    b = imul((b << 13) | (b >>> 19), 5) + (word ^ 0x5bd1e995);
    b = imul(b, 0x9e3779b1);
    a ^= a >>> 15;
  }
  first[j] = a;
  second[j] = b;
}

/** For each neuron, a text that is another one's where both have the same activations on every datapoint. */
export function neuronHashes({ hashes: [first, second] }: NeuronStatistics): string[] {
  return Array.from(first, (hash, j) => `${hash}:${second[j]}`);
}

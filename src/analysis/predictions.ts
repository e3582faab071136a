import type { Engine } from '../engine/engine.js';
import { besides, column, columnsBetween, type Matrix, rowsBetween, transpose, zeros } from '../engine/matrix.js';
import type { Activations } from '../similarity/activations.js';
import type { FeatureMap } from '../similarity/restriction.js';
import type { NextLayer } from './next-layer.js';

const { floor, max, min } = Math;

/** Values of a block of datapoints: 8 MB as doubles. */
const BLOCK_VALUES = 2 ** 20;
const SMALLEST_BLOCK = 64;

/** A restricted layer whose next layer's outputs are looked at for some numbers of dimensions. */
export interface Candidate {
  readonly map: FeatureMap;
  /** Rising; 0 is the layer without any dimension. */
  readonly k: readonly number[];
  /** After the restriction, only these neurons are kept, the others set to zero; all, where they are not given. */
  readonly neurons?: Int32Array;
}

/** Of some datapoints, how many the next layer's largest output is right about, and agrees with that of the unrestricted layer about. */
export interface Hits {
  /** For each k. */
  readonly right: Float64Array;
  readonly agreeing: Float64Array;
}

export interface Predicted {
  /** The unrestricted layer's own hits. */
  readonly right: number;
  /** Of each candidate. */
  readonly candidates: readonly Hits[];
}

/**
 * Reads a layer once and counts for every candidate and every k how often the next layer's largest output is the label's, and that of the
 * unrestricted layer; of equal outputs the first one counts. Without labels nothing is right.
 */
export async function predictions(
  layer: Activations,
  candidates: readonly Candidate[],
  {
    next,
    labels,
    means,
    engine,
    onProgress,
  }: {
    next: NextLayer;
    labels: Int32Array | undefined;
    means: Float64Array;
    engine: Engine;
    onProgress?: ((datapoints: number) => void) | undefined;
  },
): Promise<Predicted> {
  const weights = transpose(next.weights);
  const readers = candidates.map((candidate) => readerOf(candidate, { next, weights, means, engine }));
  const joined = besides([zeros(layer.neurons, 0), ...readers.flatMap((reader) => reader.weights ?? [])]);
  const whole = offset(weights, { means, bias: next.bias, engine });
  const { neurons } = layer;
  let right = 0;
  for await (const { start, rows, values } of layer.blocks(max(SMALLEST_BLOCK, floor(BLOCK_VALUES / neurons)))) {
    const centred = zeros(neurons, rows);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < neurons; j++) centred.data[i * neurons + j] = values[i * neurons + j] - means[j];
    }
    const truth = labels?.subarray(start, start + rows);
    const own = largest(added(engine.crossProduct(centred, weights), whole));
    right += matches(own, truth);
    const outputs = engine.crossProduct(centred, joined);
    let first = 0;
    for (const reader of readers) {
      const count = reader.weights?.cols ?? 0;
      reader.block(centred, { own, truth }, columnsBetween(outputs, first, first + count));
      first += count;
    }
    onProgress?.(start + rows);
  }
  return { right, candidates: readers.map(({ hits }) => hits) };
}

/** What reads the outputs of one candidate. */
interface Reader {
  readonly hits: Hits;
  /** Neurons × (outputs of one k after the other), for what reads them off the neurons. */
  readonly weights?: Matrix;
  block(centred: Matrix, answers: Answers, outputs: Matrix | undefined): void;
}

interface Answers {
  /** Of the unrestricted layer. */
  readonly own: Int32Array;
  readonly truth: Int32Array | undefined;
}

interface Reading {
  readonly next: NextLayer;
  /** Neurons × outputs. */
  readonly weights: Matrix;
  readonly means: Float64Array;
  readonly engine: Engine;
}

/** The cheaper of both ways to the outputs at every k: off the neurons, or off the features, which grow. */
function readerOf({ map, k, neurons }: Candidate, { next, weights, means, engine }: Reading): Reader {
  const read = neurons === undefined ? weights : onlyRows(weights, neurons);
  const outputs = map.outputs(read);
  const base = map.aboutMeans ? offset(read, { means, bias: next.bias, engine }) : next.bias;
  const ends = k.map((value) => (value === 0 ? 0 : min(map.reach?.[value - 1] ?? value, outputs.rows)));
  const features = { map, outputs, ends, base };
  if (k.length * outputs.cols <= outputs.rows) return offNeurons(features, { means, engine });
  return offFeatures(features, engine);
}

/** A candidate's features, and how many of them each k has. */
interface Features {
  readonly map: FeatureMap;
  /** Features × outputs. */
  readonly outputs: Matrix;
  readonly ends: readonly number[];
  readonly base: Float64Array;
}

function offNeurons(
  { map, outputs, ends, base }: Features,
  { means, engine }: { means: Float64Array; engine: Engine },
): Reader {
  const each = outputs.cols;
  const weights = zeros(means.length, ends.length * each);
  const sums = zeros(means.length, each);
  let used = 0;
  ends.forEach((end, i) => {
    if (end > used) add(sums, map.through(rowsBetween(outputs, used, end), used));
    used = end;
    weights.data.set(sums.data, i * sums.data.length);
  });
  const all =
    weights.cols === 0 ? new Float64Array(0) : offset(weights, { means, bias: zeros(weights.cols, 1).data, engine });
  // About zero, the neurons' means count as well.
  const bases = all.map((value, at) => (map.aboutMeans ? 0 : value) + base[at % each]);
  const hits = newHits(ends.length);
  return {
    hits,
    weights,
    block(_, answers, given) {
      const found = added(given as Matrix, bases);
      for (let i = 0; i < ends.length; i++) count(hits, i, columnsBetween(found, i * each, (i + 1) * each), answers);
    },
  };
}

function offFeatures({ map, outputs, ends, base }: Features, engine: Engine): Reader {
  const hits = newHits(ends.length);
  return {
    hits,
    block(centred, answers) {
      const features = map.encode(centred);
      const sums = added(zeros(centred.cols, outputs.cols), base);
      let used = 0;
      ends.forEach((end, i) => {
        if (end > used) add(sums, engine.product(columnsBetween(features, used, end), rowsBetween(outputs, used, end)));
        used = end;
        count(hits, i, sums, answers);
      });
    },
  };
}

function newHits(points: number): Hits {
  return { right: new Float64Array(points), agreeing: new Float64Array(points) };
}

function count(hits: Hits, i: number, outputs: Matrix, { own, truth }: Answers): void {
  const answers = largest(outputs);
  hits.right[i] += matches(answers, truth);
  hits.agreeing[i] += matches(answers, own);
}

function add(a: Matrix, b: Matrix): void {
  for (let at = 0; at < b.data.length; at++) a.data[at] += b.data[at];
}

/** W·μ + b. */
function offset(
  weights: Matrix,
  { means, bias, engine }: { means: Float64Array; bias: Float64Array; engine: Engine },
): Float64Array {
  const { data } = engine.crossProduct(weights, { rows: means.length, cols: 1, data: means });
  return data.map((value, i) => value + bias[i]);
}

/** Every row plus the same values, in place. */
function added(a: Matrix, values: Float64Array): Matrix {
  for (let j = 0; j < a.cols; j++) {
    const to = column(a, j);
    for (let i = 0; i < to.length; i++) to[i] += values[j];
  }
  return a;
}

/** For each row, which column is the largest. */
function largest(outputs: Matrix): Int32Array {
  const places = new Int32Array(outputs.rows);
  const values = outputs.data.slice(0, outputs.rows);
  for (let j = 1; j < outputs.cols; j++) {
    const other = column(outputs, j);
    for (let i = 0; i < values.length; i++) {
      if (other[i] > values[i]) {
        values[i] = other[i];
        places[i] = j;
      }
    }
  }
  return places;
}

function matches(answers: Int32Array, truth: Int32Array | undefined): number {
  let count = 0;
  if (truth !== undefined) for (let i = 0; i < answers.length; i++) if (answers[i] === truth[i]) count++;
  return count;
}

/** The matrix with all other rows zero. */
function onlyRows(a: Matrix, rows: Int32Array): Matrix {
  const out = zeros(a.rows, a.cols);
  for (let j = 0; j < a.cols; j++) for (const i of rows) out.data[j * a.rows + i] = a.data[j * a.rows + i];
  return out;
}

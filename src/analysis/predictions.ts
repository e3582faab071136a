import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, transpose, zeros } from '../engine/matrix.js';
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
  const readers = candidates.map((candidate) => reader(candidate, { next, weights, means, engine }));
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
    for (const read of readers) read.block(centred, { own, truth });
    onProgress?.(start + rows);
  }
  return { right, candidates: readers.map(({ hits }) => hits) };
}

interface Reader {
  readonly hits: Hits;
  block(centred: Matrix, answers: { own: Int32Array; truth: Int32Array | undefined }): void;
}

function reader(
  { map, k, neurons }: Candidate,
  { next, weights, means, engine }: { next: NextLayer; weights: Matrix; means: Float64Array; engine: Engine },
): Reader {
  const read = neurons === undefined ? weights : onlyRows(weights, neurons);
  const outputs = map.outputs(read);
  const base = map.aboutMeans ? offset(read, { means, bias: next.bias, engine }) : next.bias;
  const hits = { right: new Float64Array(k.length), agreeing: new Float64Array(k.length) };
  return {
    hits,
    block(centred, { own, truth }) {
      const features = map.encode(centred);
      const sums = added(zeros(centred.cols, outputs.cols), base);
      let used = 0;
      for (let i = 0; i < k.length; i++) {
        const wanted = k[i] === 0 ? 0 : min(map.reach?.[k[i] - 1] ?? k[i], features.cols);
        if (wanted > used) {
          const part = columnsBetween(features, used, wanted);
          const more = engine.product(part, rowsBetween(outputs, used, wanted));
          for (let at = 0; at < more.data.length; at++) sums.data[at] += more.data[at];
          used = wanted;
        }
        const answers = largest(sums);
        hits.right[i] += matches(answers, truth);
        hits.agreeing[i] += matches(answers, own);
      }
    },
  };
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

function columnsBetween({ rows, data }: Matrix, from: number, to: number): Matrix {
  return { rows, cols: to - from, data: data.subarray(from * rows, to * rows) };
}

function rowsBetween(a: Matrix, from: number, to: number): Matrix {
  if (from === 0 && to === a.rows) return leadingColumns(a, a.cols);
  const out = zeros(to - from, a.cols);
  for (let j = 0; j < a.cols; j++) out.data.set(column(a, j).subarray(from, to), j * out.rows);
  return out;
}

/** The matrix with all other rows zero. */
function onlyRows(a: Matrix, rows: Int32Array): Matrix {
  const out = zeros(a.rows, a.cols);
  for (let j = 0; j < a.cols; j++) for (const i of rows) out.data[j * a.rows + i] = a.data[j * a.rows + i];
  return out;
}

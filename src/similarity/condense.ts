import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, zeros } from '../engine/matrix.js';
import { SvccaError } from '../errors.js';
import type { Activations, Block } from './activations.js';
import { centreNeuron, duplicateOf, type NeuronStatistics, neuronMeans, newNeuronStatistics } from './centre.js';
import { joinMoments, newRowMoments, type RowMoments } from './row-moments.js';

const { max, min, sqrt } = Math;

/** Blocks smaller than this spend their time on bookkeeping instead of arithmetic. */
const SMALLEST_BLOCK = 1024;

/**
 * A layer rotated out of its m datapoints: `frame` is QᵀX for an orthonormal Q that the layers of one
 * `condense` share and whose span contains theirs. Inner products of centred neurons, within a layer or
 * across layers, are those over the datapoints, in about max(1024, p + q) rows at most instead of m.
 */
export interface CondensedLayer {
  readonly name: string;
  readonly datapoints: number;
  readonly neurons: number;
  /** rows × neurons; column j is neuron j, centred, in units of 2^exponents[j]. */
  readonly frame: Matrix;
  readonly exponents: Int32Array;
  readonly means: Float64Array;
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
}

export interface Condensed {
  readonly layers: readonly CondensedLayer[];
  readonly rowMoments: RowMoments;
}

export interface CondenseOptions {
  readonly engine?: Engine;
  /** Datapoints read at a time; by default as many as make the arithmetic efficient. */
  readonly blockRows?: number | undefined;
  readonly onProgress?: ((datapoints: number) => void) | undefined;
}

/**
 * Reads every layer once, block by block and side by side, and keeps what any comparison of them needs.
 * Each block is centred by its own mean and joined to the earlier ones by the parallel-variance identity,
 * so no sum carries an offset; the triangular factor grows by Householder reflections, backward stable
 * neuron by neuron. Memory: about 8n(2n + 3·max(1024, n)) bytes for n neurons in all, whatever the datapoints: the
 * factor, a block as read and as columns, and the engine's copies of factor and columns.
 */
export async function condense(
  layers: readonly Activations[],
  { engine = defaultEngine, blockRows, onProgress }: CondenseOptions = {},
): Promise<Condensed> {
  const datapoints = layers[0].datapoints;
  if (blockRows !== undefined && !(Number.isSafeInteger(blockRows) && blockRows >= 1)) {
    throw new SvccaError(
      'usage',
      `blocks of ${blockRows} datapoints were asked for, but it takes a whole number, 1 or more`,
    );
  }
  const widths = layers.map((layer) => layer.neurons);
  const neurons = widths.reduce((sum, width) => sum + width, 0);
  const statistics = newNeuronStatistics(neurons);
  let moments = newRowMoments(widths);
  let frame = zeros(0, neurons);
  let seen = 0;
  for await (const blocks of sideBySide(layers, blockRows ?? min(datapoints, max(SMALLEST_BLOCK, neurons)))) {
    const rows = blocks[0].rows;
    const block = joinColumns(blocks, { rows: rows + 1, widths });
    for (let j = 0; j < neurons; j++) centreNeuron(statistics, j, { values: column(block, j), rows, seen, frame });
    moments = joinMoments({ moments, frame, seen }, { block, rows }, statistics);
    const weight = sqrt((seen * rows) / (seen + rows));
    for (let j = 0; j < neurons; j++) block.data[j * block.rows + rows] = weight * statistics.step[j];
    seen += rows;
    if (rows === datapoints) frame = block;
    else {
      if (frame.rows === 0) frame = zeros(neurons, neurons);
      engine.absorb(frame, block);
    }
    onProgress?.(seen);
  }
  return { layers: splitColumns(layers, { frame, statistics }), rowMoments: moments };
}

/** Blocks of the same datapoints from every layer. */
async function* sideBySide(layers: readonly Activations[], rowsPerBlock: number): AsyncGenerator<Block[]> {
  const readers = layers.map((layer) => layer.blocks(rowsPerBlock)[Symbol.asyncIterator]());
  try {
    for (;;) {
      const results = await Promise.all(readers.map((reader) => reader.next()));
      if (results.some(({ done }) => done)) return;
      yield results.map(({ value }) => value as Block);
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return?.()));
  }
}

/** The blocks as columns of one matrix whose last row is left zero for the step between two means. */
function joinColumns(blocks: readonly Block[], { rows, widths }: { rows: number; widths: readonly number[] }): Matrix {
  const joined = zeros(
    rows,
    widths.reduce((sum, width) => sum + width, 0),
  );
  let first = 0;
  for (let l = 0; l < blocks.length; l++) {
    const { values, rows: filled } = blocks[l];
    for (let j = 0; j < widths[l]; j++) {
      const target = column(joined, first + j);
      for (let i = 0; i < filled; i++) target[i] = values[i * widths[l] + j];
    }
    first += widths[l];
  }
  return joined;
}

function splitColumns(
  layers: readonly Activations[],
  { frame, statistics }: { frame: Matrix; statistics: NeuronStatistics },
): CondensedLayer[] {
  let first = 0;
  return layers.map(({ name, datapoints, neurons }) => {
    const from = first;
    first += neurons;
    const part = leadingColumns({ ...frame, data: frame.data.subarray(from * frame.rows) }, neurons);
    return {
      name,
      datapoints,
      neurons,
      frame: part,
      exponents: statistics.exponents.slice(from, first),
      means: neuronMeans(statistics).slice(from, first),
      ...countDeadAndDuplicate(part, statistics, from),
    };
  });
}

function countDeadAndDuplicate(part: Matrix, statistics: NeuronStatistics, from: number) {
  let deadNeurons = 0;
  let duplicateNeurons = 0;
  const seen = new Map<string, number>();
  for (let j = 0; j < part.cols; j++) {
    if (column(part, j).every((value) => value === 0)) deadNeurons++;
    else if (duplicateOf(statistics, from + j, seen) !== undefined) duplicateNeurons++;
  }
  return { deadNeurons, duplicateNeurons };
}

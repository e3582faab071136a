import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, zeros } from '../engine/matrix.js';
import type { Activations, Block } from './activations.js';
import { centreNeuron, newNeuronStatistics } from './centre.js';
import { type Condensed, describeLayers, type PassOptions } from './condense.js';
import { matrixSums } from './matrix-sums.js';
import { joinMoments, newRowMoments } from './row-moments.js';
import { sideBySide } from './side-by-side.js';

const { max, min, sqrt } = Math;

/** Blocks smaller than this spend their time on bookkeeping instead of arithmetic. */
const SMALLEST_BLOCK = 1024;

/**
 * Condenses layers by the joint triangular factor of [X Y …], which grows by Householder reflections, backward stable neuron
 * by neuron. Each block is centred by its own mean and joined to the earlier ones by the parallel-variance identity, so no
 * sum carries an offset. Memory: about 8n(2n + 3·max(1024, n)) bytes for n neurons in all, whatever the datapoints:
 * the factor, a block as read and as columns, and the engine's copies of factor and columns.
 */
export async function condenseByQr(
  layers: readonly Activations[],
  { engine, blockRows, moments: wanted, onProgress }: PassOptions & { engine: Engine },
): Promise<Condensed> {
  const datapoints = layers[0].datapoints;
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
    if (wanted) {
      const earlier = { moments, seen, levers: matrixSums(frame, widths).levers };
      moments = joinMoments(earlier, { rows, sums: matrixSums(block, widths).sums }, statistics);
    }
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
  const frames = splitColumns(frame, widths);
  return {
    layers: describeLayers(layers, { frames, statistics }),
    rowMoments: wanted ? moments : undefined,
    route: 'qr',
  };
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

function splitColumns(frame: Matrix, widths: readonly number[]): Matrix[] {
  let first = 0;
  return widths.map((width) => {
    const part = leadingColumns({ ...frame, data: frame.data.subarray(first * frame.rows) }, width);
    first += width;
    return part;
  });
}

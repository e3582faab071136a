import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, transpose, zeros } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { SvccaError } from '../errors.js';
import { newNeuronStatistics } from './centre.js';
import { centredNeurons } from './centred-neurons.js';
import { toUnit } from './dimension-gram.js';
import type { FilledLayer } from './filled-layer.js';

/** Each leaves eps·κ² of the error. */
const PASSES = 2;
const NEURONS_PER_BLOCK = 1024;

/**
 * A = V·diag(1/λ)·P = Xᵀ·(XXᵀ)⁻¹·U·P (neurons × c) of a layer that fills the dimensions of its datapoints: the least combination of
 * its neurons with X·A = U·P, by two passes over the neurons, the second of which adds what the first one missed.
 */
export async function filledInNeuronSpace(layer: FilledLayer, directions: Matrix, engine: Engine): Promise<Matrix> {
  const { order, exponent, left, core, neurons, datapoints } = layer;
  const out = roomFor(layer, directions.cols);
  const triangle = transpose(core);
  let missing = engine.product(leadingColumns(left, directions.rows), directions);
  for (let pass = 0; pass < PASSES; pass++) {
    const half = engine.solveTriangular(triangle, missing, { transposed: true });
    const weights = engine.solveTriangular(triangle, half, { transposed: false });
    const reached = zeros(datapoints - 1, directions.cols);
    const statistics = newNeuronStatistics(neurons);
    const reading = { neuronsPerBlock: NEURONS_PER_BLOCK, again: true };
    for await (const block of centredNeurons(order, statistics, reading)) {
      toUnit(block, statistics, exponent);
      const part = engine.crossProduct(block.coordinates, weights);
      addRows(out, part, block.places);
      const turned = engine.product(block.coordinates, part);
      for (let at = 0; at < reached.data.length; at++) reached.data[at] += turned.data[at];
    }
    missing = { ...missing, data: missing.data.map((value, at) => value - reached.data[at]) };
  }
  const unit = powerOfTwo(-exponent);
  for (let at = 0; at < out.data.length; at++) out.data[at] *= unit;
  return out;
}

/** Adds the rows of a part to those of their places. */
function addRows(out: Matrix, part: Matrix, places: Int32Array): void {
  for (let j = 0; j < part.cols; j++) {
    const [from, to] = [column(part, j), column(out, j)];
    for (let i = 0; i < places.length; i++) to[places[i]] += from[i];
  }
}

function roomFor({ name, neurons }: FilledLayer, columns: number): Matrix {
  try {
    return zeros(neurons, columns);
  } catch (cause) {
    const bytes = neurons * columns * 8;
    throw new SvccaError(
      'undefined',
      `${columns} directions of the ${neurons} neurons of ${name} do not fit into memory: they take ${bytes} bytes`,
      { hint: 'keep fewer directions with --directions or --variance', cause },
    );
  }
}

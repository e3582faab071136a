import type { Engine } from '../engine/engine.js';
import type { Centring, GramStream } from '../engine/gram-stream.js';
import { column, type Matrix } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { dot } from '../engine/vectors.js';
import { type NeuronStatistics, newNeuronStatistics } from './centre.js';
import { type CentredNeurons, centredNeurons, type NeuronReading } from './centred-neurons.js';
import type { NeuronOrder } from './neuron-order.js';

const { max, sqrt } = Math;

/** What one pass over the neurons of a layer adds up. */
export interface DimensionGram {
  /** XXᵀ in the m − 1 dimensions of m centred datapoints, in units of 4^exponent. */
  readonly gram: Matrix;
  /** The largest exponent of any neuron that varies. */
  readonly exponent: number;
  /** The norm of the longest neuron, in the layer's unit. */
  readonly longest: number;
  readonly statistics: NeuronStatistics;
}

/**
 * The Gram matrix of a layer's datapoints, which is as large as they are however many neurons there are: each neuron is
 * centred first, and the sums carry what rounding takes. Undefined where the engine has no streams, or no memory for this
 * one, and where no neuron varies.
 */
export async function dimensionGram(
  order: NeuronOrder,
  { engine, ...reading }: NeuronReading & { engine: Engine },
): Promise<DimensionGram | undefined> {
  const { datapoints, neurons } = order.layer;
  const n = datapoints - 1;
  const rows = Math.min(reading.neuronsPerBlock, neurons);
  const stream = engine.gramStream?.({ widths: [n], rows, datapoints: neurons });
  if (stream === undefined) return undefined;
  try {
    const statistics = newNeuronStatistics(neurons);
    const unit = { exponent: Number.NEGATIVE_INFINITY, longest: 0 };
    for await (const block of centredNeurons(order, statistics, reading)) {
      growUnit(unit, stream, largestExponent(statistics, block), n);
      const norms = toUnit(block, statistics, unit.exponent);
      unit.longest = max(unit.longest, ...norms);
      stream.put(0, block.coordinates.data);
      stream.add(asTheyAre(n));
    }
    return unit.longest > 0 ? { gram: stream.gram(), ...unit, statistics } : undefined;
  } finally {
    stream.release();
  }
}

/** Columns that are neither scaled nor centred. */
export function asTheyAre(columns: number): Centring {
  const nothing = new Float64Array(columns);
  return { scale: new Float64Array(columns).fill(1), mean: nothing, rest: nothing };
}

function largestExponent({ exponents, live }: NeuronStatistics, { places }: CentredNeurons): number {
  return places.reduce((largest, j) => (live[j] ? max(largest, exponents[j]) : largest), Number.NEGATIVE_INFINITY);
}

/** Makes the layer's unit fit neurons as large as this; what was summed in the old one is rescaled, exactly. */
function growUnit(
  unit: { exponent: number; longest: number },
  stream: GramStream,
  exponent: number,
  columns: number,
): void {
  if (exponent <= unit.exponent) return;
  if (unit.longest > 0) {
    const shrink = powerOfTwo(unit.exponent - exponent);
    stream.rescale(new Float64Array(columns).fill(shrink));
    unit.longest *= shrink;
  }
  unit.exponent = exponent;
}

/** Brings neurons from units of their own to that of the layer, in place, and answers with their norms. */
export function toUnit(
  { places, coordinates }: CentredNeurons,
  { exponents, live }: NeuronStatistics,
  exponent: number,
): Float64Array {
  const norms = new Float64Array(coordinates.cols);
  for (let c = 0; c < coordinates.cols; c++) {
    if (!live[places[c]]) continue;
    const values = column(coordinates, c);
    const factor = powerOfTwo(exponents[places[c]] - exponent);
    if (factor !== 1) for (let i = 0; i < values.length; i++) values[i] *= factor;
    norms[c] = sqrt(dot(values, values));
  }
  return norms;
}

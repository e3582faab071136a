import type { Engine } from '../engine/engine.js';
import { column, identity, type Matrix, zeros } from '../engine/matrix.js';
import { dot, norm } from '../engine/vectors.js';
import { newNeuronStatistics } from './centre.js';
import { centredNeurons, type NeuronReading } from './centred-neurons.js';
import { asTheyAre, type DimensionGram, toUnit } from './dimension-gram.js';
import type { NeuronOrder } from './neuron-order.js';
import { seededRandom } from './random.js';
import { distanceFromIdentity, NEARLY_ORTHONORMAL } from './refine.js';

const { max, sqrt } = Math;

/** Each brings the extreme directions nearer. */
const ITERATIONS = 4;

/** A factor of XXᵀ as accurate as a QR of Xᵀ. */
export interface RefinedFactor {
  /** Upper triangular R with XXᵀ = RᵀR. */
  readonly triangle: Matrix;
  /** At most the condition of the neurons scaled to unit norm. */
  readonly condition: number;
}

/**
 * The factor of a Gram matrix of datapoints that lost too many digits, by another pass over the neurons (Cholesky QR, twice):
 * the rows of R⁻ᵀX are orthonormal but for eps·κ², and their Gram matrix makes up for that. Undefined where they are not nearly so.
 */
export async function refinedFactor(
  { gram, exponent }: Pick<DimensionGram, 'gram' | 'exponent'>,
  order: NeuronOrder,
  { engine, triangle, ...reading }: NeuronReading & { engine: Engine; triangle: Matrix },
): Promise<RefinedFactor | undefined> {
  const { neurons } = order.layer;
  const n = gram.cols;
  const rows = Math.min(reading.neuronsPerBlock, neurons);
  const rotation = engine.solveTriangular(triangle, identity(n), { transposed: false });
  const stream = engine.rotatedStream?.({ rows, datapoints: neurons, rotations: [rotation] });
  if (stream === undefined) return undefined;
  try {
    const statistics = newNeuronStatistics(neurons);
    const unit = unitCondition(gram, triangle, engine);
    for await (const block of centredNeurons(order, statistics, { ...reading, again: true })) {
      unit.add(block.coordinates, toUnit(block, statistics, exponent));
      stream.add([block.coordinates.data], asTheyAre(n));
    }
    const rest = stream.gram();
    if (distanceFromIdentity(rest) > NEARLY_ORTHONORMAL) return undefined;
    const correction = engine.cholesky(rest) as Matrix;
    return { triangle: engine.product(correction, triangle), condition: unit.condition() };
  } finally {
    stream.release();
  }
}

/**
 * A lower bound of the condition of the neurons scaled to unit norm: the ratio of the lengths ‖X̂ᵀu‖ for two directions u, for
 * which those are taken that are longest and shortest in X.
 */
function unitCondition(gram: Matrix, triangle: Matrix, engine: Engine) {
  const longest = iterated(gram.cols, (v) => engine.product(gram, v));
  const shortest = iterated(gram.cols, (v) => {
    const half = engine.solveTriangular(triangle, v, { transposed: true });
    return engine.solveTriangular(triangle, half, { transposed: false });
  });
  let [most, least] = [0, 0];
  return {
    add(coordinates: Matrix, norms: Float64Array) {
      for (let c = 0; c < coordinates.cols; c++) {
        if (norms[c] === 0) continue;
        const values = column(coordinates, c);
        most += (dot(values, longest) / norms[c]) ** 2;
        least += (dot(values, shortest) / norms[c]) ** 2;
      }
    },
    condition: () => max(1, sqrt(most / least)),
  };
}

function iterated(n: number, map: (v: Matrix) => Matrix): Float64Array {
  const random = seededRandom(n);
  let v = zeros(n, 1);
  for (let i = 0; i < n; i++) v.data[i] = random() - 0.5;
  for (let step = 0; step < ITERATIONS; step++) {
    const length = norm(v.data);
    v = map({ ...v, data: v.data.map((value) => value / length) });
  }
  const length = norm(v.data);
  return v.data.map((value) => value / length);
}

import type { Engine } from '../engine/engine.js';
import { column, type Matrix } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { SvccaError } from '../errors.js';
import { columnSquares, total } from '../similarity/column-squares.js';
import { obliqueRestriction } from '../similarity/direction-restrictions.js';
import { loadingsOf } from '../similarity/factor-directions.js';
import type { LayerDirections } from './layer-directions.js';
import { byValue } from './neuron-orders.js';
import type { Candidate } from './predictions.js';

const { sqrt } = Math;

/** The projection onto the top k directions of which only some neurons are kept. */
export interface DistributedProjection {
  readonly k: number;
  /** How many neurons, rising. */
  readonly neurons: readonly number[];
  /** For each of them. */
  readonly residuals: readonly number[];
  candidates(): Candidate[];
}

/**
 * How the top k directions are spread over the neurons (paper §2.1, figure 2b): after the projection onto them, the n neurons to which they add the
 * most are kept, by the norm of a neuron's loadings, and the others set to zero.
 */
export function distributedOver(
  directions: LayerDirections,
  { k, neurons: asked, engine }: { k: number; neurons?: readonly number[] | undefined; engine: Engine },
): DistributedProjection {
  const { space, means } = directions;
  const loadings = loadingsOf(directions, space.rank, engine);
  const importance = rowSquares(loadings, 0, k);
  const missed = rowSquares(loadings, k, space.rank);
  const order = byValue(importance);
  const centred = columnSquares(space.loadings as Matrix);
  const unit = powerOfTwo(-space.exponent);
  const zeroed = centred.map((square, j) => square + space.datapoints * (means[j] * unit) ** 2);
  const neurons = asked === undefined ? doublings(space.neurons) : [...new Set(asked)].sort((a, b) => a - b);
  requireNeurons(neurons, directions);
  const restriction = obliqueRestriction(directions, { engine, most: k });
  const all = total(centred);
  return {
    k,
    neurons,
    residuals: neurons.map((n) => {
      let sum = 0;
      order.forEach((j, place) => {
        sum += place < n ? missed[j] : zeroed[j];
      });
      return sqrt(sum / all);
    }),
    candidates() {
      const map = restriction.map();
      return neurons.map((n) => ({ map, k: [k], neurons: order.slice(0, n) }));
    },
  };
}

/** Σ over columns from `first` to `end` of the squared entries of each row. */
function rowSquares(a: Matrix, first: number, end: number): Float64Array {
  const squares = new Float64Array(a.rows);
  for (let j = first; j < end; j++) {
    const values = column(a, j);
    for (let i = 0; i < squares.length; i++) squares[i] += values[i] * values[i];
  }
  return squares;
}

/** 1, 2, 4, … and all of them. */
function doublings(neurons: number): number[] {
  const points: number[] = [];
  for (let n = 1; n < neurons; n *= 2) points.push(n);
  return [...points, neurons];
}

function requireNeurons(neurons: readonly number[], { summary }: LayerDirections): void {
  const wrong = neurons.find((n) => !(Number.isSafeInteger(n) && n >= 1 && n <= summary.neurons));
  if (wrong === undefined) return;
  throw new SvccaError('usage', `${wrong} neurons were to be kept, but ${summary.name} has ${summary.neurons}`, {
    hint: `ask for whole numbers from 1 to ${summary.neurons}`,
  });
}

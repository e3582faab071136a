import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, leadingColumns, type Matrix, zeros } from '../engine/matrix.js';
import { norm } from '../engine/vectors.js';
import type { Activations } from './activations.js';
import { newNeuronStatistics } from './centre.js';
import { centredNeurons } from './centred-neurons.js';
import { inNeuronOrder } from './neuron-order.js';
import type { Subspace } from './svd.js';

const { floor, max, min } = Math;

/** Values read at a time: 8 MB as doubles. */
const BLOCK_VALUES = 2 ** 20;

/** Single neurons over m datapoints, each centred and of unit norm. */
export interface UnitTargets {
  /** (m − 1) × neurons, in the dimensions of the centred datapoints; zeros where a neuron never changes. */
  readonly coordinates: Matrix;
  /** Whether each neuron changes at all. */
  readonly live: readonly boolean[];
}

/** Reads neurons that layers will be asked about one by one, as logits are. */
export async function unitTargets(neurons: Activations): Promise<UnitTargets> {
  const order = await inNeuronOrder(neurons);
  const statistics = newNeuronStatistics(neurons.neurons);
  const unit = zeros(neurons.datapoints - 1, neurons.neurons);
  const neuronsPerBlock = max(1, floor(BLOCK_VALUES / neurons.datapoints));
  for await (const { places, coordinates } of centredNeurons(order, statistics, { neuronsPerBlock })) {
    for (let c = 0; c < places.length; c++) {
      if (statistics.live[places[c]]) setUnit(column(unit, places[c]), column(coordinates, c));
    }
  }
  return { coordinates: unit, live: Array.from(statistics.live, (alive) => alive === 1) };
}

function setUnit(unit: Float64Array, values: Float64Array): void {
  const length = norm(values);
  for (let i = 0; i < values.length; i++) unit[i] = values[i] / length;
}

/**
 * R of each target with the first k directions of a layer that `reduceLayer` gave, ‖Uᵀŷ‖ (METHODS §6): all of them in one product with
 * its basis and one with the directions in it. Null for a target that never changes.
 */
export function multipleCorrelations(
  layer: Subspace,
  { coordinates, live }: UnitTargets,
  { k, engine = defaultEngine }: { k: number; engine?: Engine },
): (number | null)[] {
  const inBasis = layer.fills ? coordinates : engine.crossProduct(layer.basis as Matrix, coordinates);
  // All directions span what the basis does, and that is free of what rounding turns singular directions by.
  const along = k === layer.rank ? inBasis : engine.crossProduct(leadingColumns(layer.left, k), inBasis);
  return live.map((alive, j) => (alive ? min(1, norm(column(along, j))) : null));
}

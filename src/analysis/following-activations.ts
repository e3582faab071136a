import type { Engine } from '../engine/engine.js';
import { column, type Matrix } from '../engine/matrix.js';
import type { Activations } from '../similarity/activations.js';
import { type ActivationName, activationFunction } from './activation-function.js';

/** What computes a layer from the one before: x → then(factors applied one after the other, + bias). */
export interface LinearStep {
  /** The first is applied first. */
  readonly factors: readonly Matrix[];
  readonly bias: Float64Array;
  readonly then: ActivationName;
}

/** The layer that follows another one, computed block by block. */
export function followingActivations(
  layer: Activations,
  { factors, bias, then }: LinearStep,
  { name, engine }: { name: string; engine: Engine },
): Activations {
  const { datapoints, once } = layer;
  const outputs = bias.length;
  const apply = activationFunction(then);
  return {
    name,
    datapoints,
    neurons: outputs,
    ...(once ? { once } : {}),
    async *blocks(rowsPerBlock) {
      for await (const { start, rows, values } of layer.blocks(rowsPerBlock)) {
        let from: Matrix = { rows: layer.neurons, cols: rows, data: Float64Array.from(values) };
        for (const factor of factors) from = engine.product(factor, from);
        for (let i = 0; i < rows; i++) {
          const to = column(from, i);
          for (let j = 0; j < outputs; j++) to[j] = apply(to[j] + bias[j]);
        }
        yield { start, rows, values: from.data };
      }
    },
  };
}

import type { Activations } from './activations.js';

/** The layer with every channel of every position as a neuron of its own, wherever it lies. */
export function flattened({ grid: _, ...layer }: Activations): Activations {
  return layer;
}

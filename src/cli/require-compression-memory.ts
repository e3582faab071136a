import { requireMemory } from '../analysis/compare-memory.js';
import type { ChainLayer } from '../analysis/compress-chain.js';

/**
 * Each layer, beside the one that it is aligned with, stays within the memory allowed: the curves take no more than its directions do.
 *
 * @throws SvccaError ('usage') when one takes more bytes than that.
 */
export function requireCompressionMemory(
  layers: readonly Pick<ChainLayer, 'layer' | 'other'>[],
  allowed: number | undefined,
): void {
  for (const { layer, other } of layers) {
    const neurons = [layer.neurons, other?.activations.neurons ?? layer.neurons];
    requireMemory({ neurons, datapoints: layer.datapoints }, allowed);
  }
}

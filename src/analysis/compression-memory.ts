import { SvccaError } from '../errors.js';
import { compareMemory } from './compare-memory.js';
import type { ChainLayer } from './compress-chain.js';

const { max, min } = Math;

/** Node and the program. */
const BASE = 80e6;

/** Values of a block of datapoints, and how many times one is held: as it is stored, centred, as features and as outputs. */
const BLOCK_VALUES = 2 ** 20;
const BLOCK_COPIES = 10;

/** Matrices of directions × neurons that are held at once at most: the layer, its directions, and four restrictions of it. */
const MATRICES = 40;

/**
 * Bytes that the curves of a layer stay within: they depend on its neurons and directions, of which it has no more than datapoints.
 * What condensing it beside the other layer takes may be more.
 */
export function compressionMemory({ layer, other }: Pick<ChainLayer, 'layer' | 'other'>): number {
  const { neurons, datapoints } = layer;
  const sizes = { neurons: [neurons, other?.activations.neurons ?? 0], datapoints };
  const held = [layer, ...(other ? [other.activations] : [])].some((each) => each.neurons >= datapoints);
  const blocks = BLOCK_COPIES * min(BLOCK_VALUES, neurons * datapoints);
  const matrices = BASE + 8 * (blocks + MATRICES * neurons * min(neurons, datapoints));
  return max(matrices, held ? 0 : compareMemory(sizes));
}

/** @throws SvccaError ('usage') when one of the layers takes more bytes than allowed. */
export function requireCompressionMemory(
  layers: readonly Pick<ChainLayer, 'layer' | 'other'>[],
  allowed: number | undefined,
): void {
  if (allowed === undefined) return;
  for (const each of layers) {
    const needed = compressionMemory(each);
    if (needed <= allowed) continue;
    const { name, neurons } = each.layer;
    throw new SvccaError(
      'usage',
      `restricting ${name}, ${neurons} neurons, takes about ${Math.ceil(needed / 1e6)} MB of memory, but --memory allows ${Math.floor(allowed / 1e6)} MB`,
      {
        hint: 'allow more, or dump fewer neurons; datapoints make no difference unless they are fewer than the neurons',
      },
    );
  }
}

import { type Cut, keptDirections, type Spectrum } from './kept-directions.js';
import type { BlockSpace } from './spectral-space.js';

/** How many directions each block keeps under one cut for all, never one of a tied pair alone. */
export function keptInBlocks(space: BlockSpectra, cut: Cut): { k: number; blocks: number[] } {
  const last = space.singularValues[keptDirections(space, cut) - 1];
  const blocks = space.blocks.map(({ singularValues }) => {
    const below = singularValues.findIndex((value) => value * space.shiftFactor < last);
    return below < 0 ? singularValues.length : below;
  });
  return { k: space.blocks.reduce((sum, { multiplicity }, b) => sum + multiplicity * blocks[b], 0), blocks };
}

/** λ of all blocks together, and of each. */
interface BlockSpectra extends Spectrum {
  readonly shiftFactor: number;
  readonly blocks: readonly Pick<BlockSpace, 'multiplicity' | 'singularValues'>[];
}

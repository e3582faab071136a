import type { MapShape, SpectralBlock } from './spectral-stream.js';

const { ceil } = Math;

export const DOUBLE = 8;
/** Channels of a sliver, and rows and columns of a tile of a Gram matrix. */
export const TILE = 4;

/** Slots of so many channels or columns: whole slivers. */
export function slotsOf(count: number): number {
  return ceil(count / TILE) * TILE;
}

/** Slivers of the first half of a block. */
export function sliversOfHalf({ parts, half = 0 }: SpectralBlock, maps: readonly MapShape[]): number {
  const all = parts.flatMap((own, group) => own.map(({ kind }) => ({ kind, group })));
  return all
    .slice(0, half)
    .reduce((sum, { kind, group }) => sum + (kind === 'pair' ? 2 : 1) * (slotsOf(maps[group].channels) / TILE), 0);
}

/** How often a group's channels stand side by side in a block. */
function runsOf({ parts }: SpectralBlock, group: number): number {
  return parts[group].reduce((sum, { kind }) => sum + (kind === 'pair' ? 2 : 1), 0);
}

/** The slivers of a group's parts in a block. */
export function sliversIn(block: SpectralBlock, group: number, { channels }: MapShape): number {
  return runsOf(block, group) * (slotsOf(channels) / TILE);
}

/** The slot of each of a group's columns in a block, the group's first being 0. */
export function slotsOfGroup(block: SpectralBlock, group: number, { channels }: MapShape): Int32Array {
  const slots = new Int32Array(runsOf(block, group) * channels);
  for (let j = 0; j < slots.length; j++) slots[j] = Math.floor(j / channels) * slotsOf(channels) + (j % channels);
  return slots;
}

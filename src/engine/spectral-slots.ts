import { channelsOf, type MapShape, type SpectralBlock, type SpectralPart } from './spectral-stream.js';

const { ceil } = Math;

export const DOUBLE = 8;
/** Channels of a sliver, and rows and columns of a tile of a Gram matrix. */
export const TILE = 4;

/** Slots of so many channels or columns: whole slivers. */
export function slotsOf(count: number): number {
  return ceil(count / TILE) * TILE;
}

/** Slivers of a part's channels, of which a pair has two runs. */
export function sliversOfPart(part: SpectralPart, map: MapShape): number {
  return slotsOf(channelsOf(part, map)) / TILE;
}

function runsOf({ kind }: SpectralPart): number {
  return kind === 'pair' ? 2 : 1;
}

/** Slivers of the first half of a block. */
export function sliversOfHalf({ parts, half = 0 }: SpectralBlock, maps: readonly MapShape[]): number {
  const all = parts.flatMap((own, group) => own.map((part) => runsOf(part) * sliversOfPart(part, maps[group])));
  return all.slice(0, half).reduce((sum, count) => sum + count, 0);
}

/** The slivers of a group's parts in a block. */
export function sliversIn(block: SpectralBlock, group: number, map: MapShape): number {
  return block.parts[group].reduce((sum, part) => sum + runsOf(part) * sliversOfPart(part, map), 0);
}

/** The slot of each of a group's columns in a block, the group's first being 0. */
export function slotsOfGroup(block: SpectralBlock, group: number, map: MapShape): Int32Array {
  const slots: number[] = [];
  let first = 0;
  for (const part of block.parts[group]) {
    const channels = channelsOf(part, map);
    for (let run = runsOf(part); run > 0; run--) {
      for (let c = 0; c < channels; c++) slots.push(first + c);
      first += slotsOf(channels);
    }
  }
  return Int32Array.from(slots);
}

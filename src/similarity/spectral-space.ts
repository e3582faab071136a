import type { BlockFactors, RankedFactors } from './block-factors.js';
import type { FrequencyPlan } from './frequency-blocks.js';
import type { SpectralSide } from './spectral-side.js';

const { max, min, sqrt } = Math;

/** One layer's part of a block, reduced; its coefficients are for the coordinates of `SpectralPair.cross`. */
export interface BlockSpace extends RankedFactors {
  /** Twice where the block stands for its negative too. */
  readonly multiplicity: 1 | 2;
  readonly rank: number;
}

/** The SVD stage of a layer of maps (METHODS §5): that of all its circular shifts, one block of frequencies after the other. */
export interface SpectralSpace extends SpectralSide {
  readonly name: string;
  readonly rank: number;
  /** λ of all blocks over all shifts, falling, in units of 2^exponent. */
  readonly singularValues: Float64Array;
  /** Ratio of the extreme singular values, channels scaled to unit norm. */
  readonly condition: number;
  /** What a block's λ is multiplied by to be the one over all shifts. */
  readonly shiftFactor: number;
  readonly blocks: readonly BlockSpace[];
}

/** The blocks' factors at one rank cut for all of them. */
export function spectralSpace(
  side: SpectralSide,
  factors: readonly BlockFactors[],
  { height, width, blocks }: FrequencyPlan,
): SpectralSpace {
  const { layer, map, tolerance, most } = side;
  const largest = max(...factors.map(({ squares }) => squares[0] ?? 0));
  const ranks = factors.map(({ squares }, b) => {
    const below = squares.findIndex((square) => square <= tolerance ** 2 * largest);
    return min(below < 0 ? squares.length : below, most[b]);
  });
  const smallest = min(...factors.map(({ squares }, b) => (ranks[b] === 0 ? largest : squares[ranks[b] - 1])));
  const condition = sqrt(largest / smallest);
  const spaces = factors.map((own, b) => ({
    ...own.atRank(ranks[b], condition),
    rank: ranks[b],
    multiplicity: (blocks[b].complex ? 2 : 1) as 1 | 2,
  }));
  const shiftFactor = sqrt((height * width) / (map.height * map.width));
  const singularValues = Float64Array.from(
    spaces.flatMap((space) => {
      const own = Array.from(space.singularValues, (value) => value * shiftFactor);
      return space.multiplicity === 2 ? [...own, ...own] : own;
    }),
  )
    .sort()
    .reverse();
  return {
    ...side,
    name: layer.name,
    rank: singularValues.length,
    singularValues,
    condition,
    shiftFactor,
    blocks: spaces,
  };
}

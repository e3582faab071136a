import type { Engine } from '../engine/engine.js';
import type { ComplexMatrix, MapShape } from '../engine/spectral-stream.js';
import { unresolvedBlocks } from './accuracy-ladder.js';
import type { Activations } from './activations.js';
import { type BlockFactors, gramBlockFactors, type RankedFactors } from './block-factors.js';
import { complexScaled } from './complex-matrix.js';
import { type FrequencyPlan, frequencyPlan } from './frequency-blocks.js';
import { readSpectra } from './read-spectra.js';
import { readTurned } from './read-turned.js';
import { gramBetween, type SpectralSide, spectralSide } from './spectral-side.js';
import { frequencyPairs, translationDefect } from './translation-defect.js';

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

/** Two layers of maps, reduced frequency by frequency. */
export interface SpectralPair {
  readonly plan: FrequencyPlan;
  readonly x: SpectralSpace;
  readonly y: SpectralSpace;
  /** XᴴY of a block, in the coordinates of its spaces. */
  cross(block: number): ComplexMatrix;
  /** XᴴX, YᴴY and XᴴY of a block in the layers' units, for metrics of whole layers. */
  layerGrams(block: number): { readonly x: ComplexMatrix; readonly y: ComplexMatrix; readonly cross: ComplexMatrix };
  /** The means of the columns of the zero frequency's block, which were taken off, as the Gram matrices have them. */
  zeroMeans(): Float64Array;
  /** How far a layer is from translation invariance; null for one without space. */
  defect(layer: 0 | 1): number | null;
  /** How many blocks' Gram matrices did not do, so that the layers were read again. */
  readonly readAgain: number;
  release(): void;
}

export interface SpectralOptions {
  readonly engine: Engine;
  readonly blockRows?: number | undefined;
  readonly onProgress?: ((datapoints: number) => void) | undefined;
  readonly onStage?: ((stage: string) => void) | undefined;
}

/**
 * Reads two layers once and reduces them frequency by frequency: the union of the blocks is the SVD stage of the flattened layers over all
 * circular shifts of the datapoints that are shifts of both maps. They are read a second time for those blocks
 * where some directions are lost in the rounding of a Gram matrix.
 *
 * @throws SvccaError 'undefined' when no channel of a layer varies, 'input' when that second reading is not possible.
 */
export async function spectralPair(
  layers: readonly [Activations, Activations],
  options: SpectralOptions,
): Promise<SpectralPair> {
  const { engine, onStage } = options;
  const maps = layers.map(mapOf);
  const plan = frequencyPlan(maps[0], maps[1]);
  const { blocks } = plan;
  const pairs = maps.flatMap((map, group) =>
    frequencyPairs(plan, { map, group, groups: 2, datapoints: layers[0].datapoints }),
  );
  const spectra = await readSpectra(layers, {
    ...options,
    maps,
    blocks: [...blocks, ...pairs.map(({ block }) => block)],
    all: blocks.length,
  });
  onStage?.('factoring the frequencies');
  const sides = layers.map((layer, group) => spectralSide(layer, { group, maps, plan, spectra }));
  const factors: BlockFactors[][] = sides.map(() => []);
  blocks.forEach((_, b) => {
    sides.forEach(({ columns, scales }, g) => {
      const own = () => gramBetween(spectra.gram(b), columns[b], columns[b]);
      factors[g].push(gramBlockFactors(own, scales[b], engine));
    });
  });
  const doubts = sides.map((side, g) => unresolvedBlocks(factors[g], side));
  const unresolved = blocks.map((_, b) => b).filter((b) => doubts.some((doubt) => doubt[b]));
  const again =
    unresolved.length === 0
      ? undefined
      : await readTurned(layers, { ...options, maps, plan, spectra, sides, unresolved });
  again?.factors.forEach((own, g) => {
    own.forEach((better, i) => {
      factors[g][unresolved[i]] = better;
    });
  });
  const [x, y] = sides.map((side, g) => spaceOf(side, factors[g], plan));
  const between = (b: number) => gramBetween(spectra.gram(b), sides[0].columns[b], sides[1].columns[b]);
  return {
    plan,
    x,
    y,
    readAgain: unresolved.length,
    cross(b) {
      const place = unresolved.indexOf(b);
      return place < 0 || again === undefined ? between(b) : again.cross(place);
    },
    layerGrams(b) {
      const gram = spectra.gram(b);
      const own = ({ columns, scales }: SpectralSide) => {
        const { units } = scales[b];
        return complexScaled(gramBetween(gram, columns[b], columns[b]), { left: units, right: units });
      };
      const [left, right] = sides.map(({ scales }) => scales[b].units);
      return { x: own(sides[0]), y: own(sides[1]), cross: complexScaled(between(b), { left, right }) };
    },
    zeroMeans: () => spectra.zeroMeans(),
    defect(layer) {
      const own = pairs
        .map((pair, i) => ({ pair, at: blocks.length + i }))
        .filter(({ pair }) => pair.group === layer)
        .map(({ pair, at }) => ({ ...pair, gram: spectra.gram(at), squares: spectra.squares(at) }));
      const { columns } = sides[layer];
      const inside = blocks.map(({ complex }, b) => {
        const { first, second } = spectra.squares(b);
        const gram = gramBetween(spectra.gram(b), columns[b], columns[b]);
        return { multiplicity: (complex ? 2 : 1) as 1 | 2, gram, ownSquares: layer === 0 ? first : second };
      });
      return translationDefect(own, inside, { datapoints: layers[0].datapoints, sampled: spectra.sampled });
    },
    release() {
      spectra.release();
      again?.release();
    },
  };
}

/** A layer without a grid has one position. */
function mapOf({ grid, neurons }: Activations): MapShape {
  return grid ?? { height: 1, width: 1, channels: neurons };
}

/** The blocks' factors at one rank cut for all of them. */
function spaceOf(
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

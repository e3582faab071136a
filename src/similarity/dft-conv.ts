import type { Engine } from '../engine/engine.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';
import { unresolvedBlocks } from './accuracy-ladder.js';
import type { Activations } from './activations.js';
import { type BlockFactors, gramBlockFactors } from './block-factors.js';
import { blocksTogether } from './blocks-together.js';
import { complexScaled } from './complex-matrix.js';
import { type FrequencyPlan, frequencyPlan } from './frequency-blocks.js';
import { readSpectra } from './read-spectra.js';
import { readTurned } from './read-turned.js';
import { mapOf, requireSpectralMemory } from './spectral-memory.js';
import { type SpectralSide, spectralSide } from './spectral-side.js';
import { type SpectralSpace, spectralSpace } from './spectral-space.js';
import { frequencyPairs, translationDefect } from './translation-defect.js';

const { max } = Math;

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
 * @throws SvccaError 'undefined' when no channel of a layer varies, 'input' when that second reading is not possible, 'usage' when
 *   the layers have too many frequencies and channels.
 */
export async function spectralPair(
  layers: readonly [Activations, Activations],
  options: SpectralOptions,
): Promise<SpectralPair> {
  const { engine, onStage } = options;
  requireSpectralMemory(layers);
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
  const factors: BlockFactors[][] = sides.map(({ columns, scales }) =>
    blocksTogether(blocks.length, max(...columns.map((own) => own.length))).flatMap((group) =>
      gramBlockFactors(
        group.map((b) => ({ gram: () => spectra.gram(b, columns[b], columns[b]), scales: scales[b] })),
        engine,
      ),
    ),
  );
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
  const [x, y] = sides.map((side, g) => spectralSpace(side, factors[g], plan));
  const between = (b: number) => spectra.gram(b, sides[0].columns[b], sides[1].columns[b]);
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
      const own = ({ columns, scales }: SpectralSide) => {
        const { units } = scales[b];
        return complexScaled(spectra.gram(b, columns[b], columns[b]), { left: units, right: units });
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
        const gram = spectra.gram(b, columns[b], columns[b]);
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

import type { Engine } from '../engine/engine.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';
import { solveAhead } from './block-factors.js';
import { adjointProduct, complexProduct } from './complex-matrix.js';
import type { SpectralPair } from './dft-conv.js';
import type { FrequencyPlan } from './frequency-blocks.js';
import type { BlockSpace, SpectralSpace } from './spectral-space.js';

/** A layer of maps among those that metrics compare. */
export interface SpectralLayer
  extends Pick<
    SpectralSpace,
    | 'name'
    | 'datapoints'
    | 'neurons'
    | 'rank'
    | 'singularValues'
    | 'shiftFactor'
    | 'deadNeurons'
    | 'duplicateNeurons'
    | 'map'
  > {
  readonly blocks: readonly Pick<BlockSpace, 'multiplicity' | 'rank' | 'singularValues'>[];
  /** The places of a block's live columns among the layer's own. */
  live(block: number): Int32Array;
}

/** What metrics need of two layers of maps, block by block, with Q an orthonormal basis and U the singular directions of each. */
export interface SpectralOverlaps {
  readonly plan: FrequencyPlan;
  readonly x: SpectralLayer;
  readonly y: SpectralLayer;
  /** Solves, side by side, what the next questions about these blocks need: `bases`, and `directions` of these sizes. */
  ahead?(blocks: readonly { block: number; bases: boolean; sizes: { kx: number; ky: number } | undefined }[]): void;
  /** Q_xᴴQ_y. */
  bases(block: number): ComplexMatrix;
  /** U_xᴴU_y of the first directions. */
  directions(block: number, sizes: { kx: number; ky: number }): ComplexMatrix;
  /** QᴴX of a layer: rank × live columns, in the layer's unit. */
  loadings(layer: 0 | 1, block: number): ComplexMatrix;
  /** XᴴX, YᴴY and XᴴY in the layers' units. */
  layerGrams(block: number): { readonly x: ComplexMatrix; readonly y: ComplexMatrix; readonly cross: ComplexMatrix };
}

/** The overlaps of two layers that were read together. */
export function pairOverlaps(pair: SpectralPair, engine: Engine): SpectralOverlaps {
  const between = (x: ComplexMatrix, block: number, y: ComplexMatrix) =>
    adjointProduct(x, complexProduct(pair.cross(block), y, engine), engine);
  // The bases and what they load on are asked for one after the other.
  let last: { block: number; bases: readonly ReturnType<BlockSpace['basis']>[] } | undefined;
  const basesOf = (block: number) => {
    if (last?.block !== block) last = { block, bases: [pair.x, pair.y].map(({ blocks }) => blocks[block].basis()) };
    return last.bases;
  };
  return {
    plan: pair.plan,
    x: layerOf(pair.x),
    y: layerOf(pair.y),
    ahead(blocks) {
      const problems = blocks.flatMap(({ block, bases: basis, sizes }) => [
        ...pair.x.blocks[block].ahead({ basis, k: sizes?.kx }),
        ...pair.y.blocks[block].ahead({ basis, k: sizes?.ky }),
      ]);
      solveAhead(problems, engine);
    },
    bases(block) {
      const [x, y] = basesOf(block);
      return between(x.coefficients, block, y.coefficients);
    },
    directions(block, { kx, ky }) {
      return between(pair.x.blocks[block].directions(kx), block, pair.y.blocks[block].directions(ky));
    },
    loadings: (layer, block) => basesOf(block)[layer].loadings(),
    layerGrams: (block) => pair.layerGrams(block),
  };
}

function layerOf(space: SpectralSpace): SpectralLayer {
  return { ...space, live: (b) => space.columns[b].map((place) => place - space.spans[b].first) };
}

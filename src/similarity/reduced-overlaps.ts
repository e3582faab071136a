import type { Engine } from '../engine/engine.js';
import { leadingColumns, zeros } from '../engine/matrix.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';
import { adjoint, adjointProduct, complexProduct } from './complex-matrix.js';
import type { FrequencyPlan } from './frequency-blocks.js';
import type { ReducedBlock, ReducedMaps } from './reduce-maps.js';
import type { SpectralLayer, SpectralOverlaps } from './spectral-overlaps.js';
import { stackedOverlap } from './stacked-columns.js';

/** The overlaps of two layers that were reduced each by itself, on the frequencies of this plan. */
export function reducedOverlaps(
  plan: FrequencyPlan,
  { x, y, engine }: { x: ReducedMaps; y: ReducedMaps; engine: Engine },
): SpectralOverlaps {
  const [left, right] = [x, y].map((layer) =>
    plan.blocks.map(({ complex }, b) => layer.blocks[b] ?? empty(layer, complex)),
  );
  const bases = (b: number): ComplexMatrix => stackedOverlap(left[b].columns, right[b].columns, engine);
  const loadings = (layer: 0 | 1, b: number): ComplexMatrix => {
    const { loadings: own } = (layer === 0 ? left : right)[b];
    if (own === undefined) throw new Error('a layer that was cut has no loadings');
    return own;
  };
  return {
    plan,
    x: layerOf(x, left),
    y: layerOf(y, right),
    bases,
    loadings,
    directions(b, { kx, ky }) {
      const first = ({ columns: { complex, stack } }: ReducedBlock, count: number) => ({
        complex,
        stack: leadingColumns(stack, count),
      });
      return stackedOverlap(first(left[b], kx), first(right[b], ky), engine);
    },
    layerGrams(b) {
      const [own, other] = [loadings(0, b), loadings(1, b)];
      return {
        x: adjointProduct(own, own, engine),
        y: adjointProduct(other, other, engine),
        cross: complexProduct(adjoint(own), complexProduct(bases(b), other, engine), engine),
      };
    },
  };
}

function layerOf(layer: ReducedMaps, blocks: readonly ReducedBlock[]): SpectralLayer {
  return { ...layer, blocks, live: (b) => blocks[b].live ?? new Int32Array(0) };
}

/** What a layer without space has beyond the zero frequency. */
function empty({ blocks: [{ columns }] }: ReducedMaps, complex: boolean): ReducedBlock {
  const rows = complex ? 2 * columns.stack.rows : columns.stack.rows;
  return {
    multiplicity: complex ? 2 : 1,
    rank: 0,
    singularValues: new Float64Array(0),
    columns: { complex, stack: zeros(rows, 0) },
    loadings: { re: zeros(0, 0) },
  };
}

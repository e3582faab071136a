import type { Engine } from '../engine/engine.js';
import { blocksTogether } from '../similarity/blocks-together.js';
import { squaredColumnNorms, squaredRowNorms } from '../similarity/complex-matrix.js';
import { complexSvd } from '../similarity/complex-svd.js';
import type { SpectralPair } from '../similarity/dft-conv.js';
import {
  type FrequencyDirection,
  frequencyDirections,
  zeroFrequencyMeans,
} from '../similarity/frequency-directions.js';
import type { Cut } from '../similarity/kept-directions.js';
import { keptInBlocks } from '../similarity/kept-in-blocks.js';
import type { SpectralLayer, SpectralOverlaps } from '../similarity/spectral-overlaps.js';
import { spectralWeights } from '../similarity/spectral-weights.js';
import { bothWays, weightedPreservation } from '../similarity/weighted-svcca.js';
import type { BlockOverlap, FrequencyResult, SavedFrequencyDirections } from './frequency-result.js';
import type { Metric } from './metrics.js';
import type { MetricValues } from './pair-metrics.js';
import { type BlockNeeds, type SharedByBlock, sharedByBlocks } from './shared-by-blocks.js';

const { acos, max, min, sqrt } = Math;

/**
 * The asked metrics of two layers of maps: those of the flattened layers over all circular shifts, by way of the blocks. Where the layers have different
 * numbers of directions at a frequency the missing ρ count as zeros. Canonical directions are those of the layers in `directions`.
 */
export function frequencyMetrics(
  pair: SpectralOverlaps,
  {
    metrics,
    cut,
    engine,
    directions,
    onStage,
  }: {
    metrics: readonly Metric[];
    cut: Cut;
    engine: Engine;
    directions?: SpectralPair | undefined;
    onStage?: ((stage: string) => void) | undefined;
  },
): FrequencyResult {
  const { x, y, plan } = pair;
  const wants = (metric: Metric) => metrics.includes(metric);
  const [keptX, keptY] = [keptInBlocks(x, cut), keptInBlocks(y, cut)];
  const everything = keptX.k === x.rank && keptY.k === y.rank;
  const needs = {
    cut: wants('svcca'),
    full: wants('cca') || (everything && wants('svcca')),
    overlap: ['svcca', 'weighted', 'r2', 'gcd'].some((name) => wants(name as Metric)),
    geometry: ['cka', 'procrustes'].some((name) => wants(name as Metric)),
  };
  const sums = { squares: 0, rhoWeights: [0, 0], weights: [0, 0], cka: [0, 0, 0], nuclear: 0, norms: [0, 0] };
  const rows: { lambda: number; square: number }[][] = [[], []];
  const found: FrequencyDirection[] = [];
  const cutBlocks: BlockOverlap[] = [];
  const fullBlocks: BlockOverlap[] = [];
  onStage?.('comparing the frequencies');
  const shared: BlockNeeds = {
    bases: needs.full || wants('pwcca'),
    alignments: wants('pwcca'),
    overlap: needs.overlap || directions !== undefined,
    correlations: needs.cut && !everything && directions === undefined,
    geometry: needs.geometry,
    nuclear: wants('procrustes'),
  };
  const add = (b: number, { bases, overlap, geometry }: SharedByBlock) => {
    const block = plan.blocks[b];
    const multiplicity = block.complex ? 2 : 1;
    const [own, other] = [x.blocks[b], y.blocks[b]];
    const [kx, ky] = [keptX.blocks[b], keptY.blocks[b]];
    const full: { correlations?: Float64Array } = {};
    if (bases) {
      const { values, alignments } = bases;
      full.correlations = clamped(values);
      alignments?.forEach((loadings, side) => {
        const { map, live } = side === 0 ? x : y;
        const weights = spectralWeights(loadings, { parts: block.parts[side], map, plan, columns: live(b) });
        weights.forEach((weight, i) => {
          sums.weights[side] += multiplicity * weight;
          sums.rhoWeights[side] += multiplicity * weight * values[i];
        });
      });
    }
    fullBlocks.push({ multiplicity, kx: own.rank, ky: other.rank, ...full });
    const kept: { correlations?: Float64Array } = everything && full.correlations ? full : {};
    if (overlap) {
      const { m, values } = overlap;
      const [down, across] = [squaredRowNorms(m), squaredColumnNorms(m)];
      sums.squares += multiplicity * total(down);
      if (directions) {
        const alignment = complexSvd(m, engine);
        kept.correlations ??= clamped(alignment.values);
        found.push(...frequencyDirections(directions, b, alignment, engine));
      } else if (values) kept.correlations ??= clamped(values);
      for (const [side, norms, space] of [
        [0, down, own],
        [1, across, other],
      ] as const) {
        norms.forEach((square, i) => {
          for (let twice = 0; twice < multiplicity; twice++)
            rows[side].push({ lambda: space.singularValues[i], square });
        });
      }
    }
    cutBlocks.push({ multiplicity, kx, ky, ...kept });
    if (geometry) {
      const { squares, traces, nuclear } = geometry;
      squares.forEach((value, i) => {
        sums.cka[i] += multiplicity * value;
      });
      traces.forEach((entries, i) => {
        for (const entry of entries) sums.norms[i] += multiplicity * entry;
      });
      if (nuclear) sums.nuclear += multiplicity * total(nuclear);
    }
  };
  const largest = max(...plan.blocks.map((_, b) => max(x.live(b).length, y.live(b).length)));
  for (const group of blocksTogether(plan.blocks.length, largest)) {
    const blocks = group.map((block) => ({ block, kx: keptX.blocks[block], ky: keptY.blocks[block] }));
    sharedByBlocks(pair, blocks, { needs: shared, engine }).forEach((own, i) => void add(group[i], own));
  }
  const fewest = min(keptX.k, keptY.k);
  const values: MetricValues = {};
  if (wants('svcca')) values.svcca = meanOver(cutBlocks, fewest);
  if (wants('weighted')) values.weighted = bothWays(preservation(x, rows[0]), preservation(y, rows[1]));
  if (wants('r2')) values.r2 = min(1, sums.squares / fewest);
  if (wants('gcd')) values.gcd = min(1, sums.squares / sqrt(keptX.k * keptY.k));
  if (wants('cca')) values.cca = meanOver(fullBlocks, min(x.rank, y.rank));
  if (wants('pwcca'))
    values.pwcca = { x: sums.rhoWeights[0] / sums.weights[0], y: sums.rhoWeights[1] / sums.weights[1] };
  if (wants('cka')) values.cka = min(1, sums.cka[0] / sqrt(sums.cka[1]) / sqrt(sums.cka[2]));
  if (wants('cka-debiased')) values.ckaDebiased = null;
  if (wants('procrustes')) values.procrustes = min(1, sums.nuclear / sqrt(sums.norms[0]) / sqrt(sums.norms[1]));
  return {
    values,
    angle: values.procrustes === undefined ? undefined : acos(max(-1, values.procrustes)),
    cut: { kx: keptX.k, ky: keptY.k, blocks: cutBlocks },
    full: { kx: x.rank, ky: y.rank, blocks: fullBlocks },
    ...(directions ? { directions: saved(directions, found) } : {}),
  };
}

function saved(pair: SpectralPair, directions: FrequencyDirection[]): SavedFrequencyDirections {
  directions.sort((a, b) => b.correlation - a.correlation);
  return { directions, meansX: zeroFrequencyMeans(pair, 0), meansY: zeroFrequencyMeans(pair, 1) };
}

function meanOver(blocks: readonly BlockOverlap[], count: number): number {
  const sum = blocks.reduce((all, { multiplicity, correlations }) => all + multiplicity * total(correlations ?? []), 0);
  return min(1, sum / count);
}

/** W of a layer from the λ and norms of its kept directions in all blocks. */
function preservation(space: SpectralLayer, directions: { lambda: number; square: number }[]): number {
  directions.sort((a, b) => b.lambda - a.lambda);
  return weightedPreservation(
    space,
    Float64Array.from(directions, ({ square }) => square),
  );
}

function clamped(values: Float64Array): Float64Array {
  return values.map((value) => min(1, max(0, value)));
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

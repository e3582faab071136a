import type { Matrix } from '../engine/matrix.js';
import { canonicalCorrelations, overlap } from '../similarity/cca.js';
import { spectralPair } from '../similarity/dft-conv.js';
import { frequencyPlan } from '../similarity/frequency-blocks.js';
import type { KeptLayer } from '../similarity/kept-layer.js';
import { oneSidedPlan } from '../similarity/one-sided-plan.js';
import type { WholeLayer } from '../similarity/reduce-layer.js';
import { reducedOverlaps } from '../similarity/reduced-overlaps.js';
import { momentsOfRows } from '../similarity/row-moments.js';
import { mapOf } from '../similarity/spectral-memory.js';
import { pairOverlaps, type SpectralLayer, type SpectralOverlaps } from '../similarity/spectral-overlaps.js';
import { spectrumFigures } from '../similarity/spectrum.js';
import { generalisedDetermination, meanSquaredCorrelation } from '../similarity/subspace-overlap.js';
import { meanCorrelation } from '../similarity/svcca.js';
import { weightedSvcca } from '../similarity/weighted-svcca.js';
import { type ChanceFloors, metricFloor } from './chance-report.js';
import type { LayerSummary } from './compare.js';
import { frequencyChance } from './frequency-chance.js';
import { frequencyMetrics } from './frequency-metrics.js';
import type { Metric } from './metrics.js';
import { type MetricValues, pairMetrics } from './pair-metrics.js';
import { type PairOptions, type PreparedLayer, prepareLayer } from './prepared-layer.js';
import { cutWords } from './reduction-store.js';
import type { RunDump } from './run.js';

const { min } = Math;

/** How similar two layers are by one metric: its value both ways, where it has sides, else twice the same. */
export interface PairSimilarity {
  readonly xy: number | null;
  readonly yx: number | null;
  /** What chance alone would give; null for a metric without correlations. */
  readonly floor: { readonly xy: number; readonly yx: number } | null;
  /** Directions that the metric looked at. */
  readonly kx: number;
  readonly ky: number;
  /** Of layers that could only be reduced together. */
  readonly summaries?: { readonly x: LayerSummary; readonly y: LayerSummary };
}

/** Datapoints that are independent of each other, where not all are. */
export interface PairSimilarityOptions extends PairOptions {
  readonly independent: number;
}

/** How similar two prepared layers are; where one has space and was not reduced by itself, both are read again, frequency by frequency. */
export async function pairSimilarity(
  x: PreparedLayer,
  y: PreparedLayer,
  options: PairSimilarityOptions,
): Promise<PairSimilarity> {
  if (x.kind === 'kept' && y.kind === 'kept') {
    return keptSimilarity(x.kept, y.kept, {
      ...options,
      overlap: options.engine.crossProduct(x.kept.directions, y.kept.directions),
    });
  }
  if (x.kind === 'whole' && y.kind === 'whole') return wholeSimilarity(x.whole, y.whole, options);
  return reducedSimilarity(x, y, options) ?? storedFrequencySimilarity(x.dump, y.dump, options);
}

/** The metric of two dumps, each read and reduced for this alone. */
export async function dumpSimilarity(x: RunDump, y: RunDump, options: PairSimilarityOptions): Promise<PairSimilarity> {
  return pairSimilarity(await prepareLayer(x, options), await prepareLayer(y, options), options);
}

/** The metric at the cut from M = U_xᵀU_y. */
export function keptSimilarity(
  x: KeptLayer,
  y: KeptLayer,
  { metric, engine, independent, overlap: m }: PairSimilarityOptions & { overlap: Matrix },
): PairSimilarity {
  const sizes = { kx: m.rows, ky: m.cols };
  const full = { kx: x.rank, ky: y.rank };
  const floors = metricFloor(metric, { cut: sizes, full, datapoints: min(x.datapoints, independent) });
  return { ...bothSides(metric, keptValues()), floor: floorSides(metric, floors), ...sizes };

  function keptValues(): MetricValues {
    switch (metric) {
      case 'weighted':
        return { weighted: weightedSvcca(x, y, m) };
      case 'r2':
        return { r2: meanSquaredCorrelation(m) };
      case 'gcd':
        return { gcd: generalisedDetermination(m) };
      default:
        return { svcca: meanCorrelation(canonicalCorrelations(m, { engine })) };
    }
  }
}

function wholeSimilarity(
  { space: x, rowSquares: rowsX }: WholeLayer,
  { space: y, rowSquares: rowsY }: WholeLayer,
  { metric, cut, engine, independent }: PairSimilarityOptions,
): PairSimilarity {
  const moments = metric === 'cka-debiased' ? momentsOfRows([rowsX, rowsY]) : undefined;
  const pair = { x, y, bases: overlap(x, y, { engine }), moments };
  const result = pairMetrics(pair, { metrics: [metric], cut, engine, directions: false });
  const { cut: kept, full } = result;
  const floors = metricFloor(metric, { cut: kept, full, datapoints: min(x.datapoints, independent) });
  return { ...bothSides(metric, result.values), floor: floorSides(metric, floors), kx: x.rank, ky: y.rank };
}

/** From the layers' own reductions, where both have one on the frequencies that they have in common. */
function reducedSimilarity(
  x: PreparedLayer,
  y: PreparedLayer,
  options: PairSimilarityOptions,
): PairSimilarity | undefined {
  if (x.frequencies === undefined || y.frequencies === undefined) return undefined;
  const [own, other] = [mapOf(x.dump), mapOf(y.dump)];
  const [left, right] = [
    x.frequencies.get(oneSidedPlan(own, other).key),
    y.frequencies.get(oneSidedPlan(other, own).key),
  ];
  if (left === undefined || right === undefined) return undefined;
  const overlaps = reducedOverlaps(frequencyPlan(own, other), { x: left, y: right, engine: options.engine });
  return overlapSimilarity(overlaps, { ...options, datapoints: x.dump.datapoints }).similarity;
}

/** A pair that takes a reading of its own is worth keeping. */
async function storedFrequencySimilarity(
  x: RunDump,
  y: RunDump,
  options: PairSimilarityOptions,
): Promise<PairSimilarity> {
  const { store, metric, cut, engine } = options;
  const digests = store && [await x.digest(), await y.digest()];
  const key = digests && ['pair', metric, engine.name, ...cutWords(cut), ...digests].join(' ');
  const found = key === undefined ? undefined : await store?.load<PairSimilarity>(key);
  // Names are no part of the key: another file may hold the same values.
  if (found !== undefined) return found.summaries === undefined ? found : { ...found, ...renamed(found.summaries) };
  const similarity = await frequencySimilarity(x, y, options);
  if (key !== undefined) await store?.save(key, similarity);
  return similarity;

  function renamed(summaries: { x: LayerSummary; y: LayerSummary }) {
    return { summaries: { x: { ...summaries.x, name: x.name }, y: { ...summaries.y, name: y.name } } };
  }
}

async function frequencySimilarity(x: RunDump, y: RunDump, options: PairSimilarityOptions): Promise<PairSimilarity> {
  const { engine, onStage } = options;
  const opened = [await x.open(), await y.open()] as const;
  try {
    const pair = await spectralPair([opened[0].activations, opened[1].activations], { engine, onStage });
    try {
      const overlaps = pairOverlaps(pair, engine);
      const { similarity, kept } = overlapSimilarity(overlaps, { ...options, datapoints: x.datapoints });
      const summaries = { x: summaryOf(overlaps.x, x, kept.kx), y: summaryOf(overlaps.y, y, kept.ky) };
      return { ...similarity, summaries };
    } finally {
      pair.release();
    }
  } finally {
    for (const { close } of opened) await close();
  }
}

/** The metric of layers of maps, and how many directions their cut keeps. */
function overlapSimilarity(
  overlaps: SpectralOverlaps,
  { metric, cut, engine, datapoints }: PairSimilarityOptions & { datapoints: number },
): { similarity: PairSimilarity; kept: { kx: number; ky: number } } {
  const result = frequencyMetrics(overlaps, { metrics: [metric], cut, engine });
  const chance = frequencyChance(overlaps, result, { metrics: [metric], datapoints });
  const { kx, ky } = metric === 'cca' || metric === 'pwcca' ? result.full : result.cut;
  const floor = floorSides(metric, chance?.floors ?? {});
  return { similarity: { ...bothSides(metric, result.values), floor, kx, ky }, kept: result.cut };
}

function summaryOf(layer: SpectralLayer, { name, datapoints }: RunDump, k: number): LayerSummary {
  const { neurons, rank, deadNeurons, duplicateNeurons } = layer;
  return { name, datapoints, neurons, rank, k, ...spectrumFigures(layer), deadNeurons, duplicateNeurons };
}

/** The value of a metric both ways. */
function bothSides(metric: Metric, values: MetricValues): { xy: number | null; yx: number | null } {
  if (metric === 'weighted' && values.weighted) return { xy: values.weighted.xy, yx: values.weighted.yx };
  if (metric === 'pwcca' && values.pwcca) return { xy: values.pwcca.x, yx: values.pwcca.y };
  const value = (metric === 'cka-debiased' ? values.ckaDebiased : values[metric as 'svcca']) ?? null;
  return { xy: value, yx: value };
}

function floorSides(metric: Metric, floors: ChanceFloors): { xy: number; yx: number } | null {
  const { weighted, ...others } = floors;
  if (weighted !== undefined) return { xy: weighted.xy, yx: weighted.yx };
  const floor = others[metric as 'svcca'];
  return floor === undefined ? null : { xy: floor, yx: floor };
}

import type { Engine } from '../engine/engine.js';
import type { Matrix } from '../engine/matrix.js';
import { type Alignment, align, canonicalCorrelations, directionOverlap, type Overlap } from '../similarity/cca.js';
import { forcedOnes } from '../similarity/chance.js';
import { cka, debiasedCka } from '../similarity/cka.js';
import { crossLoadings } from '../similarity/cross-loadings.js';
import { type Cut, keptDirections, type Spectrum } from '../similarity/kept-directions.js';
import type { KeptPair } from '../similarity/kept-pair.js';
import { procrustes } from '../similarity/procrustes.js';
import { type Pwcca, pwcca } from '../similarity/pwcca.js';
import type { JoinedMoments } from '../similarity/row-moments.js';
import { generalisedDetermination, meanSquaredCorrelation } from '../similarity/subspace-overlap.js';
import { meanCorrelation } from '../similarity/svcca.js';
import type { Subspace } from '../similarity/svd.js';
import { type WeightedSvcca, weightedSvcca } from '../similarity/weighted-svcca.js';
import { METRICS, type Metric } from './metrics.js';

const { min } = Math;

/** The metrics that were asked for; similarities, 1 = same. */
export interface MetricValues {
  svcca?: number;
  cca?: number;
  weighted?: WeightedSvcca;
  r2?: number;
  gcd?: number;
  pwcca?: Pwcca;
  cka?: number;
  ckaDebiased?: number | null;
  procrustes?: number;
}

/** What one comparison stands on: two reduced layers, the overlap Q_xᵀQ_y of their bases, and the row moments where they are needed. */
export interface Pair {
  readonly x: Subspace;
  readonly y: Subspace;
  readonly bases: Overlap;
  readonly moments: JoinedMoments | undefined;
}

/** The overlap of the directions kept by a cut, or of all of them, and what was computed from it. */
export interface CutOverlap {
  readonly kx: number;
  readonly ky: number;
  /** ρ, where a metric needed it. */
  readonly correlations?: Float64Array;
  /** P and Q, where asked for. */
  readonly alignment?: Alignment;
}

export interface PairResult {
  readonly values: MetricValues;
  /** Why a value is null. */
  readonly reasons: { ckaDebiased?: string };
  /** Angular Procrustes distance in radians, where it was asked for and could be told from this pair. */
  readonly angle: number | undefined;
  readonly cut: CutOverlap;
  readonly full: CutOverlap;
}

/** The asked metrics of a pair; each factorisation is done once, and only where a metric needs it. */
export function pairMetrics(
  pair: Pair,
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
    directions: boolean;
    onStage?: ((stage: string) => void) | undefined;
  },
): PairResult {
  const { x, y, moments } = pair;
  const wants = (metric: Metric) => metrics.includes(metric);
  const sizes = { kx: keptDirections(x, cut), ky: keptDirections(y, cut) };
  const everything = sizes.kx === x.rank && sizes.ky === y.rank;
  onStage?.('comparing all directions');
  const correlate = { full: wants('cca') || (everything && wants('svcca')), cut: wants('svcca') && !everything };
  const values: MetricValues = {};
  const full = wholeOverlap(pair, { values, wants, correlations: correlate.full, engine });
  onStage?.('comparing the kept directions');
  const kept = keptOverlap(pair, {
    sizes,
    needs: { correlations: correlate.cut, alignment: directions },
    engine,
    metrics,
  });
  const correlations = kept.correlations ?? (everything ? full.correlations : undefined);
  if (wants('svcca') && correlations) values.svcca = meanCorrelation(correlations);
  if (kept.m) Object.assign(values, overlapMetrics(pair, kept.m, wants));
  onStage?.('comparing the geometry');
  const { angle, reasons } = geometry(pair, { values, wants, engine, moments });
  const cutResult = {
    ...sizes,
    ...(correlations ? { correlations } : {}),
    ...(kept.alignment ? { alignment: kept.alignment } : {}),
  };
  return { values: inOrder(values), reasons, angle, cut: cutResult, full };
}

/** The asked metrics at the cut, of a pair of which only the kept directions are known. */
export function keptPairMetrics(
  { x, y, m }: KeptPair,
  { metrics, engine }: { metrics: readonly Metric[]; engine: Engine },
): PairResult {
  const wants = (metric: Metric) => metrics.includes(metric);
  const correlations = wants('svcca') ? canonicalCorrelations(m, { engine }) : undefined;
  const values: MetricValues = {
    ...(correlations ? { svcca: meanCorrelation(correlations) } : {}),
    ...overlapMetrics({ x, y }, m, wants),
  };
  const cut = { kx: m.rows, ky: m.cols, ...(correlations ? { correlations } : {}) };
  return { values: inOrder(values), reasons: {}, angle: undefined, cut, full: { kx: x.rank, ky: y.rank } };
}

/** The values in the order of METRICS. */
function inOrder(values: MetricValues): MetricValues {
  const names = METRICS.map((metric) => (metric === 'cka-debiased' ? 'ckaDebiased' : metric));
  return Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
}

interface Needs {
  readonly correlations: boolean;
  readonly alignment: boolean;
}

interface Factored {
  readonly correlations?: Float64Array;
  readonly alignment?: Alignment;
}

function factor(overlap: Matrix, needs: Needs, engine: Engine): Factored {
  if (needs.alignment) {
    const alignment = align(overlap, { engine });
    return { correlations: alignment.correlations, alignment };
  }
  return needs.correlations ? { correlations: canonicalCorrelations(overlap, { engine }) } : {};
}

/** The metrics of all directions, put into `values`; their alignment is not kept. */
function wholeOverlap(
  { x, y, bases }: Pair,
  {
    values,
    wants,
    correlations,
    engine,
  }: { values: MetricValues; wants: (metric: Metric) => boolean; correlations: boolean; engine: Engine },
): CutOverlap {
  const { rank: kx, datapoints } = x;
  const ky = y.rank;
  if (forcedOnes({ kx, ky, datapoints }) === min(kx, ky)) return allOnes({ kx, ky }, { values, wants });
  // Only two layers that fill the dimensions have the same basis.
  const found = factor(bases as Matrix, { correlations, alignment: wants('pwcca') }, engine);
  if (wants('cca') && found.correlations) values.cca = meanCorrelation(found.correlations);
  if (found.alignment) values.pwcca = pwcca(x, y, found.alignment, { engine });
  return { kx, ky, ...(found.correlations ? { correlations: found.correlations } : {}) };
}

/** Where a layer fills the dimensions of the datapoints, all ρ are 1 whatever the data. */
function allOnes(
  sizes: { kx: number; ky: number },
  { values, wants }: { values: MetricValues; wants: (metric: Metric) => boolean },
): CutOverlap {
  if (wants('cca')) values.cca = 1;
  if (wants('pwcca')) values.pwcca = { x: 1, y: 1 };
  return { ...sizes, correlations: new Float64Array(min(sizes.kx, sizes.ky)).fill(1) };
}

/** M of the kept singular directions with what is needed of it, where a metric needs M. */
function keptOverlap(
  { x, y, bases }: Pair,
  {
    sizes,
    needs,
    engine,
    metrics,
  }: { sizes: { kx: number; ky: number }; needs: Needs; engine: Engine; metrics: readonly Metric[] },
): Factored & { m?: Matrix } {
  const needsM = needs.correlations || needs.alignment || metrics.some((metric) => OVERLAP_METRICS.includes(metric));
  if (!needsM) return {};
  const m = directionOverlap(x, y, bases, { ...sizes, engine });
  return { m, ...factor(m, needs, engine) };
}

/** Metrics made of M's entries. */
const OVERLAP_METRICS: readonly Metric[] = ['weighted', 'r2', 'gcd'];

function overlapMetrics(
  { x, y }: { x: Spectrum; y: Spectrum },
  m: Matrix,
  wants: (metric: Metric) => boolean,
): MetricValues {
  return {
    ...(wants('weighted') ? { weighted: weightedSvcca(x, y, m) } : {}),
    ...(wants('r2') ? { r2: meanSquaredCorrelation(m) } : {}),
    ...(wants('gcd') ? { gcd: generalisedDetermination(m) } : {}),
  };
}

/** The metrics of whole layers, put into `values`. */
function geometry(
  { x, y, bases }: Pair,
  {
    values,
    wants,
    engine,
    moments,
  }: {
    values: MetricValues;
    wants: (metric: Metric) => boolean;
    engine: Engine;
    moments: JoinedMoments | undefined;
  },
): { angle: number | undefined; reasons: PairResult['reasons'] } {
  if (!GEOMETRY_METRICS.some(wants)) return { angle: undefined, reasons: {} };
  const cross = crossLoadings(x, y, bases, { engine });
  const reasons: { ckaDebiased?: string } = {};
  if (wants('cka')) values.cka = cka(x, y, cross);
  if (wants('cka-debiased') && moments) {
    const debiased = debiasedCka(x, y, cross, moments);
    values.ckaDebiased = debiased.value;
    if (debiased.value === null) reasons.ckaDebiased = debiased.reason;
  }
  const turned = wants('procrustes') ? procrustes(x, y, cross, { engine }) : undefined;
  if (turned) values.procrustes = turned.similarity;
  return { angle: turned?.angle, reasons };
}

/** Metrics of whole layers, in which the scale of a direction counts. */
const GEOMETRY_METRICS: readonly Metric[] = ['cka', 'cka-debiased', 'procrustes'];

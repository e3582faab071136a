import type { Engine } from '../engine/engine.js';
import type { Matrix } from '../engine/matrix.js';
import { type Alignment, align, canonicalCorrelations, leadingOverlap } from '../similarity/cca.js';
import { cka, debiasedCka } from '../similarity/cka.js';
import { type Cut, keptDirections } from '../similarity/kept-directions.js';
import { procrustes } from '../similarity/procrustes.js';
import { type Pwcca, pwcca } from '../similarity/pwcca.js';
import type { RowMoments } from '../similarity/row-moments.js';
import { generalisedDetermination, meanSquaredCorrelation } from '../similarity/subspace-overlap.js';
import { meanCorrelation } from '../similarity/svcca.js';
import type { Subspace } from '../similarity/svd.js';
import { type WeightedSvcca, weightedSvcca } from '../similarity/weighted-svcca.js';

/** Every dense metric by its name on the command line. */
export const METRICS = ['svcca', 'cca', 'weighted', 'r2', 'gcd', 'pwcca', 'cka', 'cka-debiased', 'procrustes'] as const;
export type Metric = (typeof METRICS)[number];

/** Metrics that look at the layers after the SVD stage's cut; the others see every direction. */
export const CUT_METRICS: readonly Metric[] = ['svcca', 'weighted', 'r2', 'gcd'];
/** Metrics made of canonical correlations, which have a floor of chance. */
export const CORRELATION_METRICS: readonly Metric[] = [...CUT_METRICS, 'cca', 'pwcca'];

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

/** What one comparison stands on: two reduced layers of one frame and their overlap. */
export interface Pair {
  readonly x: Subspace;
  readonly y: Subspace;
  readonly m: Matrix;
  readonly moments: RowMoments;
}

/** The overlap of the directions kept by a cut, and what was computed from it. */
export interface CutOverlap {
  readonly kx: number;
  readonly ky: number;
  readonly m: Matrix;
  /** ρ, where a metric needed it. */
  readonly correlations?: Float64Array;
  /** P and Q, where asked for. */
  readonly alignment?: Alignment;
}

export interface PairResult {
  readonly values: MetricValues;
  /** Why a value is null. */
  readonly reasons: { ckaDebiased?: string };
  /** Angular distance in radians. */
  readonly angle: number | undefined;
  readonly cut: CutOverlap;
  readonly full: CutOverlap;
}

/** The asked metrics of a pair; each factorisation of the overlap is done once, and only where a metric needs it. */
export function pairMetrics(
  pair: Pair,
  { metrics, cut, engine, directions }: { metrics: readonly Metric[]; cut: Cut; engine: Engine; directions: boolean },
): PairResult {
  const { x, y, m, moments } = pair;
  const wants = (metric: Metric) => metrics.includes(metric);
  const needs = {
    full: { correlations: wants('cca'), alignment: wants('pwcca') },
    cut: { correlations: wants('svcca'), alignment: directions },
  };
  const sizes = { full: { kx: x.rank, ky: y.rank }, cut: { kx: keptDirections(x, cut), ky: keptDirections(y, cut) } };
  const together = sizes.cut.kx === x.rank && sizes.cut.ky === y.rank;
  const full = factor(m, sizes.full, together ? either(needs.full, needs.cut) : needs.full, engine);
  const kept = together ? full : factor(m, sizes.cut, needs.cut, engine);
  const values: MetricValues = {};
  const reasons: { ckaDebiased?: string } = {};
  if (wants('svcca') && kept.correlations) values.svcca = meanCorrelation(kept.correlations);
  if (wants('cca') && full.correlations) values.cca = meanCorrelation(full.correlations);
  if (wants('weighted')) values.weighted = weightedSvcca(x, y, kept.m);
  if (wants('r2')) values.r2 = meanSquaredCorrelation(kept.m);
  if (wants('gcd')) values.gcd = generalisedDetermination(kept.m);
  if (wants('pwcca') && full.alignment) values.pwcca = pwcca(x, y, full.alignment, { engine });
  if (wants('cka')) values.cka = cka(x, y, m);
  if (wants('cka-debiased')) {
    const debiased = debiasedCka(x, y, m, moments);
    values.ckaDebiased = debiased.value;
    if (debiased.value === null) reasons.ckaDebiased = debiased.reason;
  }
  const turned = wants('procrustes') ? procrustes(x, y, m, { engine }) : undefined;
  if (turned) values.procrustes = turned.similarity;
  return { values, reasons, angle: turned?.angle, cut: kept, full };
}

interface Needs {
  readonly correlations: boolean;
  readonly alignment: boolean;
}

function either(a: Needs, b: Needs): Needs {
  return { correlations: a.correlations || b.correlations, alignment: a.alignment || b.alignment };
}

function factor(m: Matrix, sizes: { kx: number; ky: number }, needs: Needs, engine: Engine): CutOverlap {
  const block = leadingOverlap(m, sizes);
  if (needs.alignment) {
    const alignment = align(block, { engine });
    return { ...sizes, m: block, correlations: alignment.correlations, alignment };
  }
  if (needs.correlations) return { ...sizes, m: block, correlations: canonicalCorrelations(block, { engine }) };
  return { ...sizes, m: block };
}

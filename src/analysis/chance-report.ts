import { chanceLaw, correctedR2, countAbove, forcedOnes, weightedFloor } from '../similarity/chance.js';
import { wilksTests } from '../similarity/wilks.js';
import { CORRELATION_METRICS, CUT_METRICS, type Metric } from './metrics.js';
import type { CutOverlap, PairResult } from './pair-metrics.js';

const { max, min, sqrt } = Math;

/** What the values would be if the layers had nothing to do with each other. */
export interface ChanceFloors {
  svcca?: number;
  cca?: number;
  weighted?: { readonly xy: number; readonly yx: number; readonly mean: number };
  r2?: number;
  gcd?: number;
  /** The mean ρ by chance over the full rank; PWCCA's weights move it a little. */
  pwcca?: number;
}

/** What chance gives for the canonical correlations of one cut. */
export interface ChanceFigures {
  readonly kx: number;
  readonly ky: number;
  /** Mean ρ of independent layers. */
  readonly floor: number;
  /** The largest ρ of independent layers, besides those forced to 1. */
  readonly edge: number;
  /** How many ρ lie above the edge, besides those forced to 1; null when no ρ was computed. */
  readonly above: number | null;
  /** How many ρ are 1 whatever the data. */
  readonly forcedOnes: number;
}

/** How much of a comparison is chance (METHODS §4), for the canonical correlations that the report lists. */
export interface ChanceReport extends ChanceFigures {
  /** Which cut these figures belong to: that of the SVD stage, or the full rank when only `cca` or `pwcca` was asked for. */
  readonly of: 'svcca' | 'cca';
  /** Datapoints that are independent of each other: floors, edges and p are theirs. */
  readonly independent: number;
  /** (r2 − b)/(1 − b); null without r2, or where chance alone gives 1. */
  readonly r2Corrected: number | null;
  readonly floors: ChanceFloors;
  /** The figures of the full rank, which `cca` and `pwcca` stand on; null when neither was asked for. */
  readonly full: ChanceFigures | null;
  /** Bartlett's test that ρ_i and all below it are zero; null when no ρ was computed. */
  readonly bartlett: BartlettReport | null;
}

export interface BartlettReport {
  readonly wilks: readonly number[];
  readonly chiSquared: readonly (number | null)[];
  readonly degreesOfFreedom: readonly number[];
  readonly p: readonly (number | null)[];
}

/** Ones are forced by the datapoints there are; what else chance does depends on how many of them are independent. */
interface Datapoints {
  readonly datapoints: number;
  readonly independent: number;
}

/** The chance figures beside a pair's values; null when no metric made of correlations was asked for. */
export function chanceReport(
  { values, cut, full }: PairResult,
  {
    metrics,
    datapoints,
    independent = datapoints,
  }: { metrics: readonly Metric[]; datapoints: number; independent?: number },
): ChanceReport | null {
  const asked = CORRELATION_METRICS.filter((metric) => metrics.includes(metric));
  if (asked.length === 0) return null;
  const of = asked.some((metric) => CUT_METRICS.includes(metric)) ? 'svcca' : 'cca';
  const stage = of === 'svcca' ? cut : full;
  const law = chanceLaw({ ...stage, datapoints: independent });
  const counts = { datapoints, independent };
  const seesAll = metrics.includes('cca') || metrics.includes('pwcca');
  return {
    of,
    independent,
    ...chanceFigures(stage, counts),
    r2Corrected: values.r2 === undefined ? null : correctedR2(values.r2, law),
    floors: floors(asked, { cut, full, datapoints: independent }),
    full: seesAll ? chanceFigures(full, counts) : null,
    bartlett:
      stage.correlations === undefined ? null : bartlett(stage.correlations, { ...stage, datapoints: independent }),
  };
}

function chanceFigures({ kx, ky, correlations }: CutOverlap, { datapoints, independent }: Datapoints): ChanceFigures {
  const { floor, edge } = chanceLaw({ kx, ky, datapoints: independent });
  const forced = forcedOnes({ kx, ky, datapoints });
  const above = correlations === undefined ? null : countAbove(correlations, { edge, forced });
  return { kx, ky, floor, edge, above, forcedOnes: forced };
}

function floors(
  asked: readonly Metric[],
  stages: { cut: Directions; full: Directions; datapoints: number },
): ChanceFloors {
  const result: ChanceFloors = {};
  for (const metric of asked) Object.assign(result, metricFloor(metric, stages));
  return result;
}

/** How many directions of each layer a metric looks at. */
interface Directions {
  readonly kx: number;
  readonly ky: number;
}

/** What one metric would be by chance; nothing for metrics that are not made of correlations. */
export function metricFloor(
  metric: Metric,
  { cut, full, datapoints }: { cut: Directions; full: Directions; datapoints: number },
): ChanceFloors {
  const { kx, ky } = cut;
  const law = (sizes: Directions) => chanceLaw({ kx: sizes.kx, ky: sizes.ky, datapoints });
  switch (metric) {
    case 'svcca':
      return { svcca: law(cut).floor };
    case 'cca':
      return { cca: law(full).floor };
    case 'pwcca':
      return { pwcca: law(full).floor };
    case 'r2':
      return { r2: law(cut).meanSquare };
    case 'gcd':
      return { gcd: min(sqrt(kx * ky) / (datapoints - 1), sqrt(min(kx, ky) / max(kx, ky))) };
    case 'weighted': {
      const [xy, yx] = [weightedFloor({ ky, datapoints }), weightedFloor({ ky: kx, datapoints })];
      return { weighted: { xy, yx, mean: (xy + yx) / 2 } };
    }
    default:
      return {};
  }
}

function bartlett(correlations: Float64Array, sizes: { kx: number; ky: number; datapoints: number }): BartlettReport {
  const tests = wilksTests(correlations, sizes);
  return {
    wilks: tests.map((test) => test.lambda),
    chiSquared: tests.map((test) => test.chiSquared),
    degreesOfFreedom: tests.map((test) => test.degreesOfFreedom),
    p: tests.map((test) => test.p),
  };
}

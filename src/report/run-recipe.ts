import type { LayerSummary } from '../analysis/compare.js';
import type { Side } from '../analysis/dynamics-result.js';
import { CUT_METRICS, type Metric } from '../analysis/metrics.js';
import type { InputReport } from './compare-report.js';
import type { ReportHead } from './run-reports.js';
import { grouped } from './step-name.js';

/** What each metric is called where there is room to say it. */
export const METRIC_NAMES: { readonly [metric in Metric]: string } = {
  svcca: 'SVCCA',
  cca: 'CCA',
  weighted: 'weighted SVCCA',
  r2: 'mean squared correlation',
  gcd: 'generalised determination',
  pwcca: 'PWCCA',
  cka: 'linear CKA',
  'cka-debiased': 'debiased linear CKA',
  procrustes: 'Procrustes similarity',
};

const SIDES: { readonly [side in Side]: string } = {
  xy: "weighted by the row's layer",
  yx: "weighted by the column's layer",
  mean: 'mean of both sides',
  fewer: 'weighted by the layer with fewer directions',
};

/** A metric's name with the side that was taken. */
export function metricInWords({ metric, side }: { metric: Metric; side: Side | null }): string {
  return side === null ? METRIC_NAMES[metric] : `${METRIC_NAMES[metric]} (${SIDES[side]})`;
}

/** What the SVD stage keeps, as far as the options of a report say; nothing for metrics that see every direction. */
export function cutInWords({ options }: Pick<ReportHead<string>, 'options'>, metric?: Metric): string[] {
  if (metric !== undefined && !CUT_METRICS.includes(metric)) return [];
  const { variance, energy, directions } = options;
  if (typeof directions === 'number') return [`first ${grouped(directions)} directions of each layer`];
  if (typeof variance !== 'number') return [];
  const what = energy === 'singular' ? 'sum of singular values' : 'variance';
  return [`${Number((variance * 100).toPrecision(12))} % of the ${what}`];
}

/** How many datapoints layers were compared on. */
export function datapointsInWords(summaries: readonly (LayerSummary | null)[]): string[] {
  const counts = summaries.flatMap((summary) => (summary === null ? [] : [summary.datapoints]));
  if (counts.length === 0) return [];
  const [least, most] = counts.reduce(([a, b], count) => [Math.min(a, count), Math.max(b, count)], [counts[0], 0]);
  return [`${least === most ? '' : `${grouped(least)} to `}${grouped(most)} datapoints`];
}

/** How layers with positions were compared, each reading once. */
export function readingsInWords(inputs: readonly Pick<InputReport, 'conv' | 'tokens'>[]): string[] {
  const conv = [...new Set(inputs.flatMap(({ conv }) => (conv === null ? [] : [conv])))];
  const tokens = [...new Set(inputs.flatMap(({ tokens }) => (tokens === null ? [] : [tokens])))];
  return [
    ...(conv.length === 0 ? [] : [`convolutional layers compared as ${conv.join(' and ')}`]),
    ...tokens.map((token) => `sequences compared by ${typeof token === 'number' ? `position ${token}` : token}`),
  ];
}

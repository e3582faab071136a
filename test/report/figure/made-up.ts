import type { FrequencyReport } from '../../../src/analysis/frequency-report.js';
import type { CompareReport } from '../../../src/report/compare-report.js';

const { exp, hypot, min, sin } = Math;

/** A report that no comparison made, for what figures have to stand: any number of correlations, any names, any map. */
export function madeUpReport({
  count = 40,
  forced = 0,
  paths = ['net-a/conv2.npy', 'net-b/conv2.npy'],
  floor = 0.281,
  edge = 0.607,
  frequencies = null,
}: {
  count?: number;
  forced?: number;
  paths?: readonly [string, string];
  floor?: number;
  edge?: number;
  frequencies?: FrequencyReport | null;
} = {}): CompareReport {
  const correlations = Array.from({ length: count }, (_, i) => (i < forced ? 1 : 0.98 * (1 - i / count) ** 0.7));
  const above = correlations.filter((rho) => rho > edge).length - forced;
  const chance = {
    ...{ of: 'svcca', kx: count, ky: count + 2, floor, edge, above, forcedOnes: forced },
    ...{ independent: 400, r2Corrected: 0.34, full: null, bartlett: null },
    floors: {
      svcca: floor,
      cca: 0.298,
      r2: 0.105,
      gcd: 0.103,
      pwcca: 0.298,
      weighted: { xy: 0.32, yx: 0.31, mean: 0.315 },
    },
  } as const;
  const side = (path: string) => ({
    ...{
      path,
      datapoints: 400,
      neurons: count + 8,
      layout: 'nd',
      conv: null,
      tokens: null,
      grid: null,
      rank: count + 8,
      k: count,
    },
    ...{ k90: 1, k95: 1, k99: count, participationRatio: 18.5, deadNeurons: 0, duplicateNeurons: 0 },
  });
  const metrics = {
    ...{ svcca: 0.5777, cca: 0.5471, weighted: { xy: 0.7105, yx: 0.6925, mean: 0.7015 }, r2: 0.4128, gcd: 0.4029 },
    ...{ pwcca: { x: 0.6578, y: 0.6368 }, cka: 0.5406, ckaDebiased: -0.0148, procrustes: 0.6813 },
  };
  return {
    schema: 'svcca.compare/1',
    version: '0.0.0',
    options: { metric: ['svcca', 'cka-debiased'], variance: 0.99, energy: 'variance', directions: null },
    x: side(paths[0]),
    y: side(paths[1]),
    metrics,
    reasons: {},
    distances: {},
    correlations,
    chance,
    frequencies,
  } as unknown as CompareReport;
}

/** A map that falls from the zero frequency outwards, null where `isNull` says so. */
export function madeUpFrequencies({
  height,
  width,
  rule = 'equal',
  isNull = () => false,
}: {
  height: number;
  width: number;
  rule?: FrequencyReport['rule'];
  isNull?: (u: number, v: number) => boolean;
}): FrequencyReport {
  const map = <T>(value: (u: number, v: number) => T) =>
    Array.from({ length: height }, (_, u) => Array.from({ length: width }, (_, v) => value(u, v)));
  const distance = (u: number, v: number) => hypot(min(u, height - u) / height, min(v, width - v) / width);
  const kept = map((u, v) => (isNull(u, v) ? 0 : 1 + ((3 * u + v) % 7)));
  return {
    height,
    width,
    rule,
    similarity: map((u, v) => (isNull(u, v) ? null : exp(-3 * distance(u, v)) * (0.9 + 0.1 * sin(5 * u + 3 * v)))),
    kx: kept,
    ky: kept,
    varianceX: map(() => 1 / (height * width)),
    varianceY: map(() => 1 / (height * width)),
    defect: { x: 0.031, y: rule === 'zero' ? null : 0.0224 },
  };
}

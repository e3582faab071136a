import type { Engine } from '../engine/engine.js';
import type { Cut } from '../similarity/kept-directions.js';
import type { Recipe } from './compare.js';
import { CUT_METRICS, type Metric } from './metrics.js';

/** For every metric how its value came about. */
export function recipes(
  metrics: readonly Metric[],
  {
    x,
    y,
    datapoints,
    cut,
    kept,
  }: {
    x: { neurons: number; rank: number };
    y: { neurons: number; rank: number };
    datapoints: number;
    cut: Cut;
    kept: { kx: number; ky: number };
  },
): Record<string, Recipe> {
  const common = { neuronsX: x.neurons, neuronsY: y.neurons, datapoints, centred: true as const };
  return Object.fromEntries(
    metrics.map((metric) => {
      const name = metric === 'cka-debiased' ? 'ckaDebiased' : metric;
      if (!CUT_METRICS.includes(metric)) {
        return [name, { variance: 1, energy: 'variance', kx: x.rank, ky: y.rank, ...common }];
      }
      const variance = cut.directions === undefined ? cut.variance : null;
      return [name, { variance, energy: cut.energy, kx: kept.kx, ky: kept.ky, ...common }];
    }),
  );
}

/** What computed it, for `-v`. */
export function engineDecision({ name, library }: Engine): string {
  return library === undefined ? `engine: ${name}` : `engine: ${name} (${library})`;
}

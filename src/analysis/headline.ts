import type { Comparison } from './compare.js';
import type { Metric } from './metrics.js';

/** The one number that a gate looks at and the table leads with. */
export interface Headline {
  readonly metric: Metric;
  /** Which side or mean was taken, where a metric has several. */
  readonly side: 'x' | 'y' | 'mean' | null;
  readonly value: number | null;
}

/**
 * The value of the first metric asked for: the mean of both weighted values, the PWCCA of the side with
 * fewer directions (the paper's choice).
 */
export function headline(
  { metrics, x, y }: Pick<Comparison, 'metrics'> & { readonly x: Ranked; readonly y: Ranked },
  [metric]: readonly Metric[],
): Headline {
  switch (metric) {
    case 'weighted':
      return { metric, side: 'mean', value: metrics.weighted?.mean ?? null };
    case 'pwcca': {
      const side = x.rank <= y.rank ? 'x' : 'y';
      return { metric, side, value: metrics.pwcca?.[side] ?? null };
    }
    case 'cka-debiased':
      return { metric, side: null, value: metrics.ckaDebiased ?? null };
    default:
      return { metric, side: null, value: metrics[metric] ?? null };
  }
}

interface Ranked {
  readonly rank: number;
}

import type { CompareReport } from './compare-report.js';
import type { TidyRows } from './csv.js';

/** One similarity of a comparison, with its floor of chance where it has one. */
export interface MetricRow {
  readonly metric: string;
  readonly side: string | null;
  readonly value: number | null;
  readonly chance: number | null;
}

/** Every value of a comparison, in the order of METHODS §3; two-sided metrics give a row a side. */
export function metricRows({ metrics, chance }: CompareReport): MetricRow[] {
  const floors = chance?.floors ?? {};
  const rows: MetricRow[] = [];
  const add = (
    metric: string,
    value: number | null | undefined,
    floor: number | undefined,
    side: string | null = null,
  ) => {
    if (value !== undefined) rows.push({ metric, side, value, chance: floor ?? null });
  };
  add('svcca', metrics.svcca, floors.svcca);
  add('weighted', metrics.weighted?.xy, floors.weighted?.xy, 'x|y');
  add('weighted', metrics.weighted?.yx, floors.weighted?.yx, 'y|x');
  add('weighted', metrics.weighted?.mean, floors.weighted?.mean, 'mean');
  add('r2', metrics.r2, floors.r2);
  add('gcd', metrics.gcd, floors.gcd);
  add('cca', metrics.cca, floors.cca);
  add('pwcca', metrics.pwcca?.x, floors.pwcca, 'x');
  add('pwcca', metrics.pwcca?.y, floors.pwcca, 'y');
  add('cka', metrics.cka, undefined);
  add('cka-debiased', metrics.ckaDebiased, typeof metrics.ckaDebiased === 'number' ? 0 : undefined);
  add('procrustes', metrics.procrustes, undefined);
  return rows;
}

/** The comparison as tidy rows: one value a row, with the recipe that made it. */
export function compareTidyRows(report: CompareReport): TidyRows {
  return {
    columns: ['x', 'y', 'metric', 'side', 'value', 'chance', 'variance', 'kx', 'ky', 'datapoints'],
    rows: metricRows(report).map(({ metric, side, value, chance }) => {
      const recipe = report.recipes[metric === 'cka-debiased' ? 'ckaDebiased' : metric];
      const { variance, kx, ky, datapoints } = recipe;
      return [report.x.path, report.y.path, metric, side, value, chance, variance, kx, ky, datapoints];
    }),
  };
}

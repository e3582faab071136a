import type { LayerSummary } from '../../src/analysis/compare.js';
import type { CrossReport } from '../../src/report/run-reports.js';

const { abs, exp, max, min, round } = Math;
const layerNames = (count: number) => Array.from({ length: count }, (_, i) => `block${i + 1}.conv`);
const summary = (name: string): LayerSummary => ({
  ...{ name, datapoints: 400, neurons: 64, rank: 60, k: 20, deadNeurons: 2, duplicateNeurons: 0 },
  ...{ k90: 9, k95: 14, k99: 20, saturation: 20 / 64, participationRatio: 8.5, entropyRank: 11.2 },
});
const input = (path: string) => ({
  ...{ path, dtype: 'float32', shape: [400, 64], order: 'C', layout: 'nd', conv: null, tokens: null, grid: null },
});

/** Two networks whose layers correspond by relative depth. */
export function madeUpCross({ rows = layerNames(4), columns = layerNames(7), sided = true } = {}): CrossReport {
  const depth = {
    rows: rows.map((_, i) => (i + 1) / rows.length),
    columns: columns.map((_, i) => (i + 1) / columns.length),
  };
  const matrix = depth.rows.map((a) => depth.columns.map((b) => round(1e6 * exp(-2 * abs(a - b)) * 0.9) / 1e6));
  const best = (names: readonly string[], others: readonly string[], value: (i: number, j: number) => number) =>
    names.map((layer, i) => {
      const values = others.map((_, j) => value(i, j));
      const most = values.indexOf(max(...values));
      return { layer, match: others[most], value: values[most] };
    });
  const dumps = (run: string, names: readonly string[]) => ({
    ...{ run, order: 'natural' },
    dumps: names.map((layer) => ({ ...input(`${run}/final/${layer}.npy`), layer, step: 'final' })),
  });
  const shifted = (by: number) => matrix.map((row) => row.map((value) => min(1, value + by)));
  return {
    ...{ schema: 'svcca.cross/1', version: '0.0.0', engine: 'wasm' },
    options: { metric: 'weighted', variance: 0.99, energy: 'variance', directions: null },
    inputs: { rows: dumps('a', rows), columns: dumps('b', columns) },
    warnings: [],
    ...{ rows, columns, metric: sided ? 'weighted' : 'svcca', side: sided ? 'mean' : null, matrix },
    sides: sided ? { xy: shifted(0.01), yx: shifted(-0.01) } : null,
    floors: rows.map(() => columns.map(() => 0.25)),
    depth,
    best: { rows: best(rows, columns, (i, j) => matrix[i][j]), columns: best(columns, rows, (j, i) => matrix[i][j]) },
    summaries: { rows: rows.map(summary), columns: columns.map(summary) },
  } as CrossReport;
}

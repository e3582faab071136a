import type { LayerSummary } from '../../src/analysis/compare.js';
import type { CrossReport, DynamicsReport } from '../../src/report/run-reports.js';

const { abs, exp, min, round } = Math;
const layerNames = (count: number) => Array.from({ length: count }, (_, i) => `block${i + 1}.conv`);
const summary = (name: string): LayerSummary => ({
  ...{ name, datapoints: 400, neurons: 64, rank: 60, k: 20, deadNeurons: 2, duplicateNeurons: 0 },
  ...{ k90: 9, k95: 14, k99: 20, saturation: 20 / 64, participationRatio: 8.5, entropyRank: 11.2 },
});
const input = (path: string) => ({
  ...{ path, dtype: 'float32', shape: [400, 64], order: 'C', layout: 'nd', conv: null, tokens: null, grid: null },
});

/** A report that no run made: layers near each other in depth are alike, the more the longer training goes on, lower ones sooner. */
export function madeUpDynamics({
  layers = layerNames(5),
  steps = [0, 100, 200, 400, 'final'] as (number | string)[],
  gap = [1, 2] as readonly [step: number, layer: number] | null,
  sided = true,
} = {}): DynamicsReport {
  const [last, depth] = [steps.length - 1, layers.length];
  const isGap = (t: number, l: number) => gap !== null && t === gap[0] && l === gap[1];
  const similarity = (t: number, l: number, f: number) => {
    if (isGap(t, l)) return null;
    if (t === last && l === f) return 1;
    const learnt = t === last ? 1 : 1 - 0.9 * exp((-3.3 * t) / (last * (0.3 + l / depth)));
    return round(1e6 * exp(-abs(l - f) / (0.3 * depth)) * learnt) / 1e6;
  };
  const pane = (shift: number) => (_: unknown, t: number) =>
    layers.map((_name, l) =>
      layers.map((_final, f) => {
        const value = similarity(t, l, f);
        return value === null || value === 1 ? value : round(1e6 * value * (1 + shift)) / 1e6;
      }),
    );
  const panes = steps.map(pane(0));
  const curves = layers.map((_, l) => steps.map((_step, t) => panes[t][l][l]));
  const settled = curves.map(
    (curve) => steps[curve.findIndex((_, t) => curve.slice(t).every((s) => s === null || s >= 0.95))],
  );
  const inputs = steps.flatMap((step, t) =>
    layers.flatMap((layer, l) => (isGap(t, l) ? [] : [{ ...input(`run/${step}/${layer}.npy`), layer, step }])),
  );
  return {
    ...{ schema: 'svcca.dynamics/1', version: '0.0.0', engine: 'wasm' },
    options: { metric: 'weighted', variance: 0.99, energy: 'variance', directions: null },
    inputs: { run: 'run', order: 'prefix', dumps: inputs },
    warnings: gap === null ? [] : [{ code: 'missing-cell', message: 'run has no layer there' }],
    ...{ layers, steps, metric: sided ? 'weighted' : 'svcca', side: sided ? 'mean' : null, panes },
    sides: sided ? { xy: steps.map(pane(0.01)), yx: steps.map(pane(-0.01)) } : null,
    floors: steps.map((_, t) => layers.map((_l, l) => layers.map(() => (isGap(t, l) ? null : 0.22)))),
    ...{ curves, epsilon: 0.05, settled, bottomUp: 0.8, reasons: {} },
    summaries: steps.map((_, t) => layers.map((name, l) => (isGap(t, l) ? null : summary(name)))),
  } as DynamicsReport;
}

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
      const most = values.indexOf(Math.max(...values));
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

import type { ClassesReport, CrossReport, FreezePlanReport } from '../../../src/report/run-reports.js';
import { CONVNET, madeUpInput, madeUpSummary } from './made-up-dynamics.js';

const { abs, max, min, sin } = Math;

const HEAD = { version: '0.0.0', engine: 'wasm', warnings: [] } as const;
const CUT = { variance: 0.99, energy: 'variance', directions: null } as const;

function depths(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i + 1) / count);
}

function inputsOf(run: string, layers: readonly string[]) {
  return { run, order: 'manifest', dumps: layers.map((layer) => ({ layer, step: 'final', ...madeUpInput(layer) })) };
}

/** Two networks whose layers correspond by depth, a little off. */
export function madeUpCross({
  rows = CONVNET,
  columns = CONVNET.slice(0, 9),
  floors = true,
  isNull = () => false,
}: {
  rows?: readonly string[];
  columns?: readonly string[];
  floors?: boolean;
  isNull?: (row: number, column: number) => boolean;
} = {}): CrossReport {
  const depth = { rows: depths(rows.length), columns: depths(columns.length) };
  const matrix = depth.rows.map((from, r) =>
    depth.columns.map((to, c) =>
      isNull(r, c) ? null : max(0, 0.9 - abs(from - to * 0.95) - 0.05 * abs(sin(r + 3 * c))),
    ),
  );
  const best = (names: readonly string[], others: readonly string[], value: (i: number, j: number) => number | null) =>
    names.flatMap((layer, i) => {
      const values = others.map((_, j) => value(i, j) ?? -1);
      const most = max(...values);
      return most < 0 ? [] : [{ layer, match: others[values.indexOf(most)], value: most }];
    });
  return {
    ...{ schema: 'svcca.cross/1', ...HEAD, options: { metric: 'weighted', ...CUT } },
    ...{ rows, columns, metric: 'weighted', side: 'mean', matrix, sides: { xy: matrix, yx: matrix }, depth },
    floors: floors ? matrix.map((row) => row.map((_, c) => 0.05 + 0.001 * c)) : null,
    best: {
      rows: best(rows, columns, (r, c) => matrix[r][c]),
      columns: best(columns, rows, (c, r) => matrix[r][c]),
    },
    summaries: { rows: rows.map(madeUpSummary), columns: columns.map(madeUpSummary) },
    inputs: { rows: inputsOf('runs/a', rows), columns: inputsOf('runs/b', columns) },
  };
}

/** Classes that become visible one after the other. */
export function madeUpClasses({
  layers = CONVNET,
  classes = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' '),
  isNull = () => false,
}: {
  layers?: readonly string[];
  classes?: readonly string[];
  isNull?: (layer: number, c: number) => boolean;
} = {}): ClassesReport {
  const depth = depths(layers.length);
  const correlation = depth.map((share, l) =>
    classes.map((_, c) =>
      isNull(l, c) ? null : min(1, 0.2 + share ** (0.6 + (1.6 * ((c * 7) % classes.length)) / classes.length) * 0.8),
    ),
  );
  const logits = madeUpInput('logits');
  return {
    ...{ schema: 'svcca.classes/1', ...HEAD, options: CUT },
    ...{
      layers,
      classes,
      correlation,
      adjustedR2: correlation.map((row) => row.map((r) => (r === null ? null : r * r))),
      depth,
    },
    floor: depth.map((share) => 0.1 + 0.08 * share),
    summaries: layers.map(madeUpSummary),
    inputs: { layers: layers.map(madeUpInput), logits },
  };
}

/** A plan by the linear rule, or one with layers that train to the end. */
export function madeUpPlan({
  layers = CONVNET,
  totalSteps = 20_000,
  rule = 'linear',
}: {
  layers?: readonly string[];
  totalSteps?: number;
  rule?: 'linear' | 'last' | 'previous';
} = {}): FreezePlanReport {
  const groups: string[][] = [];
  for (const layer of layers) {
    if (layer.startsWith('bn') && groups.length > 0) groups[groups.length - 1].push(layer);
    else groups.push([layer]);
  }
  const stepOf = (g: number) => {
    const step = (totalSteps * (g + 1)) / groups.length;
    return step >= totalSteps || (rule !== 'linear' && g > groups.length / 2) ? null : step;
  };
  const measured = { similarity: 0.95, checkpoints: 2, metric: 'weighted' } as const;
  const unmeasured = { similarity: null, checkpoints: null, metric: null };
  return {
    ...{ schema: 'svcca.freeze-plan/1', ...HEAD, options: CUT },
    ...{ layers, groups, totalSteps, costs: layers.map(() => 1), curves: null, steps: [] },
    rule: { name: rule, ...(rule === 'linear' ? unmeasured : measured) },
    schedule: groups.flatMap((group, g) => group.map((layer) => ({ layer, step: stepOf(g) }))),
    savings: { backward: 0.4375, whole: 0.4375 * (2 / 3) },
    inputs: inputsOf('runs/cifar', layers),
  };
}

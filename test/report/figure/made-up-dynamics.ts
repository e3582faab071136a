import type { Pane } from '../../../src/analysis/dynamics-result.js';
import type { Step } from '../../../src/analysis/run.js';
import type { DynamicsReport } from '../../../src/report/run-reports.js';

const { abs, exp, floor, max, sin } = Math;

export const CONVNET = 'conv1 bn1 conv2 bn2 pool1 conv3 bn3 conv4 bn4 fc1 bn5 fc2 logits'.split(' ');
export const EIGHT_STEPS = [0, 100, 500, 1000, 2500, 5000, 10000, 20000];

/** Layers of a deep network, called as PyTorch does. */
export function blocks(count: number): string[] {
  const parts = ['attn.q_proj', 'attn.out_proj', 'mlp.fc1', 'mlp.fc2'];
  return Array.from({ length: count }, (_, i) => `model.layers.${floor(i / 4)}.${parts[i % 4]}`);
}

/** Dynamics that no run had: layers settle one after the other, and neighbours are alike. */
export function madeUpDynamics({
  layers = CONVNET,
  steps = EIGHT_STEPS,
  floors = true,
  isGap = () => false,
  order = (depth) => depth,
  epsilon = 0.05,
}: {
  layers?: readonly string[];
  steps?: readonly Step[];
  floors?: boolean;
  isGap?: (step: number, layer: number) => boolean;
  /** When a layer settles, 0 to 1, by its depth, 0 to 1. */
  order?: (depth: number) => number;
  epsilon?: number;
} = {}): DynamicsReport {
  const [count, last] = [layers.length, steps.length - 1];
  const grown = (step: number, layer: number) => {
    if (step === last) return 1;
    const time = last === 0 ? 1 : step / last;
    return 0.15 + 0.85 / (1 + exp(12 * (order(layer / max(1, count - 1)) * 0.75 + 0.1 - time)));
  };
  const value = (step: number, row: number, column: number) => {
    if (isGap(step, row) || isGap(last, column)) return null;
    const apart = abs(row - column) / max(1, count);
    const wave = row === column ? 1 : 0.9 + 0.1 * abs(sin(3 * row + 5 * column + step));
    return grown(step, row) * exp(-4 * apart) * wave;
  };
  const pane = (cell: (row: number, column: number) => number | null): Pane =>
    layers.map((_, row) => layers.map((_, column) => cell(row, column)));
  const panes = steps.map((_, step) => pane((row, column) => value(step, row, column)));
  const curves = layers.map((_, layer) => steps.map((_, step) => panes[step][layer][layer]));
  const settled = curves.map((curve) => {
    if (curve[last] === null) return null;
    let first = last;
    for (let step = last; step >= 0; step--) {
      const similarity = curve[step];
      if (similarity !== null && similarity < 1 - epsilon) break;
      if (similarity !== null) first = step;
    }
    return steps[first];
  });
  const sides = { xy: panes, yx: panes };
  return {
    ...{ schema: 'svcca.dynamics/1', version: '0.0.0', engine: 'wasm', warnings: [] },
    options: { metric: 'weighted', variance: 0.99, energy: 'variance', directions: null },
    ...{ layers, steps, metric: 'weighted', side: 'mean', panes, sides, curves, epsilon, settled },
    floors: floors ? steps.map(() => pane((row, column) => 0.08 + 0.002 * abs(row - column))) : null,
    ...{ bottomUp: 0.93, reasons: {} },
    summaries: steps.map((_, step) => layers.map((name, layer) => (isGap(step, layer) ? null : madeUpSummary(name)))),
    inputs: {
      run: 'runs/cifar',
      order: 'manifest',
      dumps: steps.flatMap((step) => layers.map((layer) => ({ layer, step, ...madeUpInput(layer) }))),
    },
  };
}

/** A layer that was reduced. */
export function madeUpSummary(name: string) {
  const spectrum = { k90: 20, k95: 30, k99: 60, participationRatio: 12.5, saturation: 0.1, entropyRank: 15 };
  return { name, datapoints: 2000, neurons: 512, rank: 512, k: 60, deadNeurons: 0, duplicateNeurons: 0, ...spectrum };
}

/** How a layer was read. */
export function madeUpInput(layer: string) {
  const read = { dtype: '<f4', shape: [2000, 512], order: 'C', layout: 'nd', tokens: null, grid: null } as const;
  return { path: `${layer}.npy`, ...read, conv: layer.startsWith('conv') ? ('dft' as const) : null };
}

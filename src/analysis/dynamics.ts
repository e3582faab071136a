import { defaultEngine } from '../engine/default-engine.js';
import { SvccaError } from '../errors.js';
import { DEFAULT_CUT } from '../similarity/kept-directions.js';
import type { LayerSummary } from './compare.js';
import { DEFAULT_EPSILON, type Dynamics, type Pane, type Side } from './dynamics-result.js';
import { holdColumns } from './held-columns.js';
import { kendallTau } from './kendall-tau.js';
import { type FilledPane, layerPanes, type PaneOptions } from './layer-panes.js';
import type { Metric } from './metrics.js';
import { orGap } from './or-gap.js';
import type { Run, Step } from './run.js';
import { requireSameDatapoints } from './same-datapoints.js';

export interface DynamicsOptions extends Partial<Omit<PaneOptions, 'side'>> {
  readonly side?: Side | undefined;
  readonly epsilon?: number;
  /** Bytes to stay within, as far as there is a choice. */
  readonly memory?: number | undefined;
  /** Called with the number of dumps that are done. */
  readonly onProgress?: ((dumps: number) => void) | undefined;
}

/**
 * How every layer approaches the final representation of every layer (§4.1 of the paper; METHODS §6): each dump of the run is read and reduced
 * once, the last step's first, which stay in memory; the others one after the other. The last step should have all layers.
 *
 * @throws SvccaError 'input' when datapoints differ in number or the run has no dumps at its last step, 'undefined' when a layer has no variance.
 */
export async function dynamics(
  run: Run,
  {
    metric = 'weighted',
    side = defaultSide(metric),
    epsilon = DEFAULT_EPSILON,
    cut = DEFAULT_CUT,
    engine = defaultEngine,
    memory,
    onProgress,
    ...rest
  }: DynamicsOptions = {},
): Promise<Dynamics> {
  const { layers, steps, cells } = run;
  const present = cells.flat().filter((dump) => dump !== null);
  requireSameDatapoints(present, { hint: 'dump every layer at every step on the same inputs, in the same order' });
  const last = cells[steps.length - 1] ?? [];
  const independent = rest.independent ?? last.find((dump) => dump !== null)?.datapoints ?? 0;
  const options = { ...rest, metric, cut, engine, independent };
  let done = 0;
  const rows = cells
    .slice(0, -1)
    .flat()
    .filter((dump) => dump !== null);
  const { columns: finals, prepareRow } = await holdColumns(last, {
    ...options,
    rows,
    memory,
    onColumn: () => onProgress?.(++done),
  });
  if (finals.every((layer) => layer === null)) {
    throw new SvccaError('input', `the last step, ${steps[steps.length - 1]}, has no dumps to compare with`, {
      hint: 'choose the steps with --steps',
    });
  }
  const panes = layerPanes(finals, { ...options, side: hasSides(metric) ? side : null });
  const found: FilledPane[] = [];
  try {
    await panes.addFinal();
    found.push(panes.take());
    for (let t = steps.length - 2; t >= 0; t--) {
      for (const dump of cells[t]) {
        await panes.addRow(dump && (await orGap(() => prepareRow(dump), rest.onGap)));
        onProgress?.(++done);
      }
      found.unshift(panes.take());
    }
  } finally {
    panes.release();
  }
  const values = found.map(({ values }) => values);
  const curves = layers.map((_, l) => values.map((pane) => pane[l][l]));
  const settled = curves.map((curve) => settledAt(curve, steps, epsilon));
  return {
    layers,
    steps,
    metric,
    side: hasSides(metric) ? side : null,
    panes: values,
    sides: hasSides(metric) ? { xy: found.map(({ xy }) => xy), yx: found.map(({ yx }) => yx) } : null,
    floors: found.every(({ floors }) => floors === null) ? null : found.map(({ floors }) => floors as Pane),
    curves,
    epsilon,
    settled,
    ...bottomUpOrder(settled, steps),
    summaries: found.map(({ summaries }) => summaries as (LayerSummary | null)[]),
  };
}

/** Metrics with a value for each layer of a pair. */
export function hasSides(metric: Metric): boolean {
  return metric === 'weighted' || metric === 'pwcca';
}

/** The value that stands for both where none is asked for: for PWCCA the paper's, of the layer with fewer directions. */
export function defaultSide(metric: Metric): Side {
  return metric === 'pwcca' ? 'fewer' : 'mean';
}

/** The first step from which on a curve stays within epsilon of where it ends; null where it has no end. */
export function settledAt(curve: readonly (number | null)[], steps: readonly Step[], epsilon: number): Step | null {
  const final = curve[curve.length - 1];
  if (final === null || final === undefined) return null;
  let first = curve.length - 1;
  for (let t = first - 1; t >= 0; t--) {
    const value = curve[t];
    // A gap tells nothing of the steps beside it.
    if (value === null) continue;
    if (value < final - epsilon) break;
    first = t;
  }
  return steps[first];
}

/** Kendall's τ of depth and the place of the step of settling. */
function bottomUpOrder(
  settled: readonly (Step | null)[],
  steps: readonly Step[],
): Pick<Dynamics, 'bottomUp' | 'reasons'> {
  const known = settled.flatMap((step, depth) => (step === null ? [] : [{ depth, place: steps.indexOf(step) }]));
  const tau = kendallTau(
    known.map(({ depth }) => depth),
    known.map(({ place }) => place),
  );
  if (tau !== null) return { bottomUp: tau, reasons: {} };
  const why = known.length < 2 ? 'it takes two layers that settle' : 'all layers settle at the same step';
  return { bottomUp: null, reasons: { bottomUp: why } };
}

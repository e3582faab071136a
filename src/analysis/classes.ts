import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import { weightedFloor } from '../similarity/chance.js';
import { type Cut, DEFAULT_CUT, keptDirections } from '../similarity/kept-directions.js';
import { multipleCorrelations, type UnitTargets, unitTargets } from '../similarity/multiple-correlation.js';
import { reduceLayer } from '../similarity/reduce-layer.js';
import { spectrumFigures } from '../similarity/spectrum.js';
import type { Subspace } from '../similarity/svd.js';
import type { LayerSummary } from './compare.js';
import type { Classes } from './dynamics-result.js';
import type { RunDump } from './run.js';

/** One layer, under the name that it goes by. */
export type ClassesLayer = Pick<RunDump, 'name' | 'open'>;

export interface ClassesOptions {
  /** What the neurons of the logits are called. */
  readonly classes: readonly string[];
  readonly cut?: Cut;
  readonly engine?: Engine;
  /** Datapoints that are independent of each other where not all are, as the positions of one sequence. */
  readonly independent?: number | undefined;
  /** Called before each layer is read, with what is done. */
  readonly onStage?: ((stage: string) => void) | undefined;
}

/**
 * How well each layer, bottom up, gives each class away (METHODS §6): R_c = ‖U_xᵀŷ_c‖, the multiple correlation of the class's logit, or of
 * its indicator, with the directions that the cut keeps. Each layer is open and held only while it is reduced.
 *
 * @throws SvccaError 'input' when the datapoints differ in number, 'undefined' when a layer has no variance or no class ever changes.
 */
export async function classes(
  layers: readonly ClassesLayer[],
  logits: Activations,
  {
    classes: names,
    cut = DEFAULT_CUT,
    engine = defaultEngine,
    independent = logits.datapoints,
    onStage,
  }: ClassesOptions,
): Promise<Classes> {
  const targets = await unitTargets(logits);
  requireChange(targets, logits.name);
  const found: { correlation: (number | null)[]; summary: LayerSummary }[] = [];
  for (const [i, layer] of layers.entries()) {
    onStage?.(`reducing ${layer.name}, layer ${i + 1} of ${layers.length}`);
    const reduced = await reduce(layer, { logits, engine, cut });
    const summary = summaryOf(layer, reduced, cut);
    found.push({ correlation: multipleCorrelations(reduced, targets, { k: summary.k, engine }), summary });
  }
  return {
    layers: layers.map(({ name }) => name),
    classes: names,
    correlation: found.map(({ correlation }) => correlation),
    adjustedR2: found.map(({ correlation, summary: { k } }) =>
      correlation.map((r) => adjustedR2(r, { k, datapoints: independent })),
    ),
    floor: found.map(({ summary: { k } }) => weightedFloor({ ky: k, datapoints: independent })),
    depth: layers.map((_, i) => (i + 1) / layers.length),
    summaries: found.map(({ summary }) => summary),
  };
}

async function reduce(
  { open }: ClassesLayer,
  { logits, engine, cut }: { logits: Activations; engine: Engine; cut: Cut },
): Promise<Subspace> {
  const { activations, close } = await open();
  try {
    requireSameDatapoints(activations, logits);
    return await reduceLayer(activations, { engine, cut });
  } finally {
    await close();
  }
}

function summaryOf({ name }: ClassesLayer, reduced: Subspace, cut: Cut): LayerSummary {
  const { datapoints, neurons, rank, deadNeurons, duplicateNeurons } = reduced;
  const k = keptDirections(reduced, cut);
  return { name, datapoints, neurons, rank, k, ...spectrumFigures(reduced), deadNeurons, duplicateNeurons };
}

/** 1 − (1 − R²)(m − 1)/(m − k − 1); null where the directions are as many as the dimensions. */
function adjustedR2(r: number | null, { k, datapoints: m }: { k: number; datapoints: number }): number | null {
  return r === null || m - k - 1 <= 0 ? null : 1 - ((1 - r * r) * (m - 1)) / (m - k - 1);
}

function requireSameDatapoints(layer: Activations, logits: Activations): void {
  if (layer.datapoints === logits.datapoints) return;
  throw new SvccaError(
    'input',
    `${layer.name} has ${layer.datapoints} datapoints but ${logits.name} has ${logits.datapoints}`,
    { hint: 'dump them on the same inputs, in the same order' },
  );
}

function requireChange({ live }: UnitTargets, name: string): void {
  if (live.some((alive) => alive)) return;
  throw new SvccaError('undefined', `no class of ${name} ever changes`, {
    hint: 'check that the right file was given, dumped on more than one input',
  });
}

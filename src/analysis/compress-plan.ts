import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import type { Restriction } from '../similarity/restriction.js';
import type { Warning } from './compare-warnings.js';
import type { CompressionPlan, LayerPlan, PlanRule, ProjectionKind } from './compression-result.js';
import { directionsWarnings } from './directions-warnings.js';
import { type LayerDirections, type LayerDirectionsOptions, layerDirections } from './layer-directions.js';
import { type Judged, measureCurves, requireFit } from './measure-curves.js';
import type { NextLayer } from './next-layer.js';
import { fewestAccurate, planSizes, ruledDirections, sizeWarnings } from './plan-rule.js';
import { predictions } from './predictions.js';
import { type CurvesAsked, curvesAsked, restrictedBy, worthOf } from './project.js';

export interface CompressPlanOptions extends LayerDirectionsOptions, Judged, CurvesAsked {
  /** What the layer is called in the plan; its own name, where it is not given. */
  readonly name?: string | undefined;
  /** What decides how many directions are kept. */
  readonly rule: PlanRule;
  readonly method: ProjectionKind;
  readonly activations?: LayerPlan['activations'] | undefined;
}

/** A plan with the directions that its factors are made of. */
export interface PlannedLayer {
  readonly plan: LayerPlan;
  readonly directions: LayerDirections;
  readonly warnings: readonly Warning[];
}

/**
 * How far a layer can be factored through its most important directions, at what cost (METHODS §6, compression). Without the weights of the next layer
 * they are counted as square.
 *
 * @throws SvccaError 'usage' where no number of directions does what the rule asks for, 'input' when operands do not fit each other, 'undefined'
 *   when a layer has no variance.
 */
export async function compressPlan(layer: Activations, options: CompressPlanOptions): Promise<PlannedLayer> {
  const { engine = defaultEngine, rule, method, next, labels, activations = 'original', name = layer.name } = options;
  requireJudges(options);
  requireFit(layer, options);
  const directions = await layerDirections(layer, { ...options, engine });
  const { found, summary } = directions;
  const restriction = restrictedBy(directions, { k: found.kept, method, engine });
  const { residuals } = restriction;
  const outputs = next?.weights.rows ?? summary.neurons;
  const ruled = ruledDirections(rule, directions, { outputs, residuals });
  const k = ruled?.k ?? (await accurateEnough(layer, directions, { ...options, engine, restriction }));
  const measured = await measureCurves(layer, directions, {
    ...options,
    ...curvesAsked(directions, options, k),
    engine,
    also: () => [{ map: restriction.map(), k: [k] }],
  });
  const counted = { datapoints: (options.heldOut ?? layer).datapoints, labelled: labels !== undefined };
  const { residual, ...predicted } = worthOf(residuals[k], measured.also[0], counted);
  const plan: LayerPlan = {
    name,
    k,
    neurons: summary.neurons,
    outputs,
    weights: next !== undefined,
    method,
    rule,
    directions: found,
    layer: summary,
    ...planSizes({ k, neurons: summary.neurons, outputs }),
    residual,
    evaluated: measured.evaluated,
    predicted: next === undefined ? null : predicted,
    curve: measured.curve,
    activations,
  };
  return {
    plan,
    directions,
    warnings: [...directionsWarnings(directions), ...(ruled?.warning ? [ruled.warning] : []), ...sizeWarnings(plan)],
  };
}

/** Plans one after the other, with what they come to. */
export function compressionPlan(
  layers: readonly LayerPlan[],
  accuracy: CompressionPlan['accuracy'] = null,
): CompressionPlan {
  const sum = (of: 'parameters' | 'multiplyAdds', when: 'before' | 'after') =>
    layers.reduce((total, plan) => total + plan[of][when], 0);
  const totals = (of: 'parameters' | 'multiplyAdds') => ({ before: sum(of, 'before'), after: sum(of, 'after') });
  return { layers, total: { parameters: totals('parameters'), multiplyAdds: totals('multiplyAdds') }, accuracy };
}

function requireJudges({ rule, next, labels }: CompressPlanOptions): void {
  if (rule.by !== 'accuracy-drop' || (next !== undefined && labels !== undefined)) return;
  const missing = next === undefined ? 'the weights of the layer that reads it' : 'labels';
  throw new SvccaError('usage', `an accuracy drop was asked for, but accuracy cannot be told without ${missing}`, {
    hint: 'give --weights, --bias and --labels',
  });
}

/** The fewest directions that lose no more accuracy than the rule allows; all numbers of them are tried. */
async function accurateEnough(
  layer: Activations,
  directions: LayerDirections,
  options: CompressPlanOptions & { engine: Engine; restriction: Restriction },
): Promise<number> {
  const { next, labels, heldOut = layer, engine, restriction, rule, onStage } = options;
  onStage?.(`trying every number of directions of ${layer.name}`);
  const all = Array.from({ length: directions.found.kept }, (_, i) => i + 1);
  const judged = { next: next as NextLayer, labels, means: directions.means, engine };
  const { right, candidates } = await predictions(heldOut, [{ map: restriction.map(), k: all }], judged);
  const accuracies = Array.from(candidates[0].right, (count) => count / heldOut.datapoints);
  return fewestAccurate(rule.asked, directions, { accuracies, whole: right / heldOut.datapoints });
}

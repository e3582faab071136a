import { defaultEngine } from '../engine/default-engine.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import type { Warning } from './compare-warnings.js';
import type { CompressionPlan, LayerPlan, PlanRule, ProjectionKind } from './compression-result.js';
import { directionsWarnings } from './directions-warnings.js';
import { type LayerDirections, type LayerDirectionsOptions, layerDirections } from './layer-directions.js';
import { type Judged, measureCurves } from './measure-curves.js';
import { fewestAccurate, planSizes, ruledDirections, sizeWarnings } from './plan-rule.js';
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
  const directions = await layerDirections(layer, { ...options, engine });
  const { found, summary } = directions;
  const restriction = restrictedBy(directions, { k: found.kept, method, engine });
  const { residuals } = restriction;
  const outputs = next?.weights.rows ?? summary.neurons;
  const ruled = ruledDirections(rule, directions, { outputs, residuals });
  const counted = ruled === undefined ? upTo(found.kept) : [ruled.k];
  const measured = await measureCurves(layer, directions, {
    ...options,
    ...curvesAsked(directions, options),
    engine,
    also: () => [{ map: restriction.map(), k: counted }],
  });
  const { datapoints } = options.heldOut ?? layer;
  const [hits] = measured.also;
  const accuracies = hits === undefined ? [] : Array.from(hits.right, (right) => right / datapoints);
  const k =
    ruled?.k ?? fewestAccurate(rule.asked, directions, { accuracies, whole: measured.evaluated?.accuracy as number });
  const at = counted.indexOf(k);
  const own = hits && { right: hits.right.subarray(at), agreeing: hits.agreeing.subarray(at) };
  const { residual, ...predicted } = worthOf(residuals[k], own, { datapoints, labelled: labels !== undefined });
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
export function compressionPlan(layers: readonly LayerPlan[]): CompressionPlan {
  const sum = (of: 'parameters' | 'multiplyAdds', when: 'before' | 'after') =>
    layers.reduce((total, plan) => total + plan[of][when], 0);
  const totals = (of: 'parameters' | 'multiplyAdds') => ({ before: sum(of, 'before'), after: sum(of, 'after') });
  return { layers, total: { parameters: totals('parameters'), multiplyAdds: totals('multiplyAdds') } };
}

function requireJudges({ rule, next, labels }: CompressPlanOptions): void {
  if (rule.by !== 'accuracy-drop' || (next !== undefined && labels !== undefined)) return;
  const missing = next === undefined ? 'the weights of the layer that reads it' : 'labels';
  throw new SvccaError('usage', `an accuracy drop was asked for, but accuracy cannot be told without ${missing}`, {
    hint: 'give --weights, --bias and --labels',
  });
}

/** 1, 2, …, n. */
function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

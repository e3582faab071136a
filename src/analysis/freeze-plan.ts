import { SvccaError } from '../errors.js';
import type { FreezePlan } from './dynamics-result.js';
import { frozenCost } from './layer-groups.js';
import type { Metric } from './metrics.js';
import type { Step } from './run.js';
import { stepNumbers } from './step-numbers.js';

/** Backward work for one of forward work, as METHODS §6 counts it. */
const BACKWARD_PER_FORWARD = 2;

/** What decides when layers freeze. */
export type FreezeRule =
  | { readonly name: 'linear'; readonly totalSteps: number }
  | {
      /** Against the last checkpoint, or against the one before. */
      readonly name: 'last' | 'previous';
      readonly totalSteps?: number | undefined;
      readonly similarity: number;
      readonly checkpoints: number;
      readonly metric: Metric;
      readonly steps: readonly Step[];
      /** [layer][step]; null where nothing is known, which counts as not similar. */
      readonly curves: readonly (readonly (number | null)[])[];
    };

export interface FreezePlanOptions {
  readonly layers: readonly string[];
  /** Layers that freeze together, bottom up: all layers, in order. */
  readonly groups: readonly (readonly string[])[];
  readonly rule: FreezeRule;
  /** Work of each layer's backward pass; where it is not given, one, and none for layers that train nothing or little (`frozenCost`). */
  readonly costs?: readonly number[] | undefined;
}

/**
 * When each layer stops training and what that saves (METHODS §6). Under the linear rule group i of L freezes at step T·i/L. Under a
 * measured one a group freezes at the first checkpoint at which it has stayed at τ or above for n consecutive ones and everything
 * below is frozen; from then on it cannot change, whatever it did in the run that was measured.
 */
export function freezePlan({ layers, groups, rule, costs = defaultCosts(groups) }: FreezePlanOptions): FreezePlan {
  const measured = rule.name !== 'linear';
  const numbers = measured ? stepNumbers(rule.steps, rule.totalSteps) : [];
  const totalSteps = rule.totalSteps ?? numbers[numbers.length - 1];
  requireTotal(totalSteps);
  const frozen = measured
    ? measuredSteps(groups, { ...rule, numbers, layers })
    : groups.map((_, i) => (totalSteps * (i + 1)) / groups.length);
  const trainsUntil = frozen.map((step) => (step === null || step >= totalSteps ? null : step));
  const stepOf = new Map(groups.flatMap((group, g) => group.map((layer) => [layer, trainsUntil[g]])));
  const schedule = layers.map((layer) => ({ layer, step: stepOf.get(layer) ?? null }));
  const backward = sparedShare(schedule, { costs, totalSteps });
  const { similarity, checkpoints, metric } = measured ? rule : NOTHING_MEASURED;
  return {
    layers,
    groups,
    rule: { name: rule.name, similarity, checkpoints, metric },
    totalSteps,
    schedule,
    costs,
    savings: { backward, whole: (backward * BACKWARD_PER_FORWARD) / (1 + BACKWARD_PER_FORWARD) },
    curves: measured ? rule.curves : null,
    steps: measured ? rule.steps : [],
  };
}

const NOTHING_MEASURED = { similarity: null, checkpoints: null, metric: null };

function defaultCosts(groups: readonly (readonly string[])[]): number[] {
  return groups.flatMap((group) => group.map((layer) => frozenCost(layer, group)));
}

/** The step at which each group freezes, never falling; null for one that does not, and for all above it. */
function measuredSteps(
  groups: readonly (readonly string[])[],
  {
    numbers,
    layers,
    curves,
    similarity,
    checkpoints,
  }: {
    numbers: readonly number[];
    layers: readonly string[];
    curves: readonly (readonly (number | null)[])[];
    similarity: number;
    checkpoints: number;
  },
): (number | null)[] {
  let from = 0;
  return groups.map((group) => {
    const own = group.map((layer) => curves[layers.indexOf(layer)]);
    const near = numbers.map((_, t) => own.every((curve) => (curve[t] ?? Number.NEGATIVE_INFINITY) >= similarity));
    while (from < numbers.length && !stayed(near, from, checkpoints)) from++;
    return numbers[from] ?? null;
  });
}

function stayed(near: readonly boolean[], until: number, checkpoints: number): boolean {
  return until + 1 >= checkpoints && near.slice(until + 1 - checkpoints, until + 1).every((yes) => yes);
}

/** The share of the work, weighted by cost, that falls after the layers' steps. */
function sparedShare(
  schedule: FreezePlan['schedule'],
  { costs, totalSteps }: { costs: readonly number[]; totalSteps: number },
): number {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const spared = schedule.reduce((sum, { step }, i) => sum + costs[i] * (totalSteps - (step ?? totalSteps)), 0);
  return spared / (total * totalSteps);
}

function requireTotal(totalSteps: number): void {
  if (totalSteps > 0) return;
  throw new SvccaError('usage', `training ends at step ${totalSteps}, which leaves nothing to freeze`, {
    hint: 'say with --total-steps how many steps it takes',
  });
}

import { SvccaError } from '../errors.js';
import type { Warning } from './compare-warnings.js';
import type { LayerPlan, PlanRule } from './compression-result.js';
import { requireDirections, whyKept } from './factor-pair.js';
import type { LayerDirections } from './layer-directions.js';

const { floor, log10, max, min, round } = Math;

/** Up to this the accuracy is that which was asked for: shares of datapoints are not exact. */
const ROUNDING = 1e-12;

/** The number of directions, and where it was held back, why. */
export interface RuledDirections {
  readonly k: number;
  readonly warning?: Warning;
}

/**
 * How many directions a rule asks for. A ratio or a budget is an upper limit: where the layer has fewer directions, all of them are taken. Undefined
 * for a rule that asks for accuracy.
 *
 * @throws SvccaError ('usage') where there is no such number: how many directions there are and why, or how far the residual can fall.
 */
export function ruledDirections(
  rule: PlanRule,
  directions: LayerDirections,
  { outputs, residuals }: { outputs: number; residuals: Float64Array },
): RuledDirections | undefined {
  const { found, summary } = directions;
  const { neurons, name } = summary;
  switch (rule.by) {
    case 'variance':
      return { k: found.kept };
    case 'directions':
      requireDirections(directions, rule.asked);
      return { k: rule.asked };
    case 'ratio': {
      if (!(rule.asked > 0 && rule.asked <= 1)) {
        throw new SvccaError('usage', `a ratio of ${rule.asked} was asked for, but it lies above 0 and at most at 1`);
      }
      return atMost(max(1, round(rule.asked * neurons)), directions, `a ratio of ${rule.asked} allows`);
    }
    case 'budget': {
      const k = floor(rule.asked / (outputs + neurons));
      if (k >= 1) return atMost(k, directions, `a budget of ${rule.asked} parameters allows`);
      throw new SvccaError(
        'usage',
        `a budget of ${rule.asked} parameters holds no direction of ${name}: one takes ${outputs + neurons}, ${neurons} in the first factor and ${outputs} in the second`,
        { hint: `give a budget of at least ${outputs + neurons}` },
      );
    }
    case 'residual':
      return { k: fewestWithin(rule.asked, directions, residuals) };
    case 'accuracy-drop':
      return undefined;
  }
}

function atMost(k: number, directions: LayerDirections, what: string): RuledDirections {
  const { found, summary, cut } = directions;
  if (k <= found.kept) return { k };
  const message = `${what} ${k} directions, but ${summary.name} has ${found.kept}: ${whyKept(found, summary, cut)}`;
  return { k: found.kept, warning: { code: 'fewer-directions', message } };
}

function fewestWithin(asked: number, { found, summary: { name } }: LayerDirections, residuals: Float64Array): number {
  if (!(asked >= 0 && asked < 1)) {
    throw new SvccaError('usage', `a residual of ${asked} was asked for, but it lies at 0 or above and below 1`);
  }
  for (let k = 1; k <= found.kept; k++) if (residuals[k] <= asked) return k;
  const least = residuals[found.kept];
  throw new SvccaError(
    'usage',
    `a residual of ${asked} was asked for, but all ${found.kept} directions of ${name} that are kept leave ${least.toPrecision(3)}`,
    {
      hint:
        found.kept < found.rank
          ? `ask for ${roundedUp(least)} or more, or keep more variance with --variance (1 keeps all ${found.rank})`
          : `ask for more than ${least.toPrecision(3)}: what is left is rounding`,
    },
  );
}

/** Three digits that are no less than the value. */
function roundedUp(value: number): string {
  const shown = value.toPrecision(3);
  return Number(shown) >= value ? shown : (value + 10 ** (floor(log10(value)) - 2)).toPrecision(3);
}

/**
 * The fewest directions whose accuracy is at most `drop` below that of the unrestricted layer; `right[k − 1]` is that of k.
 *
 * @throws SvccaError ('usage') where even all of them lose more.
 */
export function fewestAccurate(
  drop: number,
  { found, summary: { name } }: LayerDirections,
  { accuracies, whole }: { accuracies: readonly number[]; whole: number },
): number {
  const floorOfAccuracy = whole - drop - ROUNDING;
  const place = accuracies.findIndex((accuracy) => accuracy >= floorOfAccuracy);
  if (place >= 0) return place + 1;
  const best = accuracies.reduce((most, accuracy) => max(most, accuracy), 0);
  throw new SvccaError(
    'usage',
    `an accuracy drop of at most ${drop} was asked for, but no number of the ${found.kept} directions of ${name} does better than ${best.toPrecision(3)} against ${whole.toPrecision(3)}`,
    {
      hint:
        found.kept < found.rank
          ? `allow a larger drop, or keep more variance with --variance (1 keeps all ${found.rank})`
          : 'allow a larger drop',
    },
  );
}

/** What a plan makes of the layer's parameters (METHODS §6). */
export function planSizes({
  k,
  neurons: p,
  outputs,
}: {
  k: number;
  neurons: number;
  outputs: number;
}): Pick<LayerPlan, 'parameters' | 'multiplyAdds' | 'ratio' | 'breakEven'> {
  const sizes = { before: outputs * p, after: k * (outputs + p) };
  return {
    parameters: sizes,
    multiplyAdds: sizes,
    ratio: sizes.after / sizes.before,
    breakEven: (outputs * p) / (outputs + p),
  };
}

/** What there is to be warned of: a plan that makes the layer larger. */
export function sizeWarnings({ name, k, parameters, breakEven, outputs, neurons }: LayerPlan): Warning[] {
  if (parameters.after < parameters.before) return [];
  const largest = Math.ceil(breakEven) - 1;
  const way =
    largest < 1
      ? 'no number of directions makes it smaller'
      : `it becomes smaller with at most ${min(largest, neurons)}`;
  const what = parameters.after === parameters.before ? 'no smaller' : 'larger';
  return [
    {
      code: 'larger',
      message: `${k} directions make ${name} ${what}: ${parameters.after} parameters instead of ${parameters.before} (${outputs} × ${neurons}); ${way}`,
    },
  ];
}

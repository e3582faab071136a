import type { Cell, Facts, FactTable } from './facts.js';
import type { FreezePlanReport } from './run-reports.js';

const { max, min, round } = Math;

/** Characters of a bar that stands for all of training. */
const BAR = 24;
/** Steps are printed with at most so many decimals. */
const STEP_DIGITS = 2;
const PERCENT_DIGITS = 1;

/** When layers stop training as people read it: what it saves, by which rule, and a bar for each group. */
export function freezePlanFacts(report: FreezePlanReport): Facts {
  const { backward, whole } = report.savings;
  const headline =
    backward === 0 && report.schedule.every(({ step }) => step === null)
      ? 'nothing freezes before training ends'
      : `freezing saves ${percent(backward)} of the backward passes, ${percent(whole)} of all work (forward : backward at 1 : 2)`;
  return {
    headline,
    remarks: [ruleInWords(report), 'a promise of work saved, not of accuracy: small networks lose some'],
    tables: [groupsTable(report)],
    warnings: report.warnings.map(({ message }) => message),
  };
}

/** The rule in one sentence. */
export function ruleInWords({
  rule,
  groups,
  totalSteps,
}: Pick<FreezePlanReport, 'rule' | 'groups' | 'totalSteps'>): string {
  const { name, similarity, checkpoints, metric } = rule;
  if (name === 'linear') {
    return `linear: group i of ${groups.length} freezes at step ${stepText(totalSteps)}·i/${groups.length}, whatever the layers do`;
  }
  const whom = name === 'last' ? 'the last checkpoint' : 'the checkpoint before';
  const times = checkpoints === 1 ? 'at one checkpoint' : `at ${checkpoints} checkpoints in a row`;
  return `${name}: a group freezes once ${metric} with ${whom} is ${similarity} or more ${times}, and all below is frozen`;
}

function groupsTable({ groups, schedule, costs, totalSteps, layers, curves, steps }: FreezePlanReport): FactTable {
  /** The least similar layer of a group when it freezes. */
  const similarityAt = (places: readonly number[], step: number | null) => {
    const t = steps.findIndex((at) => (at === 'init' ? 0 : at) === step);
    return curves === null || t < 0 ? null : min(...places.map((l) => curves[l][t] ?? 0));
  };
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return {
    title: 'groups',
    note: `bottom up, over ${stepText(totalSteps)} steps; █ trains, · frozen${curves === null ? '' : '; similarity: of the least similar layer when it freezes'}`,
    columns: [
      { name: 'layers' },
      { name: 'freezes at step' },
      { name: 'of training, %', digits: PERCENT_DIGITS },
      { name: 'of the work, %', digits: PERCENT_DIGITS },
      ...(curves === null ? [] : [{ name: 'similarity', digits: 3 }]),
      { name: 'trains' },
    ],
    rows: groups.map((group): Cell[] => {
      const places = group.map((layer) => layers.indexOf(layer));
      const { step } = schedule[max(...places)];
      const share = places.reduce((sum, l) => sum + costs[l], 0) / total;
      const until = step === null ? null : step / totalSteps;
      const trains = round(BAR * (until ?? 1));
      return [
        group.join(' + '),
        step === null ? 'never' : stepText(step),
        until === null ? null : 100 * until,
        100 * share,
        ...(curves === null ? [] : [similarityAt(places, step)]),
        '█'.repeat(trains) + '·'.repeat(BAR - trains),
      ];
    }),
  };
}

/** A step with few decimals, and none where it has none. */
function stepText(step: number): string {
  return String(Number(step.toFixed(STEP_DIGITS)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(PERCENT_DIGITS)} %`;
}

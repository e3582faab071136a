import type { TidyRows } from './csv.js';
import type { FreezePlanReport } from './run-reports.js';

/** The schedule as tidy rows: one layer a row, with an empty step where it trains to the end. */
export function freezePlanTidyRows({ schedule, groups, costs, totalSteps, rule }: FreezePlanReport): TidyRows {
  return {
    columns: ['layer', 'group', 'step', 'totalSteps', 'cost', 'rule'],
    rows: schedule.map(({ layer, step }, l) => [
      layer,
      groups.findIndex((group) => group.includes(layer)) + 1,
      step,
      totalSteps,
      costs[l],
      rule.name,
    ]),
  };
}

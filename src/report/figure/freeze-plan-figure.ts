import { printable } from '../facts.js';
import { METRIC_NAMES } from '../run-recipe.js';
import type { FreezePlanReport } from '../run-reports.js';
import { grouped } from '../step-name.js';
import { below, framed } from './compose.js';
import { figureHeader } from './figure-header.js';
import { groupBars } from './group-bars.js';
import type { Scene } from './scene.js';

const WIDTH = 904;
const MARGIN = 28;

/** What trains when, as a figure: a bar for every group of layers, and in words what freezing spares. */
export function freezePlanFigure(report: FreezePlanReport): Scene {
  const { backward, whole } = report.savings;
  const lead =
    backward === 0
      ? 'Freezing spares nothing'
      : `Freezing spares ${percent(backward)} of the backward pass, ${percent(whole)} of the whole training`;
  const recipe = [ruleInWords(report), ...costsInWords(report), 'it spares work and promises no accuracy'];
  const header = figureHeader({ headline: `${lead}.`, recipe }, { width: WIDTH });
  return {
    ...framed(below([header, groupBars(report, { width: WIDTH })], { gap: 30 }), { margin: MARGIN }),
    title: report.inputs === null ? 'What trains when' : `What trains when in ${printable(report.inputs.run)}`,
    description: `${lead}. ${scheduleInWords(report)}`,
  };
}

function ruleInWords({ rule, totalSteps, groups: { length } }: FreezePlanReport): string {
  const { name, similarity, checkpoints, metric } = rule;
  if (name === 'linear') return `Group i of ${length} freezes at i/${length} of ${grouped(totalSteps)} steps`;
  const against = name === 'last' ? 'the last checkpoint' : 'the checkpoint before';
  const kept = metric === null ? 'similarity' : METRIC_NAMES[metric];
  const times = checkpoints === 1 ? 'at one checkpoint' : `at ${checkpoints} checkpoints in a row`;
  return `A group freezes once ${kept} with ${against} is at least ${similarity} ${times} and all below is frozen; ${grouped(totalSteps)} steps`;
}

function costsInWords({ costs }: FreezePlanReport): string[] {
  return costs.every((cost) => cost === costs[0]) ? ['every layer costs the same'] : ['layers weighted by their costs'];
}

function scheduleInWords({ schedule, totalSteps }: FreezePlanReport): string {
  const words = schedule.map(({ layer, step }) => {
    const trains = step === null || step >= totalSteps;
    return trains ? `${printable(layer)} trains to the end` : `${printable(layer)} freezes at step ${grouped(step)}`;
  });
  return `${words.slice(0, 40).join(', ')}${words.length > 40 ? `, and ${words.length - 40} more layers` : ''}.`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

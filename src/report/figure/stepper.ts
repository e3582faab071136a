import type { Pane, Side } from '../../analysis/dynamics-result.js';
import { printable } from '../facts.js';
import { metricInWords } from '../run-recipe.js';
import type { DynamicsReport } from '../run-reports.js';
import { stepName } from '../step-name.js';
import { colourOf } from './colour-ramp.js';
import { packValues } from './pack-values.js';

const COLOURS = 256;

/** What a page needs to show one step after the other: plain JSON, panes packed row by row as `packValues` does. */
export interface StepperData {
  readonly metric: string;
  readonly layers: readonly string[];
  readonly steps: readonly string[];
  /** Ways to take the metric, the one of the report first. */
  readonly views: readonly { readonly name: string; readonly panes: readonly string[] }[];
  readonly floors: readonly string[] | null;
  /** [layer]: the index of the step from which on it has settled. */
  readonly settled: readonly (number | null)[];
  /** Colours of 0 to 1, evenly. */
  readonly ramp: readonly string[];
}

const VIEWS: { readonly [side in Side]: string } = {
  mean: 'the mean of both',
  xy: 'by what the layer at this step holds',
  yx: 'by what the final layer holds',
  fewer: 'by what the layer with fewer directions holds',
};

/** The dynamics of a run for the step slider of a page, whose names are text to show as it is. */
export function stepperData(report: DynamicsReport): StepperData {
  const { layers, steps, floors, settled, metric } = report;
  return {
    metric: metricInWords({ metric, side: null }),
    layers: layers.map(printable),
    steps: steps.map(stepName),
    views: views(report).map(({ name, panes }) => ({ name, panes: panes.map(packed) })),
    floors: floors === null ? null : floors.map(packed),
    settled: settled.map((step) => (step === null ? null : steps.indexOf(step))),
    ramp: Array.from({ length: COLOURS }, (_, i) => colourOf(i / (COLOURS - 1))),
  };
}

function views({ panes, side, sides }: DynamicsReport): { name: string; panes: readonly Pane[] }[] {
  if (side === null || sides === null) return [{ name: '', panes }];
  const others = (['xy', 'yx'] as const).filter((other) => other !== side);
  return [{ name: VIEWS[side], panes }, ...others.map((other) => ({ name: VIEWS[other], panes: sides[other] }))];
}

function packed(pane: Pane): string {
  return packValues(pane.flat());
}

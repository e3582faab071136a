import { dynamicsHeadline } from '../dynamics-headline.js';
import { printable } from '../facts.js';
import { stepPlaces } from '../figure/step-places.js';
import { metricInWords } from '../run-recipe.js';
import type { DynamicsReport } from '../run-reports.js';
import { stepLabel, stepTitle } from '../step-name.js';
import { colourByOrder, heightFromZeroToOne, inOrder, SIMILARITY_COLOUR, tooltip } from './channels.js';

const ACROSS = 4;
const PANE = 180;
const PLOT = { width: 720, height: 300 };

/** Panes as a heat map for every step, under them every layer's way to its final representation. */
export function dynamicsSpec(dynamics: DynamicsReport): object {
  const report = { ...dynamics, layers: dynamics.layers.map(printable) };
  const { order, bottomUp } = dynamicsHeadline(report);
  return {
    title: { text: `${order}.`, subtitle: [`${bottomUp}.`, metricInWords(report)], anchor: 'start' },
    datasets: { panes: cells(report), curves: points(report) },
    vconcat: [panes(report), curves(report)],
    resolve: { scale: { color: 'independent' } },
  };
}

function cells({ panes, floors, steps, layers }: DynamicsReport): object[] {
  return panes.flatMap((pane, s) =>
    pane.flatMap((row, l) =>
      row.flatMap((similarity, f) => {
        if (similarity === null) return [];
        const chance = floors === null ? {} : { chance: floors[s][l][f] };
        return [{ step: stepTitle(steps[s]), layer: layers[l], final: layers[f], similarity, ...chance }];
      }),
    ),
  );
}

function panes({ steps, layers, floors }: DynamicsReport): object {
  const upwards = [...layers].reverse();
  const last = stepTitle(steps[steps.length - 1]);
  return {
    data: { name: 'panes' },
    facet: { field: 'step', type: 'nominal', sort: steps.map(stepTitle), title: null },
    columns: ACROSS,
    spec: {
      ...{ width: PANE, height: PANE, mark: 'rect', view: { fill: '#e8e8e8' } },
      encoding: {
        x: inOrder('final', layers, `layer at ${last}`),
        y: inOrder('layer', upwards, 'layer at the step'),
        color: SIMILARITY_COLOUR,
        tooltip: tooltip(['step', 'layer', 'final', 'similarity', ...(floors === null ? [] : ['chance'])]),
      },
    },
  };
}

function points({ curves, floors, steps, layers }: DynamicsReport): object[] {
  return curves.flatMap((curve, l) =>
    curve.map((similarity, s) => {
      const chance = floors === null ? {} : { chance: floors[s][l][l] };
      const number = typeof steps[s] === 'number' ? { number: steps[s] } : {};
      // A line is broken where it has null.
      return { step: stepLabel(steps[s]), ...number, layer: layers[l], similarity, ...chance };
    }),
  );
}

function curves(report: DynamicsReport): object {
  const { layers } = report;
  return {
    data: { name: 'curves' },
    ...PLOT,
    mark: { type: 'line', point: true },
    encoding: {
      x: stepAxis(report),
      y: heightFromZeroToOne('similarity', 'similarity with own final representation'),
      color: colourByOrder('layer', layers),
      tooltip: tooltip(['layer', 'step', 'similarity']),
    },
  };
}

/** Steps in proportion or by their logarithm where all are numbers, else side by side. */
function stepAxis({ steps }: DynamicsReport): object {
  const numbers = steps.filter((step) => typeof step === 'number');
  const { scale } = stepPlaces(steps);
  if (numbers.length < steps.length || scale === 'even') {
    return { field: 'step', type: 'ordinal', sort: steps.map(stepLabel), axis: { title: 'step' } };
  }
  const constant = numbers[0] > 0 ? numbers[0] : numbers[1];
  const axis = { title: scale === 'log' ? 'step (logarithmic)' : 'step', values: numbers };
  return {
    ...{ field: 'number', type: 'quantitative', axis },
    scale: scale === 'log' ? { type: 'symlog', constant, nice: false } : { zero: false, nice: false },
  };
}

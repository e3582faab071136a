import { dynamicsHeadline } from '../dynamics-headline.js';
import { printable } from '../facts.js';
import { cutInWords, datapointsInWords, metricInWords, readingsInWords } from '../run-recipe.js';
import type { DynamicsReport } from '../run-reports.js';
import { stepLabel, stepName } from '../step-name.js';
import { below, framed, moved } from './compose.js';
import { curvesPanel } from './curves-panel.js';
import { depthColour } from './depth-colour.js';
import { figureHeader } from './figure-header.js';
import { panesPanel } from './panes-panel.js';
import type { Panel, Scene } from './scene.js';
import { stepPlaces } from './step-places.js';
import { panelTitle } from './typography.js';

const { max } = Math;

const WIDTH = 904;
const GAP = 30;
const MARGIN = 28;
const PLOT_HEIGHT = 300;
/** A description of more layers would be no help to a listener. */
const MOST_IN_WORDS = 40;

/** The dynamics of a run as a figure: in words who settles when, a pane for every step, and every layer's way to its final representation. */
export function dynamicsFigure(report: DynamicsReport): Scene {
  const { order, bottomUp } = dynamicsHeadline(report);
  const panes = panesPanel(report, { width: WIDTH });
  const { width } = panes;
  const header = figureHeader({ headline: `${order}.`, remark: `${bottomUp}.`, recipe: recipe(report) }, { width });
  const panels = [header, panes, ...(report.steps.length > 1 ? [curves(report, width)] : [])];
  const figure = framed(below(panels, { gap: GAP }), { margin: MARGIN });
  return {
    ...figure,
    title: `Learning dynamics of ${printable(report.inputs.run)}`,
    description: `${order}. ${bottomUp}. ${settledInWords(report)}`,
  };
}

function recipe(report: DynamicsReport): string[] {
  return [
    [
      `Similarity: ${metricInWords(report)}`,
      ...cutInWords(report, report.metric),
      ...datapointsInWords(report.summaries.flat()),
    ].join(', '),
    ...readingsInWords(report.inputs.dumps),
    ...(report.inputs.order === 'natural' ? ['the order of the layers was guessed from their names'] : []),
    `settled: from there on within ${report.epsilon} of the final similarity`,
  ];
}

function curves(report: DynamicsReport, width: number): Panel {
  const { layers, steps, settled } = report;
  const { places, scale } = stepPlaces(steps);
  const floors = floorsInWords(report);
  const chance = chanceLine(report);
  const title = panelTitle('Similarity of every layer with its own final representation', floors, width);
  const panel = curvesPanel(
    layers.map((layer, i) => {
      const at = settled[i];
      return {
        name: printable(layer),
        detail: at === null ? '–' : stepLabel(at),
        colour: depthColour(layers.length === 1 ? 0 : i / (layers.length - 1)),
        values: report.curves[i],
        ...(at === null ? {} : { dot: steps.indexOf(at) }),
      };
    }),
    {
      ...{ places, ticks: steps.map(stepLabel), width, plotHeight: PLOT_HEIGHT },
      axis: scale === 'log' ? 'step (logarithmic)' : 'step',
      details: 'settled at',
      always: firstAndLast(report),
      ...(chance === null ? {} : { chance }),
    },
  );
  const placed = moved(panel, { x: 0, y: title.bottom });
  return { ...placed, height: title.bottom + panel.height, marks: [...title.marks, ...placed.marks] };
}

function floorsInWords({ floors }: DynamicsReport): string {
  const chance = floors === null ? '' : ' Dashed: what chance alone would give, the highest of the layers.';
  return `A dot marks where a layer has settled. Blue: the first layers, red: the last.${chance}`;
}

/** The highest floor among the layers at every step. */
function chanceLine({ floors, layers }: DynamicsReport): { name: string; values: (number | null)[] } | null {
  if (floors === null) return null;
  const values = floors.map((pane) => {
    const known = layers.flatMap((_, i) => pane[i][i] ?? []);
    return known.length === 0 ? null : max(...known);
  });
  return values.some((value) => value !== null) ? { name: 'chance, at most', values } : null;
}

/** The layers that the headline speaks of. */
function firstAndLast({ settled, steps }: DynamicsReport): number[] {
  const places = settled.map((step) => (step === null ? -1 : steps.indexOf(step)));
  const reached = places.filter((place) => place >= 0);
  return reached.length === 0 ? [] : [places.indexOf(Math.min(...reached)), places.indexOf(max(...reached))];
}

function settledInWords({ layers, settled }: DynamicsReport): string {
  const words = layers.slice(0, MOST_IN_WORDS).map((layer, i) => {
    const step = settled[i];
    return `${printable(layer)} ${step === null ? 'never' : `at ${stepName(step)}`}`;
  });
  const more = layers.length > MOST_IN_WORDS ? `, and ${layers.length - MOST_IN_WORDS} more layers` : '';
  return `Settled: ${words.join(', ')}${more}.`;
}

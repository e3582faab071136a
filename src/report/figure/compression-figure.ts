import type { LayerPlan } from '../../analysis/compression-result.js';
import type { CompressPlanReport, ProjectReport } from '../compression-reports.js';
import { directionsInWords } from '../compression-words.js';
import { printable } from '../facts.js';
import { cutInWords, datapointsInWords } from '../run-recipe.js';
import { grouped } from '../step-name.js';
import { below, beside, framed } from './compose.js';
import {
  compressionPanel,
  distributedPanel,
  drawsInWords,
  type Figure,
  figureInWords,
  figuresOf,
  type LayerCurves,
} from './compression-panels.js';
import { figureHeader } from './figure-header.js';
import type { Panel, Scene } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { SIZES } from './typography.js';

const { ceil } = Math;

const WIDTH = 904;
const MARGIN = 28;
const GAP = 30;
const HEIGHTS = [320, 240] as const;
/** Of one of several layers, two of which stand beside each other. */
const SMALL = { width: 440, plotHeight: 210 } as const;
const LONGEST_NAME = 260;

/** A plan as a figure: every layer's accuracy, or what is left out, against the number of dimensions, with the one that is kept. */
export function compressPlanFigure(report: CompressPlanReport): Scene {
  const { layers, total } = report;
  const lead = planInWords(report);
  const [first] = layers;
  const recipe = layers.length === 1 ? oneRecipe(report) : chainRecipe(report);
  const header = figureHeader({ headline: `${lead}.`, recipe }, { width: WIDTH });
  const panels = layers.length === 1 ? layerPanels(curvesOf(first)) : smallPanels(layers);
  return {
    ...framed(below([header, ...panels], { gap: GAP }), { margin: MARGIN }),
    title: layers.length === 1 ? `How far ${printable(first.name)} can be factored` : 'How far layers can be factored',
    description: `${lead}. ${grouped(total.parameters.before)} parameters become ${grouped(total.parameters.after)}.`,
  };
}

function oneRecipe(report: CompressPlanReport): string[] {
  const [{ directions, layer, breakEven }] = report.layers;
  const largest = ceil(breakEven) - 1;
  return [
    directionsInWords(directions),
    [...cutInWords(report), ...datapointsInWords([layer])].join(', '),
    largest < 1 ? 'no number of directions makes it smaller' : `smaller with at most ${grouped(largest)} directions`,
  ];
}

/** What holds of all layers; what their panels have in common is said once. */
function chainRecipe(report: CompressPlanReport): string[] {
  const { layers } = report;
  const [first] = layers;
  const figures = new Map(layers.map((plan) => [figuresOf(curvesOf(plan))[0], plan]));
  return [
    [...cutInWords(report), ...datapointsInWords(layers.map(({ layer }) => layer))].join(', '),
    ...[...figures].map(([figure, { evaluated }]) => `${figure}: ${lowered(figureInWords(figure, evaluated))}`),
    ...drawsInWords(first.curve),
  ].filter((part) => part !== '');
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A projection as a figure: accuracy and what is left out against the number of dimensions, for directions and for neurons. */
export function projectFigure(report: ProjectReport): Scene {
  const { layer, directions, evaluated, distributed, projected } = report;
  const chosen = projected && {
    k: projected.k,
    method: directions.from === 'svd' ? ('pca' as const) : projected.method,
  };
  const curves: LayerCurves = { ...report, chosen };
  const name = printable(layer.name);
  const lead = `${name}: ${grouped(directions.kept)} of ${grouped(layer.neurons)} dimensions${cutShare(report)}${projectedInWords(report)}`;
  const recipe = [
    directionsInWords(directions),
    [...cutInWords(report), ...datapointsInWords([layer])].join(', '),
  ].filter((part) => part !== '');
  const header = figureHeader({ headline: `${lead}.`, recipe }, { width: WIDTH });
  const [figure] = figuresOf(curves);
  const level = figure === 'accuracy' ? (evaluated?.accuracy ?? null) : null;
  const spread =
    distributed.length === 0
      ? []
      : [distributedPanel(distributed, { figure, level, width: WIDTH, plotHeight: HEIGHTS[1] })];
  return {
    ...framed(below([header, ...layerPanels(curves), ...spread], { gap: GAP }), { margin: MARGIN }),
    title: `${name} restricted to fewer dimensions`,
    description: `${lead}. ${directionsInWords(directions)}.`,
  };
}

function projectedInWords({ projected }: ProjectReport): string {
  if (projected === null) return '';
  const { k, residual, accuracy } = projected;
  const judged = accuracy === null ? '' : `, with accuracy ${accuracy.toFixed(3)}`;
  return `; the projection onto ${grouped(k)} leaves ${residual.toFixed(3)}${judged}`;
}

function cutShare({ options }: ProjectReport): string {
  const share = options['variance'];
  return typeof share === 'number' && share < 1
    ? ` hold ${Number((100 * share).toPrecision(12))} % of its variance`
    : '';
}

function planInWords({ layers, total, accuracy }: CompressPlanReport): string {
  const { before, after } = total.parameters;
  const size = `${grouped(before)} parameters become ${grouped(after)}, ${times(after / before)} as many`;
  const judged =
    accuracy === null ? '' : `; accuracy ${accuracy.before.toFixed(3)} becomes ${accuracy.after.toFixed(3)}`;
  if (layers.length > 1) return `${layers.length} layers: ${size}${judged}`;
  const [{ name, k, neurons }] = layers;
  return `${printable(name)} through ${grouped(k)} of ${grouped(neurons)} dimensions: ${size}${judged}`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} times`;
}

function curvesOf({ curve, directions, evaluated, k, method }: LayerPlan): LayerCurves {
  return { curve, directions, evaluated, chosen: { k, method: directions.from === 'svd' ? 'pca' : method } };
}

function layerPanels(curves: LayerCurves): Panel[] {
  return figuresOf(curves).map((figure, i) =>
    compressionPanel(curves, { figure, width: WIDTH, plotHeight: HEIGHTS[i] }),
  );
}

/** The most telling figure of each layer, two in a row. */
function smallPanels(layers: CompressPlanReport['layers']): Panel[] {
  const names = shortenNames(
    layers.map(({ name }) => printable(name)),
    { width: LONGEST_NAME, size: SIZES.heading },
  );
  const panels = layers.map((plan, i) => {
    const curves = curvesOf(plan);
    const [figure] = figuresOf(curves);
    const title = `${names[i]}: ${grouped(plan.k)} of ${grouped(plan.neurons)} dimensions`;
    return compressionPanel(curves, { figure, title, note: smallNote(plan, figure), ...SMALL });
  });
  const rows: Panel[] = [];
  for (let i = 0; i < panels.length; i += 2)
    rows.push(beside(panels.slice(i, i + 2), { gap: WIDTH - 2 * SMALL.width }));
  return rows;
}

function smallNote({ directions, activations }: LayerPlan, figure: Figure): string {
  const from = activations === 'original' ? '' : `; activations ${activations} with the layers before compressed`;
  return `${figure.charAt(0).toUpperCase()}${figure.slice(1)}; ${directionsInWords(directions)}${from}.`;
}

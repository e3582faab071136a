import { printable } from '../facts.js';
import { cutInWords, datapointsInWords, readingsInWords } from '../run-recipe.js';
import type { ClassesReport } from '../run-reports.js';
import { grouped } from '../step-name.js';
import { below, framed, moved } from './compose.js';
import type { Band, Curve } from './curve-marks.js';
import { type CurvesOptions, curvesPanel } from './curves-panel.js';
import { depthColour } from './depth-colour.js';
import { figureHeader } from './figure-header.js';
import type { Panel, Scene } from './scene.js';
import { panelTitle } from './typography.js';

const { ceil, floor, max } = Math;

const WIDTH = 904;
const MARGIN = 28;
const PLOT_HEIGHT = 360;
/** More lines would hide each other. */
const MOST_LINES = 26;
/** Classes named at either end where there are more. */
const EXTREMES = 5;

/** Where in a network each class becomes visible, as a figure: a line for every class against depth, or, of many, how they spread and the most and the least visible. */
export function classesFigure(report: ClassesReport): Scene {
  const ranked = byVisibility(report);
  const lead = headline(report, ranked);
  const header = figureHeader({ headline: `${lead}.`, recipe: recipe(report) }, { width: WIDTH });
  return {
    ...framed(below([header, linesPanel(report, ranked)], { gap: 30 }), { margin: MARGIN }),
    title: 'Where each class becomes visible',
    description: `${lead}. ${report.classes.length} classes, ${report.layers.length} layers.`,
  };
}

interface RankedClass {
  readonly name: string;
  /** R at every layer, and its mean over those that have one. */
  readonly values: readonly (number | null)[];
  readonly mean: number;
}

/** The classes that have any value, the most visible over all layers first. */
function byVisibility({ classes, correlation }: ClassesReport): RankedClass[] {
  return classes
    .map((name, c) => {
      const values = correlation.map((row) => row[c]);
      const known = values.filter((value) => value !== null);
      return { name: printable(name), values, mean: known.reduce((sum, r) => sum + r, 0) / max(1, known.length) };
    })
    .filter(({ values }) => values.some((value) => value !== null))
    .sort((a, b) => b.mean - a.mean);
}

function headline({ layers }: ClassesReport, ranked: readonly RankedClass[]): string {
  if (ranked.length === 0) return 'No class has a value at any layer';
  const [most, least] = [ranked[0], ranked[ranked.length - 1]];
  const over = layers.length === 1 ? 'R' : 'mean R over the layers';
  if (ranked.length === 1) return `${shortened(most.name)}: ${over} ${most.mean.toFixed(2)}`;
  return `${shortened(most.name)} is the most visible class (${over} ${most.mean.toFixed(2)}), ${shortened(least.name)} the least (${least.mean.toFixed(2)})`;
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= 40 ? name : `${characters.slice(0, 39).join('')}…`;
}

function recipe(report: ClassesReport): string[] {
  return [
    'R: multiple correlation of a class’s logit with a layer',
    [...cutInWords(report), ...datapointsInWords(report.summaries)].join(', '),
    ...readingsInWords(report.inputs.layers),
  ].filter((part) => part !== '');
}

function linesPanel(report: ClassesReport, ranked: readonly RankedClass[]): Panel {
  const { layers, depth, floor: floors } = report;
  const many = ranked.length > MOST_LINES;
  const note = many
    ? `The line in the middle is the median of ${grouped(ranked.length)} classes; inner band: half of them, outer band: eight of ten. Named: the most and the least visible. Dashed: what chance alone would give.`
    : 'Every line is a class. Dashed: what chance alone would give.';
  const title = panelTitle('R of each class with the layers, from the first to the last', note, WIDTH);
  const [first, last] = [depth[0], depth[depth.length - 1]];
  const options: CurvesOptions = {
    places: depth.map((share) => (last > first ? (share - first) / (last - first) : 0.5)),
    ticks: layers.map(printable),
    subticks: depth.map((share) => String(Number(share.toFixed(2)))),
    axis: 'layer, and its depth as a share of the network’s',
    chance: { name: 'chance', values: floors },
    ...{ width: WIDTH, plotHeight: PLOT_HEIGHT },
  };
  const panel = many ? spreadPanel(ranked, options) : curvesPanel(ranked.map(lineOf), options);
  const placed = moved(panel, { x: 0, y: title.bottom });
  return { ...placed, height: title.bottom + panel.height, marks: [...title.marks, ...placed.marks] };
}

/** Coloured by rank, so that neighbours in the list are neighbours in the picture. */
function lineOf({ name, values }: RankedClass, rank: number, { length }: readonly RankedClass[]): Curve {
  return { name, values, colour: depthColour(length === 1 ? 0 : rank / (length - 1)) };
}

function spreadPanel(ranked: readonly RankedClass[], options: CurvesOptions): Panel {
  const quantile = (share: number) =>
    options.places.map((_, place) =>
      quantileOf(
        ranked.map(({ values }) => values[place]),
        share,
      ),
    );
  const bands: Band[] = [
    { low: quantile(0.1), high: quantile(0.9), fill: 'wash' },
    { low: quantile(0.25), high: quantile(0.75), fill: 'grid' },
  ];
  const extremes = [...ranked.slice(0, EXTREMES), ...ranked.slice(-EXTREMES)].map(lineOf);
  const median: Curve = { name: 'median', values: quantile(0.5), colour: 'ink' };
  return curvesPanel([...extremes, median], { ...options, bands });
}

/** A quantile of the values that there are, between the two nearest. */
function quantileOf(values: readonly (number | null)[], share: number): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[floor(place)], sorted[ceil(place)]];
  return below + (place - floor(place)) * (above - below);
}

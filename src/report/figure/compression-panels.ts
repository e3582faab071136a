import type {
  CompressionCurves,
  DirectionsFound,
  Distributed,
  EvaluatedOn,
  Method,
  MethodCurve,
  Worth,
} from '../../analysis/compression-result.js';
import { grouped } from '../step-name.js';
import { moved } from './compose.js';
import type { Band, Curve } from './curve-marks.js';
import { curvesPanel } from './curves-panel.js';
import type { Paint, Panel } from './scene.js';
import { panelTitle } from './typography.js';

const { log } = Math;

/** What is drawn against the number of dimensions. */
export type Figure = keyof Worth<unknown>;

/** Curves of one layer, and what is marked on them. */
export interface LayerCurves {
  readonly curve: CompressionCurves;
  readonly directions: DirectionsFound;
  readonly evaluated: EvaluatedOn | null;
  /** The chosen number of dimensions, and by which method. */
  readonly chosen: { readonly k: number; readonly method: Method } | null;
}

interface Look {
  readonly name: string;
  readonly colour: Paint;
  readonly dash?: readonly number[];
}

/** Directions are blue and black; neurons are broken lines where the rest is zeroed. */
const LOOKS: { readonly [method in Method]: Look } = {
  oblique: { name: 'SVCCA directions', colour: 'accent' },
  orthonormal: { name: 'SVCCA, orthonormal', colour: 'accent', dash: [6, 3] },
  pca: { name: 'PCA', colour: 'ink' },
  random: { name: 'random neurons', colour: 'chance' },
  'random-zeroed': { name: 'random, rest zero', colour: 'chance', dash: [3, 3] },
  largest: { name: 'largest neurons', colour: '#2a8f70' },
  'largest-zeroed': { name: 'largest, rest zero', colour: '#2a8f70', dash: [3, 3] },
};

const TITLES: { readonly [figure in Figure]: string } = {
  accuracy: 'Accuracy of the restricted layer',
  agreement: 'Agreement with the unrestricted layer',
  residual: 'What the restriction leaves out',
};

/** The figures that a layer has, the most telling first. */
export function figuresOf({ curve }: LayerCurves): Figure[] {
  const [first] = curve.methods;
  if (first.accuracy !== null) return ['accuracy', 'residual'];
  return first.agreement === null ? ['residual'] : ['agreement', 'residual'];
}

/** One figure of all methods against the number of dimensions, the unrestricted level and the chosen number marked. */
export function compressionPanel(
  layer: LayerCurves,
  {
    figure,
    title = TITLES[figure],
    width,
    plotHeight,
  }: { figure: Figure; title?: string; width: number; plotHeight: number },
): Panel {
  const { curve, directions, chosen } = layer;
  const heading = panelTitle(title, noteOf(layer, figure), width);
  const curves = curve.methods.map((found): Curve => {
    const look = LOOKS[found.method];
    const at = chosen === null || chosen.method !== found.method ? -1 : curve.k.indexOf(chosen.k);
    const name = found.method === 'pca' && directions.from === 'svd' ? 'SVD directions (PCA)' : look.name;
    return { ...look, name, tinted: true, values: found[figure] ?? [], ...(at < 0 ? {} : { dot: at }) };
  });
  const level = levelOf(layer, figure);
  const panel = curvesPanel(curves, {
    places: logPlaces(curve.k),
    ticks: curve.k.map(grouped),
    axis: 'dimensions kept (directions or neurons), on a logarithmic scale',
    always: curves.map((_, i) => i),
    bands: curve.methods.flatMap((found) => bandOf(found, figure)),
    ...(level === null
      ? {}
      : { chance: { name: 'unrestricted', values: curve.k.map(() => level), colour: 'muted' as const } }),
    width,
    plotHeight,
  });
  return underneath(heading, panel);
}

/** How many neurons carry the top directions: a line for each number of directions, against the neurons kept after the projection onto them. */
export function distributedPanel(
  distributed: readonly Distributed[],
  { figure, level, width, plotHeight }: { figure: Figure; level: number | null; width: number; plotHeight: number },
): Panel {
  const neurons = [...new Set(distributed.flatMap((found) => found.neurons))].sort((a, b) => a - b);
  const note =
    'After the projection onto the top k directions all neurons are set to zero but those with the largest loadings on them.';
  const heading = panelTitle(`${TITLES[figure]}, by how many neurons are kept`, note, width);
  const panel = curvesPanel(
    distributed.map(({ k, neurons: own, worth }, i): Curve => {
      const values = worth[figure] ?? [];
      const dash = DASHES[i % DASHES.length];
      return {
        tinted: true,
        name: `top ${grouped(k)} ${k === 1 ? 'direction' : 'directions'}`,
        colour: i % 2 === 0 ? 'accent' : 'ink',
        values: neurons.map((n) => (own.includes(n) ? values[own.indexOf(n)] : null)),
        ...(dash === undefined ? {} : { dash }),
      };
    }),
    {
      places: logPlaces(neurons),
      ticks: neurons.map(grouped),
      axis: 'neurons kept after the projection, on a logarithmic scale',
      ...(level === null
        ? {}
        : { chance: { name: 'unrestricted', values: neurons.map(() => level), colour: 'muted' as const } }),
      width,
      plotHeight,
    },
  );
  return underneath(heading, panel);
}

const DASHES: readonly (readonly number[] | undefined)[] = [undefined, undefined, [6, 3], [6, 3], [2, 3], [2, 3]];

function underneath(heading: { marks: Panel['marks']; bottom: number }, panel: Panel): Panel {
  const placed = moved(panel, { x: 0, y: heading.bottom });
  return { ...placed, height: heading.bottom + panel.height, marks: [...heading.marks, ...placed.marks] };
}

/** What the unrestricted layer gives; a residual has none, for its level is 0. */
function levelOf({ evaluated }: LayerCurves, figure: Figure): number | null {
  return figure === 'accuracy' ? (evaluated?.accuracy ?? null) : null;
}

function noteOf({ curve, evaluated, chosen }: LayerCurves, figure: Figure): string {
  const { draws } = curve;
  const drawn = draws > 1 ? `band: one standard deviation of ${draws} draws of random neurons` : '';
  const dot = chosen === null ? '' : `dot: the ${chosen.k} that are kept`;
  const where =
    evaluated === null ? '' : `on ${grouped(evaluated.datapoints)} ${evaluated.heldOut ? 'held-out ' : ''}datapoints`;
  const what = {
    accuracy: `Share of datapoints whose label has the largest output, ${where}`,
    agreement: `Share of datapoints for which the same output is the largest, ${where}`,
    residual: '‖X − X̂‖ / ‖X‖ of the centred layer, as far as 1; neurons set to zero may leave more',
  }[figure];
  return `${[what, drawn, dot].filter((part) => part !== '').join('; ')}.`;
}

/** A band around what is a mean over draws. */
function bandOf({ deviation, ...curve }: MethodCurve, figure: Figure): Band[] {
  const [mean, spread] = [curve[figure], deviation?.[figure] ?? null];
  if (mean === null || spread === null) return [];
  const at = (sign: number) => mean.map((value, i) => (value === null ? null : value + sign * (spread[i] ?? 0)));
  return [{ low: at(-1), high: at(1), fill: 'wash' }];
}

/** In proportion to the logarithm, from 0 to 1. */
function logPlaces(values: readonly number[]): number[] {
  const [first, last] = [values[0], values[values.length - 1]];
  return values.map((value) => (last > first ? log(value / first) / log(last / first) : 0.5));
}

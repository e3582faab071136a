import type {
  CompressionCurves,
  DirectionsFound,
  Distributed,
  EvaluatedOn,
  Method,
  MethodCurve,
  Worth,
} from '../../analysis/compression-result.js';
import { methodName } from '../compression-words.js';
import { grouped } from '../step-name.js';
import { moved } from './compose.js';
import type { Band, Curve } from './curve-marks.js';
import { type CurvesOptions, curvesPanel } from './curves-panel.js';
import { depthColour } from './depth-colour.js';
import type { Panel } from './scene.js';
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

type Look = Pick<Curve, 'colour' | 'dash'>;

/** Directions are blue and black; neurons are broken lines where the rest is zeroed. */
const LOOKS: { readonly [method in Method]: Look } = {
  oblique: { colour: 'accent' },
  orthonormal: { colour: 'accent', dash: [6, 3] },
  pca: { colour: 'ink' },
  random: { colour: 'chance' },
  'random-zeroed': { colour: 'chance', dash: [3, 3] },
  largest: { colour: '#2a8f70' },
  'largest-zeroed': { colour: '#2a8f70', dash: [3, 3] },
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
    note = noteOf(layer, figure),
    ...size
  }: { figure: Figure; title?: string; note?: string } & Size,
): Panel {
  const { curve, directions, chosen } = layer;
  const { k, methods } = curve;
  const curves = methods.map((found): Curve => {
    const dot = chosen?.method === found.method && k.includes(chosen.k) ? { dot: k.indexOf(chosen.k) } : {};
    const name = methodName(found.method, directions.from);
    return { ...LOOKS[found.method], ...dot, name, tinted: true, values: found[figure] ?? [] };
  });
  const level = figure === 'accuracy' ? (layer.evaluated?.accuracy ?? null) : null;
  const panel = curvesPanel(curves, {
    ...logAxis(k, 'dimensions kept, directions or neurons', size),
    always: curves.map((_, i) => i),
    bands: methods.flatMap((found) => bandOf(found, figure)),
    ...unrestricted(level, k),
    ...(chosen === null || !k.includes(chosen.k)
      ? {}
      : { marked: { place: k.indexOf(chosen.k), name: `k = ${grouped(chosen.k)}` } }),
    ...size,
  });
  return underneath(panelTitle(title, note, size.width), panel);
}

interface Size {
  readonly width: number;
  readonly plotHeight: number;
}

/** How many neurons carry the top directions: a line for each number of directions, against the neurons kept after the projection onto them. */
export function distributedPanel(
  distributed: readonly Distributed[],
  { figure, level, ...size }: { figure: Figure; level: number | null } & Size,
): Panel {
  const neurons = [...new Set(distributed.flatMap((found) => found.neurons))].sort((a, b) => a - b);
  const note =
    'After the projection onto the top k directions all neurons are set to zero but those with the largest loadings on them.';
  const curves = distributed.map(({ k, neurons: own, worth }, i): Curve => {
    const values = worth[figure] ?? [];
    return {
      name: `top ${grouped(k)} ${k === 1 ? 'direction' : 'directions'}`,
      tinted: true,
      colour: depthColour(distributed.length === 1 ? 0 : i / (distributed.length - 1)),
      values: neurons.map((n) => (own.includes(n) ? values[own.indexOf(n)] : null)),
      dash: [2, 3],
    };
  });
  const panel = curvesPanel(curves, {
    ...logAxis(neurons, 'neurons kept after the projection', size),
    ...unrestricted(level, neurons),
    ...size,
  });
  return underneath(panelTitle(`${TITLES[figure]}, by how many neurons are kept`, note, size.width), panel);
}

/** A line at what the unrestricted layer gives; a residual has none, for there it is 0. */
function unrestricted(level: number | null, at: readonly number[]): Pick<CurvesOptions, 'chance'> {
  return level === null ? {} : { chance: { name: 'unrestricted', values: at.map(() => level), colour: 'muted' } };
}

/** Numbers on a logarithmic axis. */
function logAxis(
  values: readonly number[],
  axis: string,
  { width }: Size,
): Pick<CurvesOptions, 'places' | 'ticks' | 'axis'> {
  const name = width < WIDE ? `${axis.split(',')[0]} (logarithmic)` : `${axis}, on a logarithmic scale`;
  return { places: logPlaces(values), ticks: values.map(grouped), axis: name };
}

const WIDE = 600;

function underneath(heading: { marks: Panel['marks']; bottom: number }, panel: Panel): Panel {
  const placed = moved(panel, { x: 0, y: heading.bottom });
  return { ...placed, height: heading.bottom + panel.height, marks: [...heading.marks, ...placed.marks] };
}

function noteOf({ curve, evaluated }: LayerCurves, figure: Figure): string {
  return `${[figureInWords(figure, evaluated), ...drawsInWords(curve)].join('; ')}.`;
}

/** What is drawn, and on which datapoints. */
export function figureInWords(figure: Figure, evaluated: EvaluatedOn | null): string {
  const where =
    evaluated === null ? '' : ` on ${grouped(evaluated.datapoints)} ${evaluated.heldOut ? 'held-out ' : ''}datapoints`;
  return {
    accuracy: `Share of datapoints whose label has the largest output,${where}`,
    agreement: `Share of datapoints for which the same output is the largest,${where}`,
    residual: '‖X − X̂‖ / ‖X‖ of the centred layer, as far as 1; neurons set to zero may leave more',
  }[figure];
}

/** What the bands are. */
export function drawsInWords({ draws }: CompressionCurves): string[] {
  return draws > 1 ? [`band: one standard deviation of ${draws} draws of random neurons`] : [];
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

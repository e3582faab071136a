import type { CompressionCurves, DirectionsFound, EvaluatedOn } from '../../analysis/compression-result.js';
import { directionsSource, methodName } from '../compression-facts.js';
import type { CompressPlanReport, ProjectReport } from '../compression-reports.js';
import { printable } from '../facts.js';
import { below, framed, moved } from './compose.js';
import { curvesPanel } from './curves-panel.js';
import { depthColour } from './depth-colour.js';
import { figureHeader } from './figure-header.js';
import type { Panel, Scene } from './scene.js';
import { panelTitle } from './typography.js';

const { log } = Math;

const WIDTH = 904;
const MARGIN = 28;
const PLOT_HEIGHT = 320;

/** The curves of one layer, and what they are measured on. */
interface DrawnCurves {
  readonly name: string;
  readonly directions: DirectionsFound;
  readonly evaluated: EvaluatedOn | null;
  readonly curve: CompressionCurves;
}

/** Plans as a figure: what is left of each layer in fewer dimensions. */
export function compressPlanFigure({ layers, total }: CompressPlanReport): Scene {
  const { before, after } = total.parameters;
  return scene(layers, {
    lead: `${before} parameters become ${after}`,
    recipe: layers.map(({ name, k, neurons }) => `${printable(name)}: ${k} of ${neurons} dimensions`),
  });
}

/** A projection as a figure: what is left of the layer in fewer dimensions. */
export function projectFigure(report: ProjectReport): Scene {
  const { layer, directions } = report;
  const lead = `${printable(layer.name)} in fewer than ${layer.neurons} dimensions`;
  return scene([{ ...report, name: layer.name }], { lead, recipe: [printable(directionsSource(directions))] });
}

function scene(layers: readonly DrawnCurves[], { lead, recipe }: { lead: string; recipe: readonly string[] }): Scene {
  const header = figureHeader({ headline: `${lead}.`, recipe: [...recipe] }, { width: WIDTH });
  return {
    ...framed(below([header, ...layers.map(layerPanel)], { gap: 30 }), { margin: MARGIN }),
    title: 'Layers in fewer dimensions',
    description: `${lead}.`,
  };
}

function layerPanel({ name, directions, evaluated, curve: { k, methods } }: DrawnCurves): Panel {
  const value = evaluated === null ? 'residual' : evaluated.accuracy === null ? 'agreement' : 'accuracy';
  const whole = value === 'residual' ? 0 : (evaluated?.accuracy ?? 1);
  const note = `Dashed: the uncompressed layer.${value === 'residual' ? ' Residuals above 1 lie on the edge.' : ''}`;
  const title = panelTitle(`${value} of ${printable(name)} against the number of dimensions`, note, WIDTH);
  const [first, last] = [k[0], k[k.length - 1]];
  const panel = curvesPanel(
    methods.map((curve, i) => ({
      name: methodName(curve.method, directions.from),
      values: curve[value] ?? k.map(() => null),
      colour: depthColour(methods.length === 1 ? 0 : i / (methods.length - 1)),
    })),
    {
      places: k.map((count) => (last > first ? log(count / first) / log(last / first) : 0.5)),
      ticks: k.map(String),
      axis: 'dimensions',
      chance: { name: 'uncompressed', values: k.map(() => whole) },
      ...{ width: WIDTH, plotHeight: PLOT_HEIGHT },
    },
  );
  const placed = moved(panel, { x: 0, y: title.bottom });
  return { ...placed, height: title.bottom + panel.height, marks: [...title.marks, ...placed.marks] };
}

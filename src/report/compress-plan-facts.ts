import type { LayerPlan } from '../analysis/compression-result.js';
import { curveTable } from './compression-facts.js';
import type { CompressPlanReport } from './compression-reports.js';
import { directionsInWords } from './compression-words.js';
import type { Cell, Facts, FactTable } from './facts.js';

const { ceil } = Math;
const DIGITS = 3;

/** Plans as people read them: what becomes of the parameters, each layer, and the curves that k was chosen on. */
export function compressPlanFacts(report: CompressPlanReport): Facts {
  const { layers, total, accuracy } = report;
  const { before, after } = total.parameters;
  const one = layers.length === 1;
  const what = one
    ? `${layers[0].name} in ${layers[0].k} of ${layers[0].neurons} dimensions`
    : `${layers.length} layers`;
  return {
    headline: `${what}: ${before} parameters become ${after} (× ${(after / before).toFixed(DIGITS)})${accuracy === null ? '' : `, accuracy ${shown(accuracy.before)} becomes ${shown(accuracy.after)}`}`,
    remarks: layers.map(
      (plan) => `${one ? '' : `${plan.name}: `}${directionsInWords(plan.directions)}${judged(plan, one)}`,
    ),
    tables: [
      layersTable(layers),
      ...layers.map(({ name, curve, directions, evaluated }) =>
        curveTable(curve, { title: one ? '' : name, from: directions.from, evaluated }),
      ),
    ],
    warnings: report.warnings.map(({ message }) => message),
  };
}

/** How good the compressed layer is; of one layer the headline says it. */
function judged({ evaluated, predicted }: LayerPlan, one: boolean): string {
  if (evaluated === null || predicted === null) return '';
  const on = `on ${evaluated.datapoints} ${evaluated.heldOut ? 'held-out ' : ''}datapoints`;
  if (evaluated.accuracy === null) return `; the largest output stays the same for ${shown(predicted.agreement)} ${on}`;
  if (one) return `; measured ${on}`;
  return `; accuracy ${shown(evaluated.accuracy)} becomes ${shown(predicted.accuracy)} ${on}`;
}

function shown(share: number | null): string {
  return share === null ? '–' : share.toFixed(DIGITS);
}

function layersTable(layers: readonly LayerPlan[]): FactTable {
  return {
    title: 'plan',
    note: 'multiply-adds of a datapoint are as many as parameters; it becomes smaller up to the break-even k',
    columns: [
      ...[{ name: 'layer' }, { name: 'k' }, { name: 'neurons' }, { name: 'outputs' }, { name: 'method' }],
      ...[
        { name: 'residual', digits: DIGITS },
        { name: 'parameters' },
        { name: 'become' },
        { name: 'ratio', digits: DIGITS },
      ],
      ...[{ name: 'smaller for k ≤' }, { name: 'activations' }],
    ],
    rows: layers.map((plan): Cell[] => [
      ...[plan.name, plan.k, plan.neurons, plan.outputs, plan.method],
      ...[plan.residual, plan.parameters.before, plan.parameters.after, plan.ratio],
      ...[ceil(plan.breakEven) - 1, plan.activations],
    ]),
  };
}

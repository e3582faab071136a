import { METRICS } from '../analysis/metrics.js';
import { SvccaError } from '../errors.js';
import { readText } from '../io/read-text.js';
import type { DynamicsReport } from '../report/run-reports.js';

/** What a plan takes from a report of dynamics. */
export type MeasuredDynamics = Pick<
  DynamicsReport,
  'layers' | 'steps' | 'curves' | 'metric' | 'side' | 'engine' | 'inputs' | 'options' | 'warnings'
>;

/**
 * A report that `svcca dynamics --json` wrote, with as many curves as layers and as long as there are steps.
 *
 * @throws SvccaError ('input') where it is something else.
 */
export async function measuredDynamics(path: string): Promise<MeasuredDynamics> {
  const report = parsed(path, await readText(path));
  const { schema, layers, steps, curves, metric } = report;
  if (schema !== 'svcca.dynamics/1') {
    throw new SvccaError('input', `${path} is no report of svcca dynamics`, {
      hint: `write one: svcca dynamics RUN -o ${path}`,
    });
  }
  const isName = (value: unknown) => typeof value === 'string';
  const isStep = (value: unknown) => typeof value === 'string' || Number.isFinite(value);
  const isValue = (value: unknown) => value === null || Number.isFinite(value);
  const fits =
    list(layers, isName) &&
    list(steps, isStep) &&
    list(curves, (curve) => list(curve, isValue) && curve.length === steps.length) &&
    curves.length === layers.length &&
    METRICS.some((name) => name === metric);
  if (fits) return report as unknown as DynamicsReport;
  throw new SvccaError('input', `${path} is a damaged report: its layers, steps and curves do not fit together`, {
    hint: `write it again: svcca dynamics RUN -o ${path}`,
  });
}

function list(value: unknown, fits: (item: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(fits);
}

function parsed(path: string, text: string): { readonly [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (cause) {
    throw new SvccaError('input', `${path} is no JSON`, { hint: 'give a report that svcca dynamics wrote', cause });
  }
}

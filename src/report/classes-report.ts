import type { Classes } from '../analysis/dynamics-result.js';
import { VISIBLE_SHARE, visibleFrom } from '../analysis/visible-from.js';
import type { Cut } from '../similarity/kept-directions.js';
import type { Selection } from '../similarity/select-datapoints.js';
import type { InputReport } from './compare-report.js';
import { requireFinite } from './require-finite.js';
import type { ClassesReport, ReportHead } from './run-reports.js';

/** The options that decided the numbers. */
export interface ClassesReportOptions {
  readonly cut: Cut;
  readonly layout: string;
  readonly conv: string;
  readonly tokens?: string | number | null | undefined;
  readonly selection: Selection | undefined;
  /** Whether classes are labels that were turned into indicators. */
  readonly labels: boolean;
  /** The step of the run that was read, where a run was given. */
  readonly step?: string | number | null | undefined;
}

/** A report of classes that also says from which layer on each class is visible. */
export interface VisibleClassesReport extends ClassesReport {
  /** For each class the first layer at which its adjusted R² has reached a share of the last layer's. */
  readonly visible: { readonly share: number; readonly layers: readonly (string | null)[] };
}

/** `svcca.classes/1` (CLI.md; schemas/classes.schema.json): where each class becomes visible, with everything needed to repeat it. */
export function classesReport(
  found: Classes,
  {
    version,
    engine,
    options: { cut, layout, conv, tokens = null, selection, labels, step = null },
    inputs,
    warnings,
  }: Pick<ReportHead<string>, 'version' | 'engine' | 'warnings'> & {
    options: ClassesReportOptions;
    inputs: ClassesReport['inputs'];
  },
): VisibleClassesReport {
  const stored = ({ path, dtype, shape, order, layout, conv, tokens, grid }: InputReport) => {
    return { path, dtype, shape, order, layout, conv, tokens, grid };
  };
  const report: VisibleClassesReport = {
    schema: 'svcca.classes/1',
    version,
    engine,
    options: {
      variance: cut.directions === undefined ? cut.variance : null,
      energy: cut.energy,
      directions: cut.directions ?? null,
      layout,
      conv,
      tokens,
      datapoints: selection !== undefined && selection.seed === undefined ? selection.count : null,
      sample: selection?.seed === undefined ? null : selection.count,
      seed: selection?.seed ?? null,
      labels,
      step,
    },
    inputs: { layers: inputs.layers.map(stored), logits: stored(inputs.logits) },
    warnings,
    ...found,
    visible: {
      share: VISIBLE_SHARE,
      layers: visibleFrom(found).map((place) => (place === null ? null : found.layers[place])),
    },
  };
  return requireFinite(report, 'the report');
}

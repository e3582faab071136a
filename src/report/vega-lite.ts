import type { CompressPlanReport, ProjectReport } from './compression-reports.js';
import type { ClassesReport, CrossReport, DynamicsReport, FreezePlanReport } from './run-reports.js';
import { classesSpec } from './vega-lite/classes-spec.js';
import { compressionSpec } from './vega-lite/compression-spec.js';
import { crossSpec } from './vega-lite/cross-spec.js';
import { dynamicsSpec } from './vega-lite/dynamics-spec.js';
import { freezePlanSpec } from './vega-lite/freeze-plan-spec.js';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';

/** The picture of a report as a Vega-Lite specification with its data in it, for whoever wants it in another style. */
export function vegaLiteSpec(report: SpecifiedReport): object {
  return { $schema: SCHEMA, ...picture(report) };
}

type SpecifiedReport =
  | DynamicsReport
  | CrossReport
  | ClassesReport
  | FreezePlanReport
  | CompressPlanReport
  | ProjectReport;

function picture(report: SpecifiedReport): object {
  switch (report.schema) {
    case 'svcca.dynamics/1':
      return dynamicsSpec(report);
    case 'svcca.cross/1':
      return crossSpec(report);
    case 'svcca.classes/1':
      return classesSpec(report);
    case 'svcca.freeze-plan/1':
      return freezePlanSpec(report);
    case 'svcca.compress-plan/1':
      return compressionSpec(report.layers);
    case 'svcca.project/1':
      return compressionSpec([{ ...report, name: report.layer.name }]);
  }
}

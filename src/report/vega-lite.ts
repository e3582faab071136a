import type { ClassesReport, CrossReport, DynamicsReport, FreezePlanReport } from './run-reports.js';
import { classesSpec } from './vega-lite/classes-spec.js';
import { crossSpec } from './vega-lite/cross-spec.js';
import { dynamicsSpec } from './vega-lite/dynamics-spec.js';
import { freezePlanSpec } from './vega-lite/freeze-plan-spec.js';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';

/** The picture of a report as a Vega-Lite specification with its data in it, for whoever wants it in another style. */
export function vegaLiteSpec(report: DynamicsReport | CrossReport | ClassesReport | FreezePlanReport): object {
  return { $schema: SCHEMA, ...picture(report) };
}

function picture(report: DynamicsReport | CrossReport | ClassesReport | FreezePlanReport): object {
  switch (report.schema) {
    case 'svcca.dynamics/1':
      return dynamicsSpec(report);
    case 'svcca.cross/1':
      return crossSpec(report);
    case 'svcca.classes/1':
      return classesSpec(report);
    case 'svcca.freeze-plan/1':
      return freezePlanSpec(report);
  }
}

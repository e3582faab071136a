import { headline } from '../analysis/headline.js';
import { classesFacts } from '../report/classes-facts.js';
import type { VisibleClassesReport } from '../report/classes-report.js';
import { classesTidyRows } from '../report/classes-rows.js';
import { compareFacts } from '../report/compare-facts.js';
import type { CompareReport } from '../report/compare-report.js';
import { compareTidyRows } from '../report/compare-rows.js';
import { compressPlanFacts } from '../report/compress-plan-facts.js';
import { compressPlanTidyRows } from '../report/compress-plan-rows.js';
import type { CompressPlanReport, ProjectReport } from '../report/compression-reports.js';
import { crossFacts } from '../report/cross-facts.js';
import { dynamicsFacts } from '../report/dynamics-facts.js';
import { crossTidyRows, dynamicsTidyRows } from '../report/dynamics-rows.js';
import type { DrawnReport } from '../report/figure/report-scene.js';
import { freezePlanFacts } from '../report/freeze-plan-facts.js';
import { freezePlanTidyRows } from '../report/freeze-plan-rows.js';
import { projectFacts } from '../report/project-facts.js';
import { projectTidyRows } from '../report/project-rows.js';
import type { CrossReport, DynamicsReport, FreezePlanReport } from '../report/run-reports.js';
import type { Result } from './render-result.js';

/** A report of any kind in the shapes that its command prints. */
export function readableReport(report: DrawnReport): Result {
  switch (report.schema) {
    case 'svcca.dynamics/1': {
      const dynamics = report as DynamicsReport;
      return { report, facts: (room) => dynamicsFacts(dynamics, room), rows: () => dynamicsTidyRows(dynamics) };
    }
    case 'svcca.cross/1': {
      const cross = report as CrossReport;
      return { report, facts: (room) => crossFacts(cross, room), rows: () => crossTidyRows(cross) };
    }
    case 'svcca.classes/1': {
      const classes = report as VisibleClassesReport;
      return { report, facts: () => classesFacts(classes), rows: () => classesTidyRows(classes) };
    }
    case 'svcca.freeze-plan/1': {
      const plan = report as FreezePlanReport;
      return { report, facts: () => freezePlanFacts(plan), rows: () => freezePlanTidyRows(plan) };
    }
    case 'svcca.compress-plan/1': {
      const plan = report as CompressPlanReport;
      return { report, facts: () => compressPlanFacts(plan), rows: () => compressPlanTidyRows(plan) };
    }
    case 'svcca.project/1': {
      const projection = report as ProjectReport;
      return { report, facts: () => projectFacts(projection), rows: () => projectTidyRows(projection) };
    }
    default: {
      const comparison = report as CompareReport;
      const lead = headline(comparison, comparison.options.metric);
      return { report, facts: () => compareFacts(comparison, lead), rows: () => compareTidyRows(comparison) };
    }
  }
}

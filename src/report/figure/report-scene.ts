import { headline } from '../../analysis/headline.js';
import type { CompareReport } from '../compare-report.js';
import type { CompressPlanReport, ProjectReport } from '../compression-reports.js';
import type { ClassesReport, CrossReport, DynamicsReport, FreezePlanReport } from '../run-reports.js';
import { classesFigure } from './classes-figure.js';
import { compareFigure } from './compare-figure.js';
import { compressPlanFigure, projectFigure } from './compression-figure.js';
import { crossFigure } from './cross-figure.js';
import { dynamicsFigure } from './dynamics-figure.js';
import { freezePlanFigure } from './freeze-plan-figure.js';
import type { Scene } from './scene.js';

/** Every report that there is a figure of. */
export type DrawnReport =
  | CompareReport
  | DynamicsReport
  | CrossReport
  | ClassesReport
  | FreezePlanReport
  | CompressPlanReport
  | ProjectReport;

/** The figure of a report, whatever it is a report of. */
export function reportScene(report: DrawnReport): Scene {
  switch (report.schema) {
    case 'svcca.dynamics/1':
      return dynamicsFigure(report as DynamicsReport);
    case 'svcca.cross/1':
      return crossFigure(report as CrossReport);
    case 'svcca.classes/1':
      return classesFigure(report as ClassesReport);
    case 'svcca.freeze-plan/1':
      return freezePlanFigure(report as FreezePlanReport);
    case 'svcca.compress-plan/1':
      return compressPlanFigure(report as CompressPlanReport);
    case 'svcca.project/1':
      return projectFigure(report as ProjectReport);
    default: {
      const comparison = report as CompareReport;
      return compareFigure(comparison, headline(comparison, comparison.options.metric));
    }
  }
}

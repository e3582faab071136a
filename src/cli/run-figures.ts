import { type DrawnReport, reportScene } from '../report/figure/report-scene.js';
import { stepperData } from '../report/figure/stepper.js';
import type { DynamicsReport } from '../report/run-reports.js';
import { figureContent } from './figure-content.js';
import type { Artefact } from './out-dir.js';

/** The figure of a report in every form, under one name. */
export function figureArtefacts(name: string, report: () => DrawnReport): Artefact[] {
  return ['svg', 'png', 'html'].map((extension) => ({
    name: `${name}.${extension}`,
    content: () => drawnReport(`${name}.${extension}`, report()),
  }));
}

/** The figure of a report as the content of a file, of the kind that its extension says. */
export function drawnReport(path: string, report: DrawnReport): Promise<string | Uint8Array> {
  const stepper = report.schema === 'svcca.dynamics/1' ? stepperData(report as DynamicsReport) : undefined;
  return figureContent(path, reportScene(report), { stepper });
}

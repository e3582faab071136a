import { type DrawnReport, reportScene } from '../report/figure/report-scene.js';
import { reportStepper } from '../report/figure/stepper.js';
import { figureContent } from './figure-content.js';
import type { Artefact } from './out-dir.js';

/** The figure of a report in every form, under one name. */
export function figureArtefacts(name: string, report: () => DrawnReport): Artefact[] {
  return ['svg', 'png', 'html'].map((extension) => ({
    name: `${name}.${extension}`,
    content: () => figureContent(`${name}.${extension}`, reportScene(report()), { stepper: reportStepper(report()) }),
  }));
}

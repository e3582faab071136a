import { classesTidyRows } from '../report/classes-rows.js';
import { renderCsv } from '../report/csv.js';
import { renderJson } from '../report/json.js';
import type { ClassesReport } from '../report/run-reports.js';
import { vegaLiteSpec } from '../report/vega-lite.js';
import type { Artefact } from './out-dir.js';
import { paneNpy } from './pane-arrays.js';
import { figureArtefacts } from './run-figures.js';

/** Everything that `svcca classes --out-dir` writes; the report comes last. */
export function classesArtefacts(report: () => ClassesReport): Artefact[] {
  return [
    { name: 'classes.csv', content: () => renderCsv(classesTidyRows(report())) },
    { name: 'correlation.npy', content: () => paneNpy(report().correlation) },
    ...figureArtefacts('classes', report),
    { name: 'classes.vl.json', content: () => renderJson(vegaLiteSpec(report())) },
    { name: 'classes.json', content: () => renderJson(report()) },
  ];
}

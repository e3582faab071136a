import { renderCsv } from '../report/csv.js';
import { crossTidyRows, paneRows } from '../report/dynamics-rows.js';
import { renderJson } from '../report/json.js';
import type { CrossReport } from '../report/run-reports.js';
import { vegaLiteSpec } from '../report/vega-lite.js';
import type { Artefact } from './out-dir.js';
import { paneNpy } from './pane-arrays.js';
import { figureArtefacts } from './run-figures.js';

/** Everything that `svcca cross --out-dir` writes; the report comes last. */
export function crossArtefacts(report: () => CrossReport): Artefact[] {
  return [
    { name: 'cross.csv', content: () => renderCsv(crossTidyRows(report())) },
    { name: 'matrix.npy', content: () => paneNpy(report().matrix) },
    { name: 'matrix.csv', content: () => renderCsv(paneRows(report().matrix, report())) },
    ...figureArtefacts('cross', report),
    { name: 'cross.vl.json', content: () => renderJson(vegaLiteSpec(report())) },
    { name: 'cross.json', content: () => renderJson(report()) },
  ];
}

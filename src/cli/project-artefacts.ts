import type { ProjectReport } from '../report/compression-reports.js';
import { renderCsv } from '../report/csv.js';
import { renderJson } from '../report/json.js';
import { projectTidyRows } from '../report/project-rows.js';
import { vegaLiteSpec } from '../report/vega-lite.js';
import type { Artefact } from './out-dir.js';
import { PROJECTED } from './projected-file.js';
import { figureArtefacts } from './run-figures.js';

/** A report that is made, and the projected activations where a projection was asked for. */
export interface MadeProjection {
  readonly report: ProjectReport;
  projected(): AsyncIterable<Uint8Array>;
}

/** Everything that `svcca project --out-dir` writes; the report comes last. */
export function projectArtefacts({ projected }: { projected: boolean }, made: () => MadeProjection): Artefact[] {
  const report = () => made().report;
  return [
    ...(projected ? [{ name: PROJECTED, content: () => made().projected() }] : []),
    { name: 'project.csv', content: () => renderCsv(projectTidyRows(report())) },
    ...figureArtefacts('project', report),
    { name: 'project.vl.json', content: () => renderJson(vegaLiteSpec(report())) },
    { name: 'project.json', content: () => renderJson(report()) },
  ];
}

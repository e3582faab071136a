import { renderCsv } from '../report/csv.js';
import { freezePlanTidyRows } from '../report/freeze-plan-rows.js';
import { renderJson } from '../report/json.js';
import type { FreezePlanReport } from '../report/run-reports.js';
import { vegaLiteSpec } from '../report/vega-lite.js';
import type { Artefact } from './out-dir.js';
import { figureArtefacts } from './run-figures.js';

/** Everything that `svcca freeze-plan --out-dir` writes; the report comes last. */
export function freezePlanArtefacts(report: () => FreezePlanReport): Artefact[] {
  return [
    { name: 'freeze-plan.csv', content: () => renderCsv(freezePlanTidyRows(report())) },
    ...figureArtefacts('freeze-plan', report),
    { name: 'freeze-plan.vl.json', content: () => renderJson(vegaLiteSpec(report())) },
    { name: 'freeze-plan.json', content: () => renderJson(report()) },
  ];
}

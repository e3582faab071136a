import type { Step } from '../analysis/run.js';
import { renderCsv } from '../report/csv.js';
import { dynamicsTidyRows, paneRows } from '../report/dynamics-rows.js';
import { renderJson } from '../report/json.js';
import type { DynamicsReport } from '../report/run-reports.js';
import { vegaLiteSpec } from '../report/vega-lite.js';
import type { Artefact } from './out-dir.js';
import { panesNpy } from './pane-arrays.js';
import { figureArtefacts } from './run-figures.js';

/** Everything that `svcca dynamics --out-dir` writes; the report comes last. */
export function dynamicsArtefacts(report: () => DynamicsReport, steps: readonly Step[]): Artefact[] {
  const names = (pane: DynamicsReport) => ({ rows: pane.layers, columns: pane.layers });
  return [
    { name: 'dynamics.csv', content: () => renderCsv(dynamicsTidyRows(report())) },
    { name: 'curves.csv', content: () => renderCsv(curveRows(report())) },
    { name: 'panes.npy', content: () => panesNpy(report().panes) },
    ...steps.map((step, t) => ({
      name: `panes/${String(t).padStart(String(steps.length - 1).length, '0')}-${fileWord(step)}.csv`,
      content: () => renderCsv(paneRows(report().panes[t], names(report()))),
    })),
    ...figureArtefacts('dynamics', report),
    { name: 'dynamics.vl.json', content: () => renderJson(vegaLiteSpec(report())) },
    { name: 'dynamics.json', content: () => renderJson(report()) },
  ];
}

function curveRows({ layers, steps, curves, settled }: DynamicsReport) {
  return {
    columns: ['layer', ...steps.map(String), 'settled'],
    rows: curves.map((curve, l) => [layers[l], ...curve, settled[l]]),
  };
}

/** A step as a part of a file's name. */
function fileWord(step: Step): string {
  return String(step)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 60);
}

import type { ProjectionKind } from '../analysis/compression-result.js';
import type { Engine } from '../engine/engine.js';
import { npyBytes } from '../io/write-npy.js';
import { npzBytes } from '../io/write-npz.js';
import { compressPlanTidyRows } from '../report/compress-plan-rows.js';
import type { CompressPlanReport } from '../report/compression-reports.js';
import { renderCsv } from '../report/csv.js';
import { renderJson } from '../report/json.js';
import { vegaLiteSpec } from '../report/vega-lite.js';
import type { SavedType } from './compression-options.js';
import { type FactoredLayer, factorArrays, partArrays } from './factor-arrays.js';
import type { Artefact } from './out-dir.js';
import { factorFileNames, otherKind } from './plan-files.js';
import { figureArtefacts } from './run-figures.js';

/** A plan that is made, and what its factors are made of. */
export interface MadePlan {
  readonly report: CompressPlanReport;
  readonly factored: readonly FactoredLayer[];
  readonly dtype: SavedType;
  readonly engine: Engine;
}

/** Everything that `svcca compress-plan --out-dir` writes; the report comes last. */
export function compressPlanArtefacts(
  { names, method }: { names: readonly string[]; method: ProjectionKind },
  made: () => MadePlan,
): Artefact[] {
  const report = () => made().report;
  return [
    ...factorFileNames(names).map((name, i) => ({
      name,
      content: () => npzBytes(factorArrays(made().factored[i] as FactoredLayer, made())),
    })),
    ...(names.length === 1 ? partArtefacts(method, made) : []),
    { name: 'compress-plan.csv', content: () => renderCsv(compressPlanTidyRows(report())) },
    ...figureArtefacts('compress-plan', report),
    { name: 'compress-plan.vl.json', content: () => renderJson(vegaLiteSpec(report())) },
    { name: 'compress-plan.json', content: () => renderJson(report()) },
  ];
}

/** Of a layer alone: the factors by the other method, and what they are made of. */
function partArtefacts(method: ProjectionKind, made: () => MadePlan): Artefact[] {
  const only = () => made().factored[0] as FactoredLayer;
  const other = otherKind(method);
  return [
    {
      name: `factors-${other}.npz`,
      content: () => npzBytes(factorArrays({ ...only(), method: other }, made())),
    },
    ...(['encoder', 'decoder', 'projection', 'mean'] as const).map((part) => ({
      name: `${part}.npy`,
      content: () => npyBytes(partArrays(only(), made())[part]()),
    })),
  ];
}

import type { FreezePlan } from '../analysis/dynamics-result.js';
import { requireFinite } from './require-finite.js';
import type { FreezePlanReport } from './run-reports.js';

/** `svcca.freeze-plan/1` (CLI.md; schemas/freeze-plan.schema.json): the plan with everything needed to repeat it. */
export function freezePlanReport(
  plan: FreezePlan,
  about: Pick<FreezePlanReport, 'version' | 'engine' | 'options' | 'inputs' | 'warnings'>,
): FreezePlanReport {
  const { version, engine, options, inputs, warnings } = about;
  const report = { schema: 'svcca.freeze-plan/1', version, engine, options, inputs, warnings, ...plan } as const;
  return requireFinite(report, 'the report');
}

import type { Cross, Dynamics } from '../analysis/dynamics-result.js';
import { type DecidingOptions, decidingOptions } from './report-options.js';
import { requireFinite } from './require-finite.js';
import type { CrossReport, DynamicsReport, ReportHead, RunInputs } from './run-reports.js';

/** What a report says besides its result. */
export interface ReportSetting<Inputs> extends Pick<ReportHead<string>, 'version' | 'engine' | 'warnings'> {
  readonly options: DecidingOptions;
  readonly inputs: Inputs;
}

/** `svcca.dynamics/1` (CLI.md; schemas/dynamics.schema.json): the dynamics of a run with everything needed to repeat them. */
export function dynamicsReport(
  dynamics: Dynamics,
  { version, engine, options, inputs, warnings }: ReportSetting<RunInputs>,
): DynamicsReport {
  const { metric, side, epsilon } = dynamics;
  return requireFinite(
    {
      schema: 'svcca.dynamics/1' as const,
      version,
      engine,
      options: { metric, side, epsilon, ...decidingOptions(options) },
      inputs,
      warnings,
      ...dynamics,
    },
    'the report',
  );
}

/** `svcca.cross/1` (CLI.md; schemas/cross.schema.json). */
export function crossReport(
  cross: Cross,
  { version, engine, options, inputs, warnings }: ReportSetting<CrossReport['inputs']>,
): CrossReport {
  const { metric, side } = cross;
  return requireFinite(
    {
      schema: 'svcca.cross/1' as const,
      version,
      engine,
      options: { metric, side, ...decidingOptions(options) },
      inputs,
      warnings,
      ...cross,
    },
    'the report',
  );
}

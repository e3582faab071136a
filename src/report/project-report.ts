import type { Projection } from '../analysis/compression-result.js';
import { type CompressionReportOptions, compressionReportOptions } from './compression-report-options.js';
import type { ProjectReport } from './compression-reports.js';
import { requireFinite } from './require-finite.js';
import type { ReportHead } from './run-reports.js';

/** `svcca.project/1` (CLI.md): a layer in fewer dimensions, with its file and everything needed to repeat it. */
export function projectReport(
  projection: Projection,
  {
    version,
    engine,
    options,
    inputs,
    file,
    warnings,
  }: Pick<ReportHead<string>, 'version' | 'engine' | 'warnings'> &
    Pick<ProjectReport, 'inputs' | 'file'> & { options: CompressionReportOptions },
): ProjectReport {
  const report: ProjectReport = {
    schema: 'svcca.project/1',
    version,
    engine,
    options: compressionReportOptions(options),
    inputs,
    warnings,
    ...projection,
    file,
  };
  return requireFinite(report, 'the report');
}

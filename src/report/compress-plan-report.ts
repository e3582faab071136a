import type { CompressionPlan } from '../analysis/compression-result.js';
import { type CompressionReportOptions, compressionReportOptions } from './compression-report-options.js';
import type { CompressionInputs, CompressPlanReport, FactorsFile } from './compression-reports.js';
import { requireFinite } from './require-finite.js';
import type { ReportHead } from './run-reports.js';

/** `svcca.compress-plan/1` (CLI.md): plans with their files and everything needed to repeat them. */
export function compressPlanReport(
  plan: CompressionPlan,
  {
    version,
    engine,
    options,
    inputs,
    factors,
    warnings,
  }: Pick<ReportHead<string>, 'version' | 'engine' | 'warnings'> & {
    options: CompressionReportOptions & { readonly chain?: string | undefined };
    /** Of each layer. */
    inputs: readonly CompressionInputs[];
    factors: readonly (FactorsFile | null)[];
  },
): CompressPlanReport {
  const { layers, total } = plan;
  const report: CompressPlanReport = {
    schema: 'svcca.compress-plan/1',
    version,
    engine,
    options: { ...compressionReportOptions(options), chain: options.chain ?? null },
    inputs,
    warnings,
    layers: layers.map((layer, i) => ({ ...layer, factors: factors[i] ?? null })),
    total,
  };
  return requireFinite(report, 'the report');
}

import type { Headline } from '../analysis/headline.js';
import { compareFacts } from '../report/compare-facts.js';
import type { CompareReport } from '../report/compare-report.js';
import { compareTidyRows } from '../report/compare-rows.js';
import type { Style } from '../report/table.js';
import type { Format } from './options.js';
import { renderResult } from './render-result.js';

/** The report in the format asked for, ending in a newline. */
export function renderComparison(
  report: CompareReport,
  { headline, ...options }: { format: Format; headline: Headline; style: Style },
): string {
  const result = { report, facts: () => compareFacts(report, headline), rows: () => compareTidyRows(report) };
  return renderResult(result, options);
}

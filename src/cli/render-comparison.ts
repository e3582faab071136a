import type { Headline } from '../analysis/headline.js';
import { compareFacts } from '../report/compare-facts.js';
import type { CompareReport } from '../report/compare-report.js';
import { compareTidyRows } from '../report/compare-rows.js';
import { renderCsv, renderTsv } from '../report/csv.js';
import { renderJson, renderJsonLine } from '../report/json.js';
import { renderMarkdown } from '../report/markdown.js';
import { renderTable, type Style } from '../report/table.js';
import type { Format } from './options.js';

/** The report in the format asked for, ending in a newline. */
export function renderComparison(
  report: CompareReport,
  { format, headline, style }: { format: Format; headline: Headline; style: Style },
): string {
  switch (format) {
    case 'table':
      return renderTable(compareFacts(report, headline), style);
    case 'md':
      return renderMarkdown(compareFacts(report, headline));
    case 'json':
      return renderJson(report);
    case 'jsonl':
      return renderJsonLine(report);
    case 'csv':
      return renderCsv(compareTidyRows(report));
    case 'tsv':
      return renderTsv(compareTidyRows(report));
  }
}

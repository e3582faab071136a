import { renderCsv, renderTsv, type TidyRows } from '../report/csv.js';
import type { Facts } from '../report/facts.js';
import { renderJson, renderJsonLine } from '../report/json.js';
import { renderMarkdown } from '../report/markdown.js';
import type { TerminalRoom } from '../report/plain-room.js';
import { renderTable, type Style } from '../report/table.js';
import type { Format } from './options.js';

/** What a command found out, in the three shapes that formats are made of. */
export interface Result {
  readonly report: unknown;
  /** Fitted into a room, where there are pictures. */
  facts(room?: TerminalRoom): Facts;
  rows(): TidyRows;
}

/** The result in the format asked for, ending in a newline. */
export function renderResult(
  { report, facts, rows }: Result,
  { format, style, room }: { format: Format; style: Style; room?: TerminalRoom },
): string {
  switch (format) {
    case 'table':
      return renderTable(facts(room), style);
    case 'md':
      return renderMarkdown(facts());
    case 'json':
      return renderJson(report);
    case 'jsonl':
      return renderJsonLine(report);
    case 'csv':
      return renderCsv(rows());
    case 'tsv':
      return renderTsv(rows());
  }
}

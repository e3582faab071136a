import { displayWidth } from './display-width.js';
import { cellText, type Facts, type FactTable, isNumeric, printable } from './facts.js';

/** How text is set off; the plain style leaves it alone. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly alarm: (text: string) => string;
}

export const PLAIN: Style = { strong: (text) => text, faint: (text) => text, alarm: (text) => text };
export const COLOUR: Style = {
  strong: (text) => `\u001b[1m${text}\u001b[22m`,
  faint: (text) => `\u001b[2m${text}\u001b[22m`,
  alarm: (text) => `\u001b[33m${text}\u001b[39m`,
};

const { max } = Math;
const GAP = '  ';

/** Facts as aligned text for a terminal, ending in a newline. */
export function renderTable(facts: Facts, style: Style = PLAIN): string {
  const blocks = [
    [style.strong(printable(facts.headline)), ...facts.remarks.map(printable)],
    ...facts.tables.map((table) => tableLines(table, style)),
    ...(facts.pictures ?? []),
    facts.warnings.map((warning) => style.alarm(`warning: ${printable(warning)}`)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function tableLines(table: FactTable, style: Style): string[] {
  const texts = table.rows.map((row) => row.map((cell, c) => cellText(cell, table.columns[c])));
  const widths = table.columns.map(({ name }, c) => max(...[name, ...texts.map((row) => row[c])].map(displayWidth)));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, c) => {
        const padding = ' '.repeat(widths[c] - displayWidth(text));
        return isNumeric(table, c) ? padding + text : text + padding;
      })
      .join(GAP)
      .trimEnd();
  const heading =
    style.strong(table.title) + (table.note === undefined ? '' : GAP + style.faint(printable(table.note)));
  const names = table.columns.map(({ name }) => name);
  return [heading, style.faint(GAP + line(names)), ...texts.map((row) => GAP + line(row))];
}

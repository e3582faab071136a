import { cellText, type Facts, type FactTable, isNumeric, printable } from './facts.js';

/** Facts as GitHub-flavoured Markdown, for a pull request or a notebook. */
export function renderMarkdown(facts: Facts): string {
  const blocks = [
    `**${escaped(facts.headline)}**`,
    ...facts.remarks.map(escaped),
    ...facts.tables.map(tableText),
    ...facts.warnings.map((warning) => `> **warning:** ${escaped(warning)}`),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function tableText(table: FactTable): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `### ${escaped(table.title)}`,
    '',
    ...(table.note === undefined ? [] : [escaped(table.note), '']),
    row(table.columns.map(({ name }) => escaped(name))),
    row(table.columns.map((_, c) => (isNumeric(table, c) ? '---:' : '---'))),
    ...table.rows.map((cells) => row(cells.map((cell, c) => escaped(cellText(cell, table.columns[c]))))),
  ].join('\n');
}

function escaped(text: string): string {
  return printable(text).replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

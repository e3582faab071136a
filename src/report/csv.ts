import type { Cell } from './facts.js';

/** Tidy rows: one observation a row, under named columns. */
export interface TidyRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Comma-separated values as RFC 4180 has them, numbers to full precision, null as an empty field, lines ending in \n. */
export function renderCsv({ columns, rows }: TidyRows): string {
  return [columns, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

/** Tab-separated values; tabs and line breaks inside a text become spaces. */
export function renderTsv({ columns, rows }: TidyRows): string {
  return [columns, ...rows].map((row) => `${row.map(flattened).join('\t')}\n`).join('');
}

function quoted(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function flattened(cell: Cell): string {
  return cell === null ? '' : String(cell).replace(/[\t\r\n]+/g, ' ');
}

/** A cell: text, a number to print with the column's digits, or nothing. */
export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  /** Decimals of numbers; without it numbers print whole. */
  readonly digits?: number;
}

/** Rows of like things under a heading; `note` says in one line what they have in common. */
export interface FactTable {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A result as people read it: the number that matters, what it means, tables, and what to beware of. */
export interface Facts {
  readonly headline: string;
  readonly remarks: readonly string[];
  readonly tables: readonly FactTable[];
  /** Lines of coloured text, for a terminal only; whatever names are in them is printable already. */
  readonly pictures?: readonly (readonly string[])[];
  readonly warnings: readonly string[];
}

/** The cell as text; null prints as a dash. */
export function cellText(cell: Cell, { digits }: Column): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return printable(cell);
  return digits === undefined ? String(cell) : cell.toFixed(digits);
}

/** Text from a file or path with control characters made visible, so that no name can move the cursor or forge a line. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Whether a column is one of numbers, and so aligns right; it may have none to show. */
export function isNumeric(table: FactTable, c: number): boolean {
  return table.columns[c].digits !== undefined || table.rows.some((row) => typeof row[c] === 'number');
}

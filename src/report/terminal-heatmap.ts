import { displayWidth } from './display-width.js';
import { printable } from './facts.js';
import { colourOf } from './figure/colour-ramp.js';
import type { TerminalRoom } from './plain-room.js';
import { padName, shortenName } from './shorten-name.js';
import { type ColourDepth, coloured } from './terminal-colour.js';
import { thinned } from './thinned.js';

const { floor, max, min } = Math;

/** A table of similarities to show in a terminal. */
export interface HeatmapTable {
  readonly title: string;
  readonly rows: readonly string[];
  /** One a column; where they are left out, columns are the same as rows. */
  readonly columns?: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** Names longer than this lose their beginning. */
const LONGEST_NAME = 24;
/** What stands between and after the names of the first and the last column. */
const WORDS = 36;
const NO_GROUND = '#808080';

/**
 * Similarities as a picture of text with the names of rows: a cell is two columns wide, or half a character where that is
 * too wide, and without colours a digit, ten times the value cut off. The first row is the lowest, as in figures. Rows and columns that do
 * not fit are left out evenly, and the heading says so.
 */
export function heatmap(table: HeatmapTable, { colour, width }: TerminalRoom): string[] {
  const { rows, values } = table;
  const nameWidth = min(LONGEST_NAME, floor(width / 3), max(0, ...rows.map((name) => displayWidth(printable(name)))));
  const room = max(1, width - nameWidth - 3);
  const count = values[0]?.length ?? 0;
  const wide = colour !== 'none' && 2 * count <= room;
  const columns = thinned(count, wide ? count : room);
  // As many rows are kept of so many columns: a pane stays square.
  const most = columns.length < count ? (columns.length * rows.length) / count : rows.length;
  const kept = thinned(rows.length, most).reverse();
  const cells = kept.map((row) => columns.map((column) => values[row][column]));
  const names = kept.map((row) => `  ${padName(shortenName(rows[row], nameWidth), nameWidth)} `);
  const body =
    colour === 'none'
      ? cells.map((row, i) => names[i] + row.map(digit).join(''))
      : wide
        ? cells.map((row, i) => names[i] + row.map((value) => block(value, colour)).join(''))
        : halves(cells, { names, colour });
  return [...heading(table, { columns, count, width }), ...body, `  ${padName('', nameWidth)} ${legend(colour)}`];
}

function heading(
  { title, rows, columns: names }: HeatmapTable,
  { columns, count, width }: { columns: readonly number[]; count: number; width: number },
): string[] {
  const order = names ?? rows;
  const longest = max(1, min(LONGEST_NAME, floor((width - WORDS) / 2)));
  if (count === 0) return [printable(title)];
  const left = columns.length < count ? `; ${columns.length} of ${count} shown` : '';
  return [
    printable(title),
    `  columns from ${shortenName(order[0], longest)} to ${shortenName(order[order.length - 1], longest)}${left}`,
  ];
}

function digit(value: number | null): string {
  return value === null ? '·' : String(min(9, max(0, floor(value * 10))));
}

function block(value: number | null, colour: ColourDepth): string {
  return value === null ? '··' : coloured('  ', { ground: colourOf(value) }, colour);
}

/** Two rows a line: the upper one in the colour of the character ▀, the lower one in that of its ground. */
function halves(
  cells: readonly (readonly (number | null)[])[],
  { names, colour }: { names: readonly string[]; colour: ColourDepth },
): string[] {
  const lines: string[] = [];
  for (let row = 0; row < cells.length; row += 2) {
    const lower = cells[row + 1];
    const line = cells[row].map((value, c) => half(value, lower === undefined ? undefined : lower[c], colour));
    lines.push(names[row] + line.join(''));
  }
  return lines;
}

function half(upper: number | null, lower: number | null | undefined, colour: ColourDepth): string {
  if (upper === null && (lower === null || lower === undefined)) return '·';
  const paint = (value: number | null | undefined) => (value == null ? NO_GROUND : colourOf(value));
  return coloured('▀', { ground: paint(lower), ink: paint(upper) }, colour);
}

function legend(colour: ColourDepth): string {
  if (colour === 'none') return 'a digit is ten times the value, cut off; · no value';
  const bar = Array.from({ length: 20 }, (_, i) => coloured(' ', { ground: colourOf(i / 19) }, colour)).join('');
  return `0 ${bar} 1   · no value`;
}

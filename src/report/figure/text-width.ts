import { displayWidth } from '../display-width.js';

const { max } = Math;

/** Advance widths of the printable ASCII characters in hundredths of the font size: DejaVu Sans, which Verdana shares them with. */
const REGULAR = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
  84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61,
  69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59,
  82, 59, 59, 52, 64, 34, 64, 84,
];
const BOLD = [
  35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84,
  84, 84, 58, 100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77, 110, 77, 72,
  73, 46, 37, 46, 84, 50, 50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49, 60, 48, 71, 65,
  92, 65, 65, 58, 71, 37, 71, 84,
];
const FIRST = 32;
/** Letters of other alphabets and signs: what the widest of the usual ones take. */
const OTHER = 100;
/** Each of the two columns of a terminal that an ideograph or a picture takes. */
const HALF_WIDE = 65;

/** How wide a text is, to a few percent: what it takes in the bundled font for ASCII, rather more than that for other characters. */
export function textWidth(text: string, { size, bold = false }: { size: number; bold?: boolean }): number {
  const widths = bold ? BOLD : REGULAR;
  let hundredths = 0;
  for (const character of text) {
    const known = widths[(character.codePointAt(0) ?? 0) - FIRST];
    hundredths += known ?? otherWidth(character);
  }
  return (hundredths / 100) * size;
}

function otherWidth(character: string): number {
  const columns = displayWidth(character);
  return columns === 1 ? OTHER : columns * HALF_WIDE;
}

/** The text in lines of at most a width, broken between words; a longer word has a line of its own. */
export function wrapText(text: string, { width, size }: { width: number; size: number }): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = lines[lines.length - 1];
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer, { size }) > width) lines.push(word);
    else lines[max(0, lines.length - 1)] = longer;
  }
  return lines;
}

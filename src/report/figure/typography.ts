import type { Mark, TextMark } from './scene.js';
import { wrapText } from './text-width.js';

/** Sizes of text, in pixels of a figure 960 wide. */
export const SIZES = { headline: 22, heading: 15, body: 13, small: 11 } as const;
const LEADING = 1.4;
/** From the middle of a lower-case line down to its baseline. */
const HALF_HEIGHT = 0.36;

/** The baseline of a line of text that is centred on a height. */
export function centredOn(y: number, size: number): number {
  return y + HALF_HEIGHT * size;
}

/** A paragraph of muted text from (x, top), and where it ends. */
export function paragraph(
  text: string,
  { x, top, width, size = SIZES.small }: { x: number; top: number; width: number; size?: number },
): { marks: TextMark[]; bottom: number } {
  const lines = wrapText(text, { width, size });
  const marks = lines.map(
    (line, i): TextMark => ({ kind: 'text', x, y: top + size + i * size * LEADING, text: line, size, fill: 'muted' }),
  );
  return { marks, bottom: top + lines.length * size * LEADING };
}

/** A panel's name in bold with a muted line or two under it; `bottom` is where the panel goes on. */
export function panelTitle(title: string, note: string, width: number): { marks: Mark[]; bottom: number } {
  const { marks, bottom } = paragraph(note, { x: 0, top: SIZES.heading * LEADING, width });
  const heading: Mark = {
    kind: 'text',
    x: 0,
    y: SIZES.heading,
    text: title,
    size: SIZES.heading,
    fill: 'ink',
    bold: true,
  };
  return { marks: [heading, ...marks], bottom: bottom + 12 };
}

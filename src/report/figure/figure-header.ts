import type { Mark, Panel } from './scene.js';
import { wrapText } from './text-width.js';
import { paragraph, SIZES } from './typography.js';

const LEADING = 1.3;
/** Bold letters are wider than the ones that lines are broken by. */
const BOLD = 1.12;

/** What a figure shows in one sentence, what else is to be said, and the recipe. */
export function figureHeader(
  { headline, remark, recipe }: { headline: string; remark?: string; recipe: readonly string[] },
  { width }: { width: number },
): Panel {
  const size = SIZES.headline - 2;
  const lines = wrapText(headline, { width: width / BOLD, size });
  const title = lines.map(
    (text, i): Mark => ({ kind: 'text', x: 0, y: size + i * size * LEADING, text, size, fill: 'ink', bold: true }),
  );
  let bottom = lines.length * size * LEADING + 6;
  const words =
    remark === undefined ? { marks: [], bottom } : paragraph(remark, { x: 0, top: bottom, width, size: SIZES.body });
  bottom = words.bottom + (remark === undefined ? 0 : 4);
  const how = paragraph(`${recipe.join('; ')}.`, { x: 0, top: bottom, width, size: SIZES.body });
  const marks = [...title, ...words.marks.map((mark) => ({ ...mark, fill: 'ink' as const })), ...how.marks];
  return { width, height: how.bottom, marks, readouts: [] };
}

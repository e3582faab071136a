import { displayWidth } from './display-width.js';
import { printable } from './facts.js';

const DOTS = '…';

/** A name in at most so many columns of a terminal, cut at the front, where names of layers are alike. */
export function shortenName(name: string, columns: number): string {
  const safe = printable(name);
  if (displayWidth(safe) <= columns) return safe;
  const characters = [...safe];
  let [start, width] = [characters.length, 1];
  while (start > 0 && width + displayWidth(characters[start - 1]) <= columns) {
    start -= 1;
    width += displayWidth(characters[start]);
  }
  return DOTS + characters.slice(start).join('');
}

/** A name padded with spaces to so many columns. */
export function padName(name: string, columns: number): string {
  return name + ' '.repeat(Math.max(0, columns - displayWidth(name)));
}

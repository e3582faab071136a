import { textWidth } from './text-width.js';

const DOTS = '…';

/** Names cut to a width at the front, where paths are alike; where that would make two different ones equal, about the place where they differ. */
export function shortenNames(
  names: readonly [string, string],
  room: { width: number; size: number },
): [string, string] {
  const [x, y] = names.map((name) => keepEnd(name, room));
  if (x !== y || names[0] === names[1]) return [x, y];
  const difference = [...names[0]].findIndex((character, i) => character !== [...names[1]][i]);
  return names.map((name) => keepFrom(name, Math.max(0, difference - 8), room)) as [string, string];
}

/** As much of the end as fits, whole folders where one fits. */
function keepEnd(name: string, room: { width: number; size: number }): string {
  if (textWidth(name, room) <= room.width) return name;
  const characters = [...name];
  let start = characters.length;
  while (start > 0 && textWidth(DOTS + characters.slice(start - 1).join(''), room) <= room.width) start--;
  const slash = characters.indexOf('/', start);
  const from = slash === -1 || slash > start + (characters.length - start) / 2 ? start : slash;
  return DOTS + characters.slice(from).join('');
}

function keepFrom(name: string, start: number, room: { width: number; size: number }): string {
  const characters = [...name].slice(start);
  const before = start > 0 ? DOTS : '';
  if (textWidth(before + characters.join(''), room) <= room.width) return before + characters.join('');
  let count = characters.length;
  while (count > 0 && textWidth(before + characters.slice(0, count).join('') + DOTS, room) > room.width) count--;
  return before + characters.slice(0, count).join('') + DOTS;
}

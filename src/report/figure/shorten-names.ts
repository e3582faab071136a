import { textWidth } from './text-width.js';

const DOTS = '…';

interface Room {
  readonly width: number;
  readonly size: number;
}

/** Names cut to a width at the front, where paths are alike; where that would make different ones equal, about the place where they differ. */
export function shortenNames<Names extends readonly string[]>(
  names: Names,
  room: Room,
): { -readonly [i in keyof Names]: string } {
  const short = names.map((name) => keepEnd(name, room));
  const likeness = new Map<string, Set<string>>();
  short.forEach((name, i) => {
    likeness.set(name, (likeness.get(name) ?? new Set()).add(names[i]));
  });
  const chosen = short.map((name, i) => {
    const alike = [...(likeness.get(name) ?? [])];
    return alike.length === 1 ? name : keepFrom(names[i], Math.max(0, firstDifference(alike) - 8), room);
  });
  return chosen as { -readonly [i in keyof Names]: string };
}

/** The first character that not all names share. */
function firstDifference(names: readonly string[]): number {
  const [first, ...others] = names.map((name) => [...name]);
  const place = first.findIndex((character, i) => others.some((other) => other[i] !== character));
  return place === -1 ? first.length : place;
}

/** As much of the end as fits, whole folders or modules where one fits. */
function keepEnd(name: string, room: Room): string {
  if (textWidth(name, room) <= room.width) return name;
  const characters = [...name];
  let start = characters.length;
  while (start > 0 && textWidth(DOTS + characters.slice(start - 1).join(''), room) <= room.width) start--;
  const border = characters.findIndex((character, i) => i >= start && (character === '/' || character === '.'));
  if (border === -1 || border > start + (characters.length - start) / 2) return DOTS + characters.slice(start).join('');
  // Three dots need no fourth.
  return DOTS + characters.slice(characters[border] === '.' ? border + 1 : border).join('');
}

function keepFrom(name: string, start: number, room: Room): string {
  const characters = [...name].slice(start);
  const before = start > 0 ? DOTS : '';
  if (textWidth(before + characters.join(''), room) <= room.width) return before + characters.join('');
  let count = characters.length;
  while (count > 0 && textWidth(before + characters.slice(0, count).join('') + DOTS, room) > room.width) count--;
  return before + characters.slice(0, count).join('') + DOTS;
}

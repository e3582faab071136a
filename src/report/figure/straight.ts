import type { PathMark } from './scene.js';

/** A straight line from (x, y), as far across and down as it says. */
export function straight({
  dx = 0,
  dy = 0,
  ...mark
}: Omit<PathMark, 'kind' | 'points'> & { readonly dx?: number; readonly dy?: number }): PathMark {
  const end = [dx, dy] as const;
  return { kind: 'path', points: [[0, 0], end], ...mark };
}

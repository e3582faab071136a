import type { Classes } from './dynamics-result.js';

/** The share of its final adjusted R² from which on a class counts as visible. */
export const VISIBLE_SHARE = 0.5;

/**
 * For each class, the place of the first layer at which its adjusted R² has reached a share of that of the last layer; null where the
 * last layer does not show it at all, or where it is undefined.
 */
export function visibleFrom(
  { classes, adjustedR2 }: Pick<Classes, 'classes' | 'adjustedR2'>,
  { share = VISIBLE_SHARE }: { share?: number } = {},
): (number | null)[] {
  const final = adjustedR2[adjustedR2.length - 1];
  return classes.map((_, c) => {
    const last = final[c];
    if (last === null || last <= 0) return null;
    return adjustedR2.findIndex((layer) => (layer[c] ?? Number.NEGATIVE_INFINITY) >= share * last);
  });
}

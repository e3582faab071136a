/**
 * The value, which holds no NaN and no infinity at any depth: JSON would turn them into null without a reason.
 *
 * @throws RangeError naming the place; a value that does not exist must have become null, with its reason, before.
 */
export function requireFinite<T>(value: T, place: string): T {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${place} is ${value}`);
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) requireFinite(item, `${place}.${key}`);
  }
  return value;
}

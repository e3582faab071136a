import { SvccaError } from '../errors.js';

/** shape₁ · shape₂ ⋯ · bytes per value, checked to be an exact number before anything is allocated. */
export function arrayBytes(shape: readonly number[], { name, itemSize }: { name: string; itemSize: number }): number {
  if (shape.includes(0)) return 0;
  let product = itemSize;
  for (const length of shape) {
    product *= length;
    if (!Number.isSafeInteger(product)) {
      throw new SvccaError('input', `${name} announces an array of shape ${shapeText(shape)}, more than 2^53 bytes`, {
        hint: 'the header is damaged: write the file again',
      });
    }
  }
  return product;
}

/** A shape as numpy prints it: (), (3,), (3, 4). */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

import { type Matrix, transpose } from '../engine/matrix.js';
import { SvccaError } from '../errors.js';
import type { ArrayToWrite } from '../io/write-npy.js';
import type { SavedType } from './compression-options.js';

const { abs, fround } = Math;
const finite = Number.isFinite;

/** From this share of nonzero numbers that become 0 on, someone should know. */
const NOTICED = 0.01;

/** A matrix, row by row, or a vector as it is written; its name is for errors. */
export function savedArray(
  of: Matrix | Float64Array,
  { name, dtype }: { name: string; dtype: SavedType },
): ArrayToWrite {
  const isVector = of instanceof Float64Array;
  const values = isVector ? of : transpose(of).data;
  requireRange(values, { name, dtype });
  return { shape: isVector ? [of.length] : [of.rows, of.cols], values, dtype };
}

/** @throws SvccaError ('undefined') when a number is beyond the range of its type. */
export function requireRange(values: Float64Array, { name, dtype }: { name: string; dtype: SavedType }): void {
  const at = values.findIndex((value) => !finite(dtype === 'float32' ? fround(value) : value));
  if (at < 0) return;
  const value = (values[at] as number).toPrecision(3);
  throw new SvccaError('undefined', `${name} holds ${value}, which is beyond what a ${dtype} can be`, {
    hint:
      dtype === 'float32'
        ? 'say --save-dtype float64, or dump activations on a scale nearer to 1'
        : 'dump activations on a scale nearer to 1',
  });
}

/** What is lost of numbers that are too small for their type; undefined where that is next to nothing. */
export function lostInRounding(
  { values, dtype }: ArrayToWrite,
  { name }: { name: string },
): { code: string; message: string } | undefined {
  if (dtype !== 'float32') return undefined;
  let [nonzero, lost] = [0, 0];
  for (const value of values) {
    if (value === 0) continue;
    nonzero++;
    if (abs(fround(value)) === 0) lost++;
  }
  if (lost === 0 || lost < NOTICED * nonzero) return undefined;
  return {
    code: 'lost-in-float32',
    message: `${lost} of ${nonzero} numbers of ${name} are too small for a float32 and become 0: say --save-dtype float64`,
  };
}

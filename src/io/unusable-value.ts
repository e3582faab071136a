import { SvccaError } from '../errors.js';
import { arrayPlace, type Place } from './array-place.js';
import type { Values } from './block-room.js';
import type { Source } from './dump.js';
import { spoken } from './operand.js';

/** A decoded stretch of values, and the value in it that cannot be used. */
export interface Found {
  readonly raw: Uint8Array;
  readonly values: Values;
  readonly index: number;
}

/** The error for a value that cannot be computed with, at its numpy index in the array as it is stored. */
export function unusableValue(source: Source, where: Place, found: Found): SvccaError {
  const { dump } = source;
  const { index, words } = arrayPlace(source, where);
  const name = spoken(dump.name);
  const place = `at [${index.join(', ')}], ${words}`;
  if (dump.dtype === 'bool') {
    return new SvccaError('input', `${name} holds the byte ${found.raw[found.index]} ${place}; a bool is 0 or 1`, {
      hint: "write it again with np.save('x.npy', x.astype(bool)), or save the numbers as uint8",
    });
  }
  if (dump.dtype === 'int64' || dump.dtype === 'uint64') {
    return new SvccaError('input', `${name} holds ${integerAt(found, dump.dtype)} ${place}, beyond 2^53`, {
      hint: "a double cannot hold it exactly; if rounding is meant: np.save('x.npy', x.astype('f8'))",
    });
  }
  const value = String(found.values[found.index]).replace('NaN', 'nan').replace('Infinity', 'inf');
  return new SvccaError('input', `${name} holds ${value} ${place}`, {
    hint: 'np.argwhere(~np.isfinite(x)) lists all such values; drop these datapoints from every layer',
  });
}

function integerAt({ raw, index }: Found, dtype: 'int64' | 'uint64'): bigint {
  const Integers = dtype === 'int64' ? BigInt64Array : BigUint64Array;
  return new Integers(raw.buffer as ArrayBuffer, raw.byteOffset + 8 * index, 1)[0] as bigint;
}

import { SvccaError } from '../errors.js';
import { shapeText } from './array-size.js';
import { cutOff } from './damaged-bytes.js';
import type { Dump } from './dump.js';
import { openDump } from './open-dump.js';
import type { FileIdentity } from './open-file.js';

/** An array that is read whole, such as weights. */
export interface WholeArray {
  /** As it was typed. */
  readonly path: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: Float64Array;
  readonly file: FileIdentity;
}

/** Arrays that are read whole have at most so many values: 4 GiB. */
const MOST_VALUES = 2 ** 29;

/**
 * Reads an array of a file (`x.npy`, `x.npz:key`, `x.safetensors:key`) whole; `what` is what errors call it.
 *
 * @throws SvccaError ('input') when it is missing, malformed, or does not hold finite numbers only.
 */
export async function readArray(operand: string, { what }: { what: string }): Promise<WholeArray> {
  if (operand === '-') {
    throw new SvccaError('usage', `${what} cannot come from standard input, which is for the layer`, {
      hint: 'save them to a file and name that instead of -',
    });
  }
  const dump = await openDump(operand);
  try {
    const { dtype, shape } = dump;
    return { path: operand, dtype, shape, values: await valuesOf(dump), file: dump.file as FileIdentity };
  } finally {
    await dump.close();
  }
}

async function valuesOf({ name, shape, element, fortran, bytes }: Dump): Promise<Float64Array> {
  const count = shape.reduce((product, length) => product * length, 1);
  if (count > MOST_VALUES) {
    throw new SvccaError('input', `${name} has shape ${shapeText(shape)}, too many values to be read at once`, {
      hint: 'check that it is the right array',
    });
  }
  const raw = new Uint8Array(count * element.size);
  const reader = bytes.reader();
  try {
    const found = await reader.read(raw);
    if (found < raw.length) throw cutOff(name, { part: 'values', found, expected: raw.length });
    await reader.finish();
  } finally {
    await reader.close();
  }
  const values = new Float64Array(count);
  const bad = element.decode(raw, values);
  if (bad >= 0) throw unusable({ name, shape, fortran }, bad, values[bad]);
  return fortran ? inC(values, shape) : values;
}

/** The same values with the last index running fastest instead of the first. */
function inC(values: Float64Array, shape: readonly number[]): Float64Array {
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const out = new Float64Array(values.length);
  for (const value of values) {
    out[index.reduce((at, i, axis) => at + i * (strides[axis] as number), 0)] = value;
    for (let axis = 0; axis < index.length; axis++) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return out;
}

function unusable(
  { name, shape, fortran }: Pick<Dump, 'name' | 'shape' | 'fortran'>,
  at: number,
  value: number | undefined,
): SvccaError {
  const axes = fortran ? [...shape.keys()] : [...shape.keys()].reverse();
  const index = shape.map(() => 0);
  let left = at;
  for (const axis of axes) {
    const length = shape[axis] as number;
    index[axis] = left % length;
    left = Math.floor(left / length);
  }
  const number = String(value).replace('NaN', 'nan').replace('Infinity', 'inf');
  return new SvccaError('input', `${name} holds ${number} at [${index.join(', ')}]`, {
    hint: 'every value must be a finite number',
  });
}

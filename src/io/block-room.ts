import { SvccaError } from '../errors.js';
import type { Source } from './dump.js';
import { spoken } from './operand.js';

/** Decoded values: float32 ones stay what they are. */
export type Values = Float32Array | Float64Array;

/** Memory for some datapoints as they are stored and as they are decoded: the same memory for float32 and float64. */
export interface Room {
  readonly raw: Uint8Array;
  readonly values: Values;
}

/** Room for so many datapoints of all neurons, as they are stored and as they are decoded. */
export function blockRoom(source: Source, rows: number): Room {
  const { name, size } = source.dump.element;
  const values = blockValues(source, rows);
  const raw = () =>
    name === 'float64' || name === 'float32' ? new Uint8Array(values.buffer) : new Uint8Array(values.length * size);
  return { values, raw: allocated(source, rows, raw) };
}

/** Room for so many decoded datapoints of all neurons, float32 where the dump is. */
export function blockValues(source: Source, rows: number): Values {
  const Kind = source.dump.element.name === 'float32' ? Float32Array : Float64Array;
  return allocated(source, rows, () => new Kind(rows * source.neurons));
}

/** The first datapoints of a room. */
export function firstRows({ raw, values }: Room, { rows, neurons }: { rows: number; neurons: number }): Room {
  const count = rows * neurons;
  return { raw: raw.subarray(0, (raw.length / values.length) * count), values: values.subarray(0, count) };
}

/** Memory, or an error for the user: the header of a pipe can claim any number of neurons. */
function allocated<T>({ dump, neurons, turned }: Source, rows: number, allocate: () => T): T {
  try {
    return allocate();
  } catch (cause) {
    const name = spoken(dump.name);
    const size = turned ? `${neurons} datapoints and ${rows} neurons` : `${rows} datapoints and ${neurons} neurons`;
    const [needed, which] = [rows * neurons * 8, `a block of ${size}`];
    throw new SvccaError('input', `${name} does not fit into memory: ${which} takes ${needed} bytes`, {
      hint: 'if its rows are neurons, say --layout dn; else dump fewer neurons',
      cause,
    });
  }
}

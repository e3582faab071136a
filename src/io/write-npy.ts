/** An array to write, in C order; float32 values are rounded to nearest. */
export interface ArrayToWrite {
  readonly shape: readonly number[];
  /** One value for each entry; real and imaginary part in turn for complex128. */
  readonly values: Float64Array | Float32Array;
  /** The type in the file; the type of `values` where it is not given. */
  readonly dtype?: WrittenType;
}

export type WrittenType = keyof typeof TYPES;

/** numpy's name of each type in a header, the bytes that are swapped together, and how values become it. */
const TYPES = {
  float64: { descr: '<f8', word: 8, from: (values: Values) => new Float64Array(values) },
  float32: { descr: '<f4', word: 4, from: (values: Values) => new Float32Array(values) },
  int32: { descr: '<i4', word: 4, from: (values: Values) => new Int32Array(values) },
  complex128: { descr: '<c16', word: 8, from: (values: Values) => new Float64Array(values) },
} as const;

type Values = Float64Array | Float32Array;

/** numpy aligns the values to 64 bytes, so that the file can be mapped. */
const ALIGNMENT = 64;

/** The bytes of a .npy of version 1.0, little endian, in pieces to be written one after the other. */
export function npyBytes({ shape, values, dtype = typeOf(values) }: ArrayToWrite): Uint8Array[] {
  const count = shape.reduce((product, length) => product * length, dtype === 'complex128' ? 2 : 1);
  if (count !== values.length) throw new RangeError(`shape [${shape}] takes ${count} values, not ${values.length}`);
  return [npyHeader(shape, dtype), littleEndian(values, dtype)];
}

/** The same in pieces that are made while they are written, as values that do not fit into memory at once. */
export async function* npyPieces(
  { shape, dtype }: { readonly shape: readonly number[]; readonly dtype: 'float32' | 'float64' },
  values: AsyncIterable<Values>,
): AsyncGenerator<Uint8Array> {
  yield npyHeader(shape, dtype);
  let left = shape.reduce((product, length) => product * length, 1);
  for await (const piece of values) {
    left -= piece.length;
    yield littleEndian(piece, dtype);
  }
  if (left !== 0) throw new RangeError(`shape [${shape}] takes ${left} values more`);
}

function typeOf(values: Values): WrittenType {
  return values.BYTES_PER_ELEMENT === 8 ? 'float64' : 'float32';
}

function npyHeader(shape: readonly number[], dtype: WrittenType): Uint8Array {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${TYPES[dtype].descr}', 'fortran_order': False, 'shape': (${lengths}), }`;
  const unpadded = 10 + text.length + 1;
  const padded = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.from(`\x93NUMPY\x01\x00..${text}${' '.repeat(padded - unpadded)}\n`, 'latin1');
  header.writeUInt16LE(padded - 10, 8);
  return header;
}

function littleEndian(values: Values, dtype: WrittenType): Uint8Array {
  const { word, from } = TYPES[dtype];
  const typed = dtype === typeOf(values) ? values : from(values);
  const bytes = new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
  const hostIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  if (hostIsLittle) return bytes;
  const swapped = Buffer.from(bytes);
  return word === 8 ? swapped.swap64() : swapped.swap32();
}

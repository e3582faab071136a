/** A .npy with this header text, or with that of a 2 × 2 float32 array, around these bytes. */
export function npyFile({
  header = dictionary(),
  version = [1, 0],
  data = new Uint8Array(16),
  claimed = undefined as number | undefined,
} = {}): Buffer {
  const text = Buffer.from(header, version[0] === 3 ? 'utf8' : 'latin1');
  const length = Buffer.alloc(version[0] === 1 ? 2 : 4);
  length.writeUIntLE(claimed ?? text.length, 0, length.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from(version), length, text, data]);
}

/** The dictionary of a header, as numpy spells it. */
export function dictionary({ descr = "'<f4'", fortran = 'False', shape = '(2, 2)' } = {}): string {
  return `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }   \n`;
}

/** The beginning of a .npy of float32 in C order. */
export function npyHeader(shape) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const bytes = Buffer.from(`\x93NUMPY\x01\x00..${text.padEnd(117)}\n`, 'latin1');
  bytes.writeUInt16LE(bytes.length - 10, 8);
  return bytes;
}

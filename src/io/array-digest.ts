import { createHash } from 'node:crypto';
import type { Dump } from './dump.js';
import type { ResolvedLayout } from './layout.js';

const CHUNK = 2 ** 20;

/** SHA-256 of the values of an array as they are stored, and of how they are stored and read, in hexadecimal. */
export async function arrayDigest(
  { dtype, element, shape, fortran, bytes }: Dump,
  { layout }: ResolvedLayout,
): Promise<string> {
  const hash = createHash('sha256');
  const { littleEndian } = element;
  hash.update(`${JSON.stringify({ dtype, littleEndian, shape, fortran, layout })}\n`);
  const chunk = new Uint8Array(Math.min(CHUNK, bytes.size));
  const reader = bytes.reader();
  try {
    for (let left = bytes.size; left > 0; ) {
      const read = await reader.read(chunk.subarray(0, Math.min(left, chunk.length)));
      if (read === 0) break;
      hash.update(chunk.subarray(0, read));
      left -= read;
    }
    await reader.finish();
  } finally {
    await reader.close();
  }
  return hash.digest('hex');
}

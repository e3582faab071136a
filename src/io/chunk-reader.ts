import { crc32 } from 'node:zlib';
import { SvccaError } from '../errors.js';
import type { ByteReader, RandomBytes } from './array-bytes.js';
import { badChecksum, cutOff } from './damaged-bytes.js';
import { readProblem } from './file-problem.js';

/** What is known of a stream before it is read. */
export interface StreamFacts {
  readonly name: string;
  readonly crc?: number | undefined;
}

/** Reads chunks of any length, as a pipe or a decompressor delivers them, as one run of bytes. */
export function chunkReader(chunks: AsyncIterable<Uint8Array>, { name, crc }: StreamFacts): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk = new Uint8Array(0);
  let sum = 0;
  async function next(): Promise<boolean> {
    try {
      while (chunk.length === 0) {
        const { done, value } = await iterator.next();
        if (done === true) return false;
        if (crc !== undefined) sum = crc32(value, sum);
        chunk = value as Uint8Array<ArrayBuffer>;
      }
      return true;
    } catch (error) {
      throw readProblem(name, error);
    }
  }
  return {
    async read(target) {
      let filled = 0;
      while (filled < target.length && (await next())) {
        const part = chunk.subarray(0, target.length - filled);
        target.set(part, filled);
        filled += part.length;
        chunk = chunk.subarray(part.length);
      }
      return filled;
    },
    async finish() {
      if (await next()) throw trailingStream(name);
      if (crc !== undefined && sum !== crc) throw badChecksum(name, { stated: crc, found: sum });
    },
    close: async () => void (await iterator.return?.()),
  };
}

const MEMORY_CHUNK = 2 ** 24;

/** The `size` bytes of a reader, kept in memory in pieces, so that a stream can be read in any order. */
export async function keepInMemory(
  reader: ByteReader,
  { name, size }: { name: string; size: number },
): Promise<RandomBytes> {
  const pieces: Uint8Array[] = [];
  try {
    for (let at = 0; at < size; at += MEMORY_CHUNK) {
      const piece = new Uint8Array(Math.min(size - at, MEMORY_CHUNK));
      const found = await reader.read(piece);
      if (found < piece.length) throw cutOff(name, { part: 'values', found: at + found, expected: size });
      pieces.push(piece);
    }
    await reader.finish();
  } finally {
    await reader.close();
  }
  return { readAt: (target, position) => copyPieces(pieces, target, position), finish: async () => {} };
}

function copyPieces(pieces: readonly Uint8Array[], target: Uint8Array, position: number): void {
  for (let filled = 0; filled < target.length; ) {
    const at = position + filled;
    const piece = pieces[Math.floor(at / MEMORY_CHUNK)] as Uint8Array;
    const part = piece.subarray(at % MEMORY_CHUNK, (at % MEMORY_CHUNK) + target.length - filled);
    target.set(part, filled);
    filled += part.length;
  }
}

function trailingStream(name: string): SvccaError {
  return new SvccaError('input', `${name} goes on after the last value of its array`, {
    hint: 'send or store one array alone; several belong into one .npz (np.savez)',
  });
}

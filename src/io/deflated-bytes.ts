import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { SvccaError } from '../errors.js';
import type { ArrayBytes, RandomBytes } from './array-bytes.js';
import { chunkReader, keepInMemory } from './chunk-reader.js';
import { systemCode } from './file-problem.js';
import type { Region } from './file-region.js';
import type { OpenFile } from './open-file.js';

/** A stretch of a file that inflates to `size` bytes. */
export interface DeflatedRegion extends Region {
  readonly compressedSize: number;
}

const CHUNK = 2 ** 18;

/** The inflated bytes of a region, which can be had in order again and again, but in any order only from memory. */
export function deflatedBytes(file: OpenFile, region: DeflatedRegion): ArrayBytes {
  let kept: Promise<RandomBytes> | undefined;
  const reader = () => chunkReader(inflated(file, region), region);
  return {
    size: region.size,
    repeatable: true,
    reader,
    randomAccess: () => (kept ??= keepInMemory(reader(), region)),
  };
}

async function* inflated(
  file: OpenFile,
  { name, start, size, compressedSize }: DeflatedRegion,
): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  pipeline(Readable.from(compressed(file, { start, size: compressedSize })), inflate, () => {});
  let found = 0;
  try {
    for await (const chunk of inflate) {
      found += chunk.length;
      if (found > size) throw wrongSize(name, `more than the ${size} bytes that the archive states`);
      yield chunk;
    }
  } catch (error) {
    throw inflateProblem(name, error);
  }
  if (found < size) throw wrongSize(name, `${found} bytes, not to the ${size} that the archive states`);
  if (inflate.bytesWritten < compressedSize) {
    throw wrongSize(name, `its ${size} bytes from ${inflate.bytesWritten} of the ${compressedSize} that it takes`);
  }
}

async function* compressed(
  file: OpenFile,
  { start, size }: { start: number; size: number },
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += CHUNK) {
    const chunk = new Uint8Array(Math.min(size - at, CHUNK));
    await file.read(chunk, start + at);
    yield chunk;
  }
  await file.checkSize();
}

function wrongSize(name: string, what: string): SvccaError {
  return new SvccaError('input', `${name} is damaged: it inflates to ${what}`, {
    hint: 'copy the file again from its source, or write it again',
  });
}

function inflateProblem(name: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || !code.startsWith('Z_')) return error;
  return new SvccaError('input', `${name} is damaged: its compressed bytes make no sense (${code})`, {
    hint: 'copy the file again from its source, or write it again',
    cause: error,
  });
}

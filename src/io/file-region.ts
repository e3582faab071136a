import { crc32 } from 'node:zlib';
import type { ArrayBytes, ByteReader, RandomBytes } from './array-bytes.js';
import { badChecksum } from './damaged-bytes.js';
import type { OpenFile } from './open-file.js';

/** A stretch of a file: with `crc`, its CRC-32 as an archive states it; `name` is how errors call it. */
export interface Region {
  readonly name: string;
  readonly start: number;
  readonly size: number;
  readonly crc?: number | undefined;
}

const CHECKING_CHUNK = 2 ** 20;

/** The bytes of a region in place; read in order, the checksum costs no second pass, read otherwise, it is checked first. */
export function regionBytes(file: OpenFile, region: Region): ArrayBytes {
  let verified = region.crc === undefined;
  const reader = () => regionReader(file, region, () => (verified = true));
  return {
    size: region.size,
    repeatable: true,
    reader,
    async randomAccess(): Promise<RandomBytes> {
      if (!verified) await drain(reader());
      return {
        readAt: (target, position) => file.readNow(target, region.start + position),
        finish: () => file.checkSize(),
      };
    },
  };
}

function regionReader(file: OpenFile, { name, start, size, crc }: Region, onVerified: () => void): ByteReader {
  let position = 0;
  let sum = 0;
  return {
    async read(target) {
      const part = target.subarray(0, size - position);
      await file.read(part, start + position);
      if (crc !== undefined) sum = crc32(part, sum);
      position += part.length;
      return part.length;
    },
    async finish() {
      await file.checkSize();
      if (crc !== undefined && sum !== crc) throw badChecksum(name, { stated: crc, found: sum });
      onVerified();
    },
    close: async () => {},
  };
}

async function drain(reader: ByteReader): Promise<void> {
  const chunk = new Uint8Array(CHECKING_CHUNK);
  while ((await reader.read(chunk)) === chunk.length);
  await reader.finish();
}

import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip; everything but name and data can be made to lie. */
export interface EntryToPack {
  readonly name: string;
  readonly data: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly packed?: Uint8Array;
  readonly localName?: string;
  readonly localSize?: number;
  readonly localMethod?: number;
  readonly offset?: number;
}

/** A zip of these entries, with `after` between the last of them and the directory. */
export function zipFile(
  entries: readonly EntryToPack[],
  { after = new Uint8Array(0), count = entries.length } = {},
): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = entry.packed ?? (entry.method === 8 ? deflateRawSync(entry.data) : entry.data);
    const here = { ...entry, packedSize: entry.compressedSize ?? packed.length };
    const local = header(0x04034b50, {
      ...here,
      name: entry.localName ?? entry.name,
      size: entry.localSize ?? entry.size,
      method: entry.localMethod ?? entry.method,
    });
    parts.push(local, packed);
    directory.push(header(0x02014b50, { ...here, offset: entry.offset ?? offset }));
    offset += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset + after.length, 16);
  return Buffer.concat([...parts, after, central, end]);
}

type Header = Omit<EntryToPack, 'size' | 'method'> & {
  readonly packedSize: number;
  readonly size?: number | undefined;
  readonly method?: number | undefined;
};

function header(
  signature: number,
  { name, data, method = 0, flags = 0, crc, size, packedSize, offset }: Header,
): Buffer {
  const central = signature === 0x02014b50;
  const start = central ? [20, 0] : [];
  const fields = Buffer.alloc(26 + (central ? 14 : 0));
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(flags, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(crc ?? crc32(data), 10);
  fields.writeUInt32LE(packedSize, 14);
  fields.writeUInt32LE(size ?? data.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  if (central) fields.writeUInt32LE(offset ?? 0, 36);
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(signature);
  return Buffer.concat([magic, Buffer.from(start), fields, Buffer.from(name)]);
}

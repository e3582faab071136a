import { createHash } from 'node:crypto';

const MAGIC = Buffer.from('svcca-store/1\n');
const HASH_BYTES = 32;
const ALIGN = 8;

const KINDS = { Float64Array, Float32Array, Int32Array, Uint8Array };
type Kind = keyof typeof KINDS;

/** What stands for a typed array in the JSON of a record. */
interface Placed {
  readonly $array: Kind;
  readonly at: number;
  readonly length: number;
}

/**
 * A key and a value of plain data and typed arrays as bytes: magic, SHA-256 of all that follows, the length of the JSON, the JSON with places for
 * the arrays, the arrays.
 */
export function encodeRecord(key: string, value: object): Uint8Array[] {
  const arrays: Uint8Array[] = [];
  let size = 0;
  const put = (array: ArrayBufferView, kind: Kind, length: number): Placed => {
    const at = size;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    const padding = (ALIGN - (bytes.length % ALIGN)) % ALIGN;
    arrays.push(bytes, new Uint8Array(padding));
    size += bytes.length + padding;
    return { $array: kind, at, length };
  };
  const text = JSON.stringify({ key, value }, (_, item: unknown) => {
    const kind = kindOf(item);
    return kind === undefined ? item : put(item as ArrayBufferView, kind, (item as Float64Array).length);
  });
  const room = Math.ceil(Buffer.byteLength(text) / ALIGN) * ALIGN;
  const json = Buffer.alloc(room, ' ');
  json.write(text);
  const length = Buffer.alloc(ALIGN);
  length.writeUInt32LE(room);
  const hash = createHash('sha256');
  for (const piece of [length, json, ...arrays]) hash.update(piece);
  return [MAGIC, hash.digest(), length, json, ...arrays];
}

/** The value of a record; undefined where the bytes are damaged, or another key's. */
export function decodeRecord(bytes: Uint8Array, key: string): object | undefined {
  const from = MAGIC.length + HASH_BYTES;
  if (bytes.length < from + ALIGN || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return undefined;
  const body = bytes.subarray(from);
  const hash = createHash('sha256').update(body).digest();
  if (!hash.equals(bytes.subarray(MAGIC.length, from))) return undefined;
  const room = new DataView(body.buffer, body.byteOffset, ALIGN).getUint32(0, true);
  const text = Buffer.from(body.buffer, body.byteOffset + ALIGN, room).toString('utf8');
  const start = ALIGN + room;
  const record = JSON.parse(text, (_, item: unknown) => {
    if (!isPlaced(item)) return item;
    const Kind = KINDS[item.$array];
    const first = start + item.at;
    const array = new Kind(item.length);
    new Uint8Array(array.buffer).set(body.subarray(first, first + array.byteLength));
    return array;
  }) as { key: string; value: object };
  return record.key === key ? record.value : undefined;
}

function kindOf(item: unknown): Kind | undefined {
  if (!ArrayBuffer.isView(item)) return undefined;
  const name = Object.prototype.toString.call(item).slice('[object '.length, -1);
  return name in KINDS ? (name as Kind) : undefined;
}

function isPlaced(item: unknown): item is Placed {
  return typeof item === 'object' && item !== null && '$array' in item;
}

import { SvccaError } from '../errors.js';
import { arrayBytes, shapeText } from './array-size.js';
import { chooseKey } from './choose-key.js';
import { type ElementName, type ElementType, elementType } from './element-type.js';
import { withFlaw } from './file-flaw.js';
import { regionBytes } from './file-region.js';
import type { ArrayOpener, StoredArray } from './npy.js';
import type { OpenFile } from './open-file.js';
import { malformedTensors, parseSafetensorsHeader, type TensorHeader } from './safetensors-header.js';

const NAMES: Record<string, ElementName> = {
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
  I8: 'int8',
  I16: 'int16',
  I32: 'int32',
  I64: 'int64',
  U8: 'uint8',
  U16: 'uint16',
  U32: 'uint32',
  U64: 'uint64',
  BOOL: 'bool',
};

/** The format's own limit. */
const LONGEST_HEADER = 100_000_000;
const LENGTH_FIELD = 8;

/** Whether a file of this size that starts so can be a .safetensors: a length that fits, and the start of an object. */
export function looksLikeSafetensors(start: Uint8Array, size: number): boolean {
  if (start.length < LENGTH_FIELD + 2 || start[LENGTH_FIELD] !== 0x7b) return false;
  return headerLength(start) <= BigInt(size - LENGTH_FIELD);
}

/** Opens one tensor of a .safetensors: the one of this key, or the only one. */
export async function openTensor(
  file: OpenFile,
  { key, asked }: { key: string | undefined; asked: 'bf16' | undefined },
): Promise<StoredArray> {
  const tensors = await listTensors(file, { asked });
  return (tensors.get(chooseKey([...tensors.keys()], { file: file.name, key })) as ArrayOpener)();
}

/** The tensors of a .safetensors by their keys, in order of its header. */
export async function listTensors(
  file: OpenFile,
  { asked }: { asked: 'bf16' | undefined },
): Promise<Map<string, ArrayOpener>> {
  const length = await readHeaderLength(file);
  const text = await readHeaderText(file, length);
  const dataStart = LENGTH_FIELD + length;
  const tensors = parseSafetensorsHeader(text, { file: file.name, dataSize: file.size - dataStart });
  return new Map(
    [...tensors].map(([key, tensor]) => [key, async () => tensorArray(file, tensor, { key, dataStart, asked })]),
  );
}

function tensorArray(
  file: OpenFile,
  { dtype, shape, begin, end }: TensorHeader,
  { key, dataStart, asked }: { key: string; dataStart: number; asked: 'bf16' | undefined },
): StoredArray {
  const name = `${file.name}:${key}`;
  const element = tensorElement(dtype, { name, asked });
  const expected = arrayBytes(shape, { name, itemSize: element.size });
  if (expected !== end - begin) {
    const found = `has ${end - begin} bytes for a ${element.name} array of shape ${shapeText(shape)}, which takes ${expected}`;
    throw malformedTensors(file.name, `tensor ${key} ${found}`);
  }
  return {
    shape,
    element,
    fortran: false,
    bytes: regionBytes(file, { name, start: dataStart + begin, size: expected }),
  };
}

async function readHeaderLength(file: OpenFile): Promise<number> {
  if (file.size < LENGTH_FIELD) {
    const what = `${file.size} bytes are there, and its length alone takes ${LENGTH_FIELD}`;
    throw withFlaw('incomplete', malformedTensors(file.name, what));
  }
  const field = new Uint8Array(LENGTH_FIELD);
  await file.read(field, 0);
  const length = headerLength(field);
  if (length > BigInt(LONGEST_HEADER))
    throw malformedTensors(file.name, `it claims ${length} bytes, and ${LONGEST_HEADER} are the most`);
  if (length > BigInt(file.size - LENGTH_FIELD)) {
    const what = `it claims ${length} bytes, and ${file.size - LENGTH_FIELD} are there`;
    throw withFlaw('incomplete', malformedTensors(file.name, what));
  }
  return Number(length);
}

function headerLength(start: Uint8Array): bigint {
  return new DataView(start.buffer, start.byteOffset, LENGTH_FIELD).getBigUint64(0, true);
}

async function readHeaderText(file: OpenFile, length: number): Promise<string> {
  const bytes = new Uint8Array(length);
  await file.read(bytes, LENGTH_FIELD);
  if (bytes[0] !== 0x7b) throw malformedTensors(file.name, 'it does not start with {');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformedTensors(file.name, 'it is not UTF-8');
  }
}

function tensorElement(dtype: string, { name, asked }: { name: string; asked: 'bf16' | undefined }): ElementType {
  const known = NAMES[dtype];
  if (known === undefined) {
    throw new SvccaError('input', `${name} has the dtype ${dtype.slice(0, 20)}, which is not read`, {
      hint: 'save it as a float: save_file({name: x.to(torch.float32)}, path); split complex numbers by torch.view_as_real',
    });
  }
  if (asked === 'bf16' && known !== 'bfloat16') {
    throw new SvccaError('usage', `${name} holds ${known}, so it cannot be read as bf16`, {
      hint: 'leave --dtype out: a .safetensors says itself what it holds',
    });
  }
  return elementType(known);
}

import { SvccaError } from '../errors.js';
import { withFlaw } from './file-flaw.js';
import { type Json, parseStrictJson } from './strict-json.js';

/** One tensor as the header describes it; begin and end count from the first byte after the header. */
export interface TensorHeader {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The tensors of a .safetensors header, in order of their names in it; together they are exactly its `dataSize` bytes. */
export function parseSafetensorsHeader(
  text: string,
  { file, dataSize }: { file: string; dataSize: number },
): Map<string, TensorHeader> {
  const header = parseHeader(text, file);
  if (!isObject(header)) throw malformedTensors(file, 'it is no object');
  const tensors = new Map<string, TensorHeader>();
  for (const [key, value] of header) {
    if (key === '__metadata__') refuseMetadata(value, file);
    else tensors.set(key, tensorHeader(value, { file, key }));
  }
  refuseGaps(tensors, { file, dataSize });
  return tensors;
}

/** The error for a header that no correct writer makes. */
export function malformedTensors(file: string, what: string): SvccaError {
  return new SvccaError('input', `${file} has a malformed .safetensors header: ${what}`, {
    hint: 'copy the file again from its source, or write it again with save_file',
  });
}

function parseHeader(text: string, file: string): Json {
  try {
    return parseStrictJson(text);
  } catch (error) {
    const reason = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    throw malformedTensors(file, `its JSON has ${String(reason)}`);
  }
}

function isObject(value: Json | undefined): value is ReadonlyMap<string, Json> {
  return typeof value === 'object' && value !== null && 'get' in value;
}

function isLengths(value: Json | undefined): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((length) => Number.isSafeInteger(length) && length >= 0 && !Object.is(length, -0))
  );
}

function refuseMetadata(value: Json, file: string): void {
  if (isObject(value) && [...value.values()].every((text) => typeof text === 'string')) return;
  throw malformedTensors(file, 'its __metadata__ is no map of texts');
}

function tensorHeader(value: Json, { file, key }: { file: string; key: string }): TensorHeader {
  const fields = isObject(value) ? [...value.keys()].sort().join(', ') : 'no object';
  if (!isObject(value) || fields !== 'data_offsets, dtype, shape') {
    throw malformedTensors(file, `tensor ${key} has ${fields || 'nothing'} instead of dtype, shape and data_offsets`);
  }
  const [dtype, shape, offsets] = [value.get('dtype'), value.get('shape'), value.get('data_offsets')];
  if (typeof dtype !== 'string') throw malformedTensors(file, `the dtype of tensor ${key} is no text`);
  if (!isLengths(shape)) throw malformedTensors(file, `the shape of tensor ${key} is no list of lengths`);
  if (!isLengths(offsets) || offsets.length !== 2)
    throw malformedTensors(file, `tensor ${key} has no two data_offsets`);
  const [begin, end] = offsets as unknown as [number, number];
  if (begin > end) throw malformedTensors(file, `tensor ${key} ends at ${end}, before it begins at ${begin}`);
  return { dtype, shape, begin, end };
}

function refuseGaps(
  tensors: ReadonlyMap<string, TensorHeader>,
  { file, dataSize }: { file: string; dataSize: number },
): void {
  const inPlace = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const [key, { begin, end }] of inPlace) {
    if (end > dataSize) {
      const message = `${file} is cut off: tensor ${key} ends at byte ${end} of its values, and ${dataSize} are there`;
      const hint = 'copy the file again from its source, or write it again';
      throw withFlaw('incomplete', new SvccaError('input', message, { hint }));
    }
    if (begin < at) throw malformedTensors(file, `tensor ${key} begins at ${begin}, inside another that ends at ${at}`);
    if (begin > at) throw malformedTensors(file, `no tensor has the bytes from ${at} to ${begin}, where ${key} begins`);
    at = end;
  }
  if (at < dataSize) {
    throw new SvccaError('input', `${file} holds ${dataSize} bytes of values, and its tensors take ${at}`, {
      hint: 'copy the file again from its source, or write it again',
    });
  }
}

import { expect, test } from '@jest/globals';
import { npyFile } from './npy-file.js';
import { problemOf } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();

function pack(
  header: string | Uint8Array,
  { data = new Uint8Array(16), claimed = undefined as bigint | undefined } = {},
): Buffer {
  const text = Buffer.from(header as string);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

function tensor({ dtype = '"F32"', shape = '[2,2]', offsets = '[0,16]' } = {}): string {
  return `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
}

const one = (parts: Parameters<typeof tensor>[0]) => pack(`{"a":${tensor(parts)}}`);
const two = (first: string, second: string) =>
  pack(`{"a":${tensor({ shape: '[2]', offsets: first })},"b":${tensor({ shape: '[2]', offsets: second })}}`);

const REFUSED: Record<string, [bytes: Uint8Array, message: string]> = {
  'an empty file': [new Uint8Array(0), '0 bytes are there'],
  'half a length': [new Uint8Array(5), '5 bytes are there'],
  'a header longer than the file': [pack('{}', { claimed: 99n }), 'claims 99 bytes, and 18 are there'],
  'a header of 100 MB and more': [pack('{}', { claimed: 100_000_001n }), '100000000 are the most'],
  'a header of 2^63 bytes': [pack('{}', { claimed: 2n ** 63n }), '100000000 are the most'],
  'a header of 0 bytes': [pack('', { claimed: 0n }), 'does not start with {'],
  'a header that starts with a space': [pack(' {}'), 'does not start with {'],
  'a header that is no UTF-8': [pack(new Uint8Array([0x7b, 0xff])), 'not UTF-8'],
  'a header that is no JSON': [pack('{a:1}'), 'no string at character 1'],
  'a header that ends too early': [pack('{"a":'), 'no value at character 5'],
  'a header with more after it': [pack('{} {}'), 'more than one value at character 3'],
  'a comma too many': [pack(`{"a":${tensor()},}`), 'no string'],
  'a tensor twice': [pack(`{"a":${tensor()},"a":${tensor()}}`), 'the key "a" a second time'],
  'a tensor twice, once escaped': [pack(`{"a":${tensor()},"\\u0061":${tensor()}}`), 'the key "a" a second time'],
  'a field twice': [pack('{"a":{"dtype":"F32","dtype":"F32"}}'), 'the key "dtype" a second time'],
  'a deep nesting': [pack(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`), 'too deep a nesting'],
  'a tensor that is a number': [pack('{"a":1}'), 'tensor a has no object'],
  'a tensor without shape': [pack('{"a":{"dtype":"F32","data_offsets":[0,16]}}'), 'has data_offsets, dtype instead of'],
  'a tensor with more': [pack('{"a":{"dtype":"F32","data_offsets":[0,16],"shape":[4],"x":1}}'), 'x instead of'],
  'a type that is a number': [one({ dtype: '4' }), 'dtype of tensor a is no text'],
  'an unknown type': [one({ dtype: '"F8_E4M3"' }), 'the dtype F8_E4M3, which is not read'],
  'complex numbers': [one({ dtype: '"C64"' }), 'the dtype C64, which is not read'],
  'a negative length': [one({ shape: '[-2,-2]' }), 'shape of tensor a is no list of lengths'],
  'a fractional length': [one({ shape: '[2.5,2]' }), 'no list of lengths'],
  'a length beyond 2^53': [one({ shape: '[9007199254740993]' }), 'no list of lengths'],
  'a product beyond 2^53': [one({ shape: '[4294967296,4294967296]' }), 'more than 2^53 bytes'],
  'three offsets': [one({ offsets: '[0,8,16]' }), 'no two data_offsets'],
  'offsets the wrong way': [one({ offsets: '[16,0]' }), 'ends at 0, before it begins at 16'],
  'offsets beyond the file': [
    one({ offsets: '[0,20]' }),
    'cut off: tensor a ends at byte 20 of its values, and 16 are there',
  ],
  'another size than the shape': [one({ shape: '[3]' }), '16 bytes for a float32 array of shape (3,), which takes 12'],
  'a hole at the start': [one({ shape: '[2]', offsets: '[8,16]' }), 'no tensor has the bytes from 0 to 8'],
  'a hole in between': [
    pack(`{"a":${tensor({ shape: '[1]', offsets: '[0,4]' })},"b":${tensor({ shape: '[2]', offsets: '[8,16]' })}}`),
    'from 4 to 8',
  ],
  'tensors that overlap': [two('[0,8]', '[4,16]'), 'tensor b begins at 4, inside another that ends at 8'],
  'tensors in one place': [two('[0,16]', '[0,16]'), 'inside another'],
  'trailing bytes': [
    pack(`{"a":${tensor()}}`, { data: new Uint8Array(17) }),
    'holds 17 bytes of values, and its tensors take 16',
  ],
  'metadata that is a list': [pack(`{"__metadata__":[],"a":${tensor()}}`), 'no map of texts'],
  'metadata with a number': [pack(`{"__metadata__":{"x":1},"a":${tensor()}}`), 'no map of texts'],
  'no tensors': [pack('{}', { data: new Uint8Array(0) }), 'holds no arrays'],
  'a .npy': [npyFile(), 'is no .safetensors file: it is a .npy file'],
};

test.each(Object.entries(REFUSED))('%s is refused', async (_, [bytes, message]) => {
  const problem = await problemOf(await folder.write('x.safetensors', bytes));
  expect(problem.message).toContain(message);
  expect([problem.kind, problem.hint]).toEqual(['input', expect.any(String)]);
});

test('a type that is asked for but not there is a usage error', async () => {
  const problem = await problemOf(await folder.write('y.safetensors', one({})), { dtype: 'bf16' });
  expect([problem.kind, problem.message]).toEqual(['usage', expect.stringContaining('holds float32')]);
});

import { expect, test } from '@jest/globals';
import { openDump } from '../../src/io/open-dump.js';
import { npyBytes } from '../../src/io/write-npy.js';
import { npzBytes } from '../../src/io/write-npz.js';
import { readDump } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const values = Float64Array.from({ length: 12 }, (_, index) => index / 3 - 1);

async function readBack(name: string, pieces: Uint8Array[], key = ''): Promise<[string, readonly number[], number[]]> {
  const dump = await openDump((await folder.write(name, Buffer.concat(pieces))) + key);
  const read = await readDump(dump);
  await dump.close();
  return [dump.dtype, dump.shape, read];
}

test('what is written as .npy is read back', async () => {
  expect(await readBack('a.npy', npyBytes({ shape: [3, 4], values }))).toEqual(['float64', [3, 4], [...values]]);
  expect(await readBack('b.npy', npyBytes({ shape: [12], values }))).toEqual(['float64', [12], [...values]]);
  const rounded = [...values].map(Math.fround);
  expect(await readBack('c.npy', npyBytes({ shape: [6, 2], values, dtype: 'float32' }))).toEqual([
    'float32',
    [6, 2],
    rounded,
  ]);
  expect(await readBack('d.npy', npyBytes({ shape: [2, 6], values: new Float32Array(values) }))).toEqual([
    'float32',
    [2, 6],
    rounded,
  ]);
});

test('the header of a .npy is exactly that of numpy', () => {
  const [header] = npyBytes({ shape: [3, 4], values }) as [Uint8Array];
  const text = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }";
  expect(Buffer.from(header).toString('latin1')).toBe(`\x93NUMPY\x01\x00\x76\x00${text.padEnd(117)}\n`);
});

test('what is written as .npz is read back by its keys, and twice the same is the same bytes', async () => {
  const arrays = new Map([
    ['deep/größe', { shape: [3, 4], values }],
    ['b', { shape: [2], values: new Float32Array([1.5, -2]) }],
  ]);
  const pieces = npzBytes(arrays);
  expect(await readBack('a.npz', pieces, ':deep/größe')).toEqual(['float64', [3, 4], [...values]]);
  expect(await readBack('a.npz', pieces, ':b')).toEqual(['float32', [2], [1.5, -2]]);
  expect(Buffer.concat(npzBytes(arrays)).equals(Buffer.concat(pieces))).toBe(true);
});

test('a shape that does not fit its values is a bug of the caller', () => {
  expect(() => npyBytes({ shape: [3, 5], values })).toThrow('takes 15 values, not 12');
});

import { deflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { dictionary, npyFile } from './npy-file.js';
import { problemOf } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';
import { zipFile } from './zip-file.js';

const folder = temporaryFolder();
const data = npyFile();
const fortran = npyFile({ header: dictionary({ fortran: 'True' }) });
const a = { name: 'a.npy', data };
const b = { name: 'b.npy', data };
const many = Array.from({ length: 12 }, (_, index) => ({ name: `layer${index}.npy`, data }));

const REFUSED: Record<string, [bytes: Uint8Array, message: string, key?: string]> = {
  'no array': [zipFile([{ name: 'readme.txt', data }]), 'holds no arrays'],
  'two arrays without a key': [zipFile([a, b]), 'holds 2 arrays: a, b'],
  'many arrays without a key': [zipFile(many), 'layer8, layer9 and 2 more'],
  'a key that is not there': [zipFile([a, b]), "holds no array 'c': its 2 arrays are a, b", 'c'],
  'an empty key': [zipFile([a]), "holds no array '': its only array is a", ''],
  'two entries of one name': [zipFile([a, a]), 'two entries are named a.npy', 'a'],
  'an encrypted entry': [
    zipFile([{ ...a, flags: 1, compressedSize: data.length + 12, packed: Buffer.concat([data, Buffer.alloc(12)]) }]),
    'is encrypted',
  ],
  'a strange method': [zipFile([{ ...a, method: 12 }]), 'zip method 12; 0 and 8 are known'],
  'a wrong checksum': [zipFile([{ ...a, crc: 0x1234 }]), 'but the archive states 00001234'],
  'a wrong checksum of neurons one after the other': [
    zipFile([{ name: 'a.npy', data: fortran, crc: 1 }]),
    'but the archive states 00000001',
  ],
  'a wrong checksum of a deflated entry': [zipFile([{ ...a, method: 8, crc: 1 }]), 'but the archive states 00000001'],
  'a wrong checksum of deflated neurons': [
    zipFile([{ name: 'a.npy', data: fortran, method: 8, crc: 1 }]),
    'but the archive states 00000001',
  ],
  'two sizes of a stored entry': [zipFile([{ ...a, size: data.length + 1 }]), 'size mismatch'],
  'a deflated entry that is longer': [
    zipFile([{ ...a, data: Buffer.concat([data, Buffer.alloc(99)]), size: data.length, method: 8 }]),
    'more than the',
  ],
  'a deflated entry that is shorter': [
    zipFile([{ ...a, method: 8, packed: deflateRawSync(data.subarray(0, -1)) }]),
    'inflates to',
  ],
  'bytes after a deflated stream': [
    zipFile([{ ...a, method: 8, packed: Buffer.concat([deflateRawSync(data), Buffer.alloc(9)]) }]),
    'that it takes',
  ],
  'a deflated stream of noise': [zipFile([{ ...a, method: 8, packed: Buffer.alloc(40, 0xff) }]), 'make no sense'],
  'a deflated stream cut off': [
    zipFile([{ ...a, method: 8, packed: deflateRawSync(data).subarray(0, -4) }]),
    'make no sense',
  ],
  'an entry of two names': [zipFile([{ ...a, localName: 'b.npy' }]), 'another name in its own header'],
  'an entry of two sizes': [zipFile([{ ...a, localSize: 7 }]), 'has two sizes, 7 and'],
  'an entry of two methods': [zipFile([{ ...a, localMethod: 8 }]), 'two compression methods'],
  'entries in the same place': [zipFile([a, { ...b, offset: 0 }]), 'overlaps', 'a'],
  'an entry over the next': [
    zipFile([{ ...a, size: data.length + 50, compressedSize: data.length + 50 }, b]),
    'overlaps',
    'a',
  ],
  'an entry over the directory': [
    zipFile([{ ...a, size: data.length + 20, compressedSize: data.length + 20 }]),
    'overlaps',
  ],
  'an entry beyond the end': [zipFile([{ ...a, offset: 1e9 }]), 'overlaps'],
  'a directory with too many entries': [zipFile([a], { count: 2 }), 'not a sound zip archive: 46 bytes at'],
  'a file without its end': [zipFile([a]).subarray(0, -30), 'it has no directory at its end, so it was cut off'],
  'bytes after the end': [Buffer.concat([zipFile([a]), Buffer.alloc(4)]), 'not a sound zip archive'],
  'an entry that is no .npy': [
    zipFile([{ name: 'a.npy', data: Buffer.from('hello world, this is text') }]),
    'x.npz:a is not a .npy file: it looks like text',
  ],
  'an entry with trailing bytes': [
    zipFile([{ name: 'a.npy', data: npyFile({ data: new Uint8Array(17) }) }]),
    'x.npz:a holds 17 bytes of values',
  ],
  'a PyTorch checkpoint': [zipFile([{ name: 'archive/data.pkl', data }]), 'PyTorch checkpoint'],
  'a .npy': [data, 'is no .npz file: it is a .npy file'],
  'an empty file': [new Uint8Array(0), 'is no .npz file: it is empty'],
};

test.each(Object.entries(REFUSED))('%s is refused', async (_, [bytes, message, key]) => {
  const path = await folder.write('x.npz', bytes);
  const problem = await problemOf(key === undefined ? path : `${path}:${key}`);
  expect(problem.message).toContain(message);
  expect([problem.kind, problem.hint]).toEqual(['input', expect.any(String)]);
});

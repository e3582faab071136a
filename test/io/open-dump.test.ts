import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { openDump } from '../../src/io/open-dump.js';
import { dictionary, npyFile } from './npy-file.js';
import { problemOf, readDump } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';
import { zipFile } from './zip-file.js';

const folder = temporaryFolder();
const npy = (values: number[], fortran = 'False') =>
  npyFile({ header: dictionary({ fortran }), data: new Uint8Array(new Float32Array(values).buffer) });

async function valuesOf(operand: string): Promise<number[]> {
  const dump = await openDump(operand);
  try {
    return await readDump(dump);
  } finally {
    await dump.close();
  }
}

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('a key names an array in an archive, with or without its ending in the name', async () => {
  const zip = zipFile([
    { name: 'a.npy', data: npy([1, 2, 3, 4]) },
    { name: 'deep/b:c.npy', data: npy([5, 6, 7, 8]), method: 8 },
  ]);
  const path = await folder.write('two.npz', zip);
  expect(await valuesOf(`${path}:a`)).toEqual([1, 2, 3, 4]);
  expect(await valuesOf(`${path}:deep/b:c`)).toEqual([5, 6, 7, 8]);
});

test('a path with a colon in it is a path where there is such a file', async () => {
  await folder.write('x.npz', zipFile([{ name: 'a.npy', data: npy([1, 2, 3, 4]) }]));
  const odd = await folder.write('x.npz:a', npy([5, 6, 7, 8]));
  const zip = await folder.write('a:b.npz', zipFile([{ name: 'c.npy', data: npy([9, 9, 9, 9]) }]));
  expect(await valuesOf(odd)).toEqual([5, 6, 7, 8]);
  expect(await valuesOf(zip)).toEqual([9, 9, 9, 9]);
  expect(await valuesOf(`${zip}:c`)).toEqual([9, 9, 9, 9]);
});

test('the bytes decide about the format, and a name that promises another one is an error', async () => {
  expect(await valuesOf(await folder.write('no-ending', npy([1, 2, 3, 4])))).toEqual([1, 2, 3, 4]);
  const renamed = await problemOf(await folder.write('zip.npy', zipFile([{ name: 'a.npy', data: npy([1, 2, 3, 4]) }])));
  expect([renamed.kind, renamed.message, renamed.hint]).toEqual([
    'input',
    expect.stringContaining('is no .npy file: it is a zip archive'),
    expect.stringContaining('rename it to .npz'),
  ]);
  const tensors = Buffer.concat([Buffer.from([8, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}      ')]);
  expect((await problemOf(await folder.write('tensors.npy', tensors))).hint).toBe('rename it to .safetensors');
  expect((await problemOf(await folder.write('tensors.npz', tensors))).message).toContain('it is a .safetensors file');
});

test('what is no regular file is named and never waited for', async () => {
  await mkdir(folder.path('run'));
  expect((await problemOf(folder.path('run'))).message).toContain('is a directory');
  execFileSync('mkfifo', [folder.path('pipe.npy')]);
  expect((await problemOf(folder.path('pipe.npy'))).message).toContain('is a pipe, not a regular file');
  expect((await problemOf('/dev/null')).message).toBe('/dev/null is a device, not a regular file');
  await symlink(folder.path('loop.npy'), folder.path('loop.npy'));
  expect((await problemOf(folder.path('loop.npy'))).message).toContain('leads to itself');
});

test('what does not exist is named without its key', async () => {
  expect((await problemOf(folder.path('none.npy'))).message).toBe(`${folder.path('none.npy')} does not exist`);
  expect((await problemOf(`${folder.path('none.npz')}:a`)).message).toBe(`${folder.path('none.npz')} does not exist`);
  expect((await problemOf(folder.path('x'.repeat(300)))).message).toContain('longer than a path may be');
});

test('a .npy takes no key', async () => {
  const path = await folder.write('plain.npy', npy([1, 2, 3, 4]));
  expect((await problemOf(`${path}:a`)).message).toContain('which holds one array without a name');
});

test('a dump knows the file that it is in, whatever that is called', async () => {
  const path = await folder.write('original.npy', npy([1, 2, 3, 4]));
  await symlink(path, folder.path('link.npy'));
  const [a, b] = await Promise.all([openDump(path), openDump(folder.path('link.npy'))]);
  expect(a.file).toEqual(b.file);
  await Promise.all([a.close(), b.close()]);
});

test.each([1, 7, 1000])('standard input is read from chunks of %i bytes', async (size) => {
  for (const [fortran, expected] of [
    ['False', [1, 2, 3, 4]],
    ['True', [1, 3, 2, 4]],
  ] as const) {
    const dump = await openDump('-', { stdin: chunks(npy([1, 2, 3, 4], fortran), size) });
    expect([dump.name, dump.file, dump.shape]).toEqual(['-', undefined, [2, 2]]);
    expect(await readDump(dump, { rows: 1 })).toEqual(expected);
    await dump.close();
  }
});

test('standard input in the order of its datapoints is read once, in the order of its neurons again and again', async () => {
  const once = await openDump('-', { stdin: chunks(npy([1, 2, 3, 4]), 9) });
  await readDump(once);
  await expect(readDump(once)).rejects.toThrow('standard input can be read only once');
  const kept = await openDump('-', { stdin: chunks(npy([1, 2, 3, 4], 'True'), 9) });
  expect(await readDump(kept)).toEqual(await readDump(kept));
});

test.each(['False', 'True'])(
  'standard input that ends too early or too late is an error (Fortran order: %s)',
  async (fortran) => {
    const bytes = npy([1, 2, 3, 4], fortran);
    const short = await problemOf('-', { stdin: chunks(bytes.subarray(0, -3), 5) });
    expect(short.message).toBe('standard input is cut off: 13 of the 16 bytes of its values are there');
    const long = await problemOf('-', { stdin: chunks(Buffer.concat([bytes, Buffer.from('x')]), 5) });
    expect(long.message).toBe('standard input goes on after the last value of its array');
    expect((await problemOf('-', { stdin: chunks(Buffer.alloc(0), 1) })).message).toContain('it is empty');
    expect((await problemOf('-', { stdin: chunks(bytes.subarray(0, 30), 4) })).message).toContain(
      'bytes of its header',
    );
  },
);

test('a pipe that breaks is an error with its reason', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield npy([1, 2, 3, 4]).subarray(0, 20);
    throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  }
  expect((await problemOf('-', { stdin: broken() })).message).toBe(
    'standard input cannot be read: the disk reports an error',
  );
});

test('a pipe that claims more neurons than memory holds is refused', async () => {
  const claim = npyFile({ header: dictionary({ shape: '(2, 100000000000)' }) });
  const problem = await problemOf('-', { stdin: chunks(claim, 50) });
  expect([problem.kind, problem.message]).toEqual(['input', expect.stringContaining('does not fit into memory')]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import npyjs from 'npyjs';
import { openDump } from '../../src/io/open-dump.js';
import { readDump } from './read-dump.js';

const FOLDER = fileURLToPath(new URL('../../../fixtures/formats/', import.meta.url));
const EXPECTED = JSON.parse(readFileSync(`${FOLDER}expected.json`, 'utf8')) as Record<
  string,
  { shape: number[]; values: string }
>;

test.each(Object.entries(EXPECTED))('%s holds the values that numpy reads', async (operand, { shape, values }) => {
  const expected = values === '' ? [] : values.split(' ').map(Number);
  const dump = await openDump(FOLDER + operand, operand === 'bf16.npy' ? { dtype: 'bf16' } : {});
  expect(dump.shape).toEqual(shape);
  for (const rows of [1, 2, 100]) expect(await readDump(dump, { rows })).toEqual(expected);
  await dump.close();
});

test('every file has its expected values', () => {
  const read = new Set(Object.keys(EXPECTED).map((operand) => operand.split(':')[0]));
  const files = readdirSync(FOLDER).filter((file) => file !== 'README.md' && file !== 'expected.json');
  expect(files.filter((file) => !read.has(file))).toEqual([]);
});

const PLAIN = Object.keys(EXPECTED).filter((file) => /^(f4|f8|i1|i2|i4|u1|u2|u4)(le)?-c\.npy$/.test(file));

test.each(PLAIN)('npyjs reads the same from %s', async (file) => {
  const bytes = readFileSync(FOLDER + file);
  const theirs = new npyjs().parse(new Uint8Array(bytes).buffer);
  const dump = await openDump(FOLDER + file);
  expect(dump.shape).toEqual(theirs.shape);
  expect(await readDump(dump)).toEqual(Array.from(theirs.data as unknown as ArrayLike<number>));
  await dump.close();
});

test('a dump says its type whatever its byte order, and its order of storage', async () => {
  const dump = await openDump(`${FOLDER}f8be-f.npy`);
  expect([dump.dtype, dump.fortran, dump.name]).toEqual(['float64', true, `${FOLDER}f8be-f.npy`]);
  await dump.close();
});

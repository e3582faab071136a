import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { operandBytes } from '../../src/io/operand-bytes.js';

const folder = mkdtempSync(join(tmpdir(), 'svcca-'));
const file = join(folder, 'a.npz');
writeFileSync(file, new Uint8Array(1234));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file has the bytes that it has, and so has an array in it', () => {
  expect([operandBytes(file), operandBytes(`${file}:fc1`)]).toEqual([1234, 1234]);
});

test.each(['-', '', 'missing.npy', 'missing.npz:fc1', 'a\0b'])('nothing is told of %j', (operand) => {
  expect(operandBytes(operand)).toBe(0);
});

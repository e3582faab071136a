import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SvccaError } from '../../src/errors.js';
import { openDump } from '../../src/io/open-dump.js';
import { problemOf, readDump } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const FIXTURES = fileURLToPath(new URL('../../../fixtures/formats/', import.meta.url));
const OPERANDS = [
  'f4be-f.npy',
  'i8le-c.npy',
  'stored.npz:first',
  'deflated.npz:deep/second',
  'zip64.npz:first',
  'types.safetensors:layer.f4',
];

function split(operand: string): { bytes: Buffer; name: string; key: string } {
  const [name = '', ...key] = operand.split(':');
  return { bytes: readFileSync(FIXTURES + name), name, key: key.map((part) => `:${part}`).join('') };
}

test.each(OPERANDS)('%s is refused wherever it is cut off', async (operand) => {
  const { bytes, name, key } = split(operand);
  const step = Math.max(1, Math.floor(bytes.length / 150));
  for (let length = 0; length < bytes.length; length += step) {
    const problem = await problemOf((await folder.write(name, bytes.subarray(0, length))) + key);
    expect([problem.kind, problem.hint]).toEqual(['input', expect.any(String)]);
  }
  const longer = await problemOf((await folder.write(name, Buffer.concat([bytes, Buffer.alloc(1)]))) + key);
  expect(longer.kind).toBe('input');
});

test.each(OPERANDS)('%s with damaged bytes is read or refused, and never a bug', async (operand) => {
  const { bytes, name, key } = split(operand);
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(damage, async (places) => {
      const damaged = Buffer.from(bytes);
      for (const [place, byte] of places) damaged[place] = byte;
      await readOrRefuse((await folder.write(name, damaged)) + key);
    }),
    { seed: 5, numRuns: 150 },
  );
});

async function readOrRefuse(operand: string): Promise<void> {
  try {
    const dump = await openDump(operand);
    try {
      if (dump.shape.length <= 2) await readDump(dump);
    } finally {
      await dump.close();
    }
  } catch (error) {
    expect(error).toBeInstanceOf(SvccaError);
  }
}

test.each(['stored.npz:first', 'deflated.npz:first'])('no changed value of %s goes unseen', async (operand) => {
  const { bytes, name, key } = split(operand);
  const start = bytes.indexOf('first.npy') + 40;
  for (let place = start; place < start + 120; place += 3) {
    const damaged = Buffer.from(bytes);
    damaged[place] = (damaged[place] as number) ^ 0x10;
    expect((await problemOf((await folder.write(name, damaged)) + key)).kind).toBe('input');
  }
});

import { appendFile, open, truncate } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dumpActivations } from '../../src/io/dump-activations.js';
import { type Layout, resolveLayouts } from '../../src/io/layout.js';
import { openDump } from '../../src/io/open-dump.js';
import type { Block } from '../../src/similarity/activations.js';
import { dictionary, npyFile } from './npy-file.js';
import { problemOf, readDump } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';
import { zipFile } from './zip-file.js';

const folder = temporaryFolder();

/** How each type is stored, written by DataView and so independently of the reader. */
const STORE: Record<string, (view: DataView, at: number, value: number, little: boolean) => void> = {
  f4: (view, at, value, little) => view.setFloat32(at, value, little),
  f8: (view, at, value, little) => view.setFloat64(at, value, little),
  i1: (view, at, value) => view.setInt8(at, value),
  i2: (view, at, value, little) => view.setInt16(at, value, little),
  u4: (view, at, value, little) => view.setUint32(at, value + 1000, little),
  i8: (view, at, value, little) => view.setBigInt64(at, BigInt(value) * 2n ** 40n, little),
};
const READ: Record<string, (value: number) => number> = { u4: (value) => value + 1000, i8: (value) => value * 2 ** 40 };

const CASE = fc.record({
  descr: fc.tuple(fc.constantFrom('<', '>'), fc.constantFrom(...Object.keys(STORE))),
  shape: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })),
  fortran: fc.boolean(),
  layout: fc.constantFrom<Layout>('nd', 'dn'),
  rows: fc.integer({ min: 1, max: 50 }),
  packed: fc.constantFrom('npy', 'stored', 'deflated'),
});

test('any type, order, layout, packing and block size gives the same values', async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(CASE, async ({ descr: [order, type], shape: [a, b], fortran, layout, rows, packed }) => {
      const valueAt = (i: number, j: number) => ((i * 31 + j * 17) % 251) - 125;
      const size = Number(type[1]);
      const view = new DataView(new ArrayBuffer(a * b * size));
      for (let i = 0; i < a; i++) {
        for (let j = 0; j < b; j++)
          STORE[type]?.(view, (fortran ? j * a + i : i * b + j) * size, valueAt(i, j), order === '<');
      }
      const header = dictionary({
        descr: `'${order}${type}'`,
        fortran: fortran ? 'True' : 'False',
        shape: `(${a}, ${b})`,
      });
      const npy = npyFile({ header, data: new Uint8Array(view.buffer) });
      const bytes =
        packed === 'npy' ? npy : zipFile([{ name: 'a.npy', data: npy, method: packed === 'stored' ? 0 : 8 }]);
      const dump = await openDump(await folder.write(`property-${turn++}.${packed === 'npy' ? 'npy' : 'npz'}`, bytes));
      const [datapoints, neurons] = layout === 'nd' ? [a, b] : [b, a];
      const expected = Array.from({ length: datapoints * neurons }, (_, index) => {
        const [datapoint, neuron] = [Math.floor(index / neurons), index % neurons];
        const value = layout === 'nd' ? valueAt(datapoint, neuron) : valueAt(neuron, datapoint);
        return (READ[type] ?? Number)(value);
      });
      expect(await readDump(dump, { layout, rows })).toEqual(expected);
      expect(await readDump(dump, { layout, rows: 1000 })).toEqual(expected);
      await dump.close();
    }),
    { seed: 11, numRuns: 150 },
  );
});

function floats(values: number[], { shape, fortran = false }: { shape: string; fortran?: boolean }): Buffer {
  const header = dictionary({ shape, fortran: fortran ? 'True' : 'False' });
  return npyFile({ header, data: new Uint8Array(new Float32Array(values).buffer) });
}

test.each([
  [Number.NaN, 'nan'],
  [Infinity, 'inf'],
  [-Infinity, '-inf'],
])('%d is named at its index, in any order of storage', async (value, word) => {
  const values = Array.from({ length: 200 }, (_, index) => index);
  values[67] = value;
  const path = await folder.write('nan.npy', floats(values, { shape: '(50, 4)' }));
  expect((await problemOf(path)).message).toBe(`${path} holds ${word} at [16, 3], datapoint 16 of neuron 3`);
  await folder.write('nan.npy', floats(values, { shape: '(50, 4)', fortran: true }));
  expect((await problemOf(path)).message).toBe(`${path} holds ${word} at [17, 1], datapoint 17 of neuron 1`);
  await folder.write('nan.npy', floats(values, { shape: '(200,)' }));
  expect((await problemOf(path)).message).toBe(`${path} holds ${word} at [67], datapoint 67 of neuron 0`);
  const dump = await openDump(await folder.write('nan.npy', floats(values, { shape: '(4, 50)' })));
  await expect(readDump(dump, { layout: 'dn' })).rejects.toThrow(`holds ${word} at [1, 17], datapoint 17 of neuron 1`);
  await dump.close();
});

test.each([
  ['<f8', [0, 0, 0, 0, 0, 0, 0xf0, 0x7f], 'inf'],
  ['>f8', [0xff, 0xf8, 0, 0, 0, 0, 0, 0], 'nan'],
  ['<f2', [0, 0xfc], '-inf'],
  ['>f2', [0x7c, 1], 'nan'],
  ['<V2', [0x80, 0x7f], 'inf'],
  ['<i8', [1, 0, 0, 0, 0, 0, 0x20, 0], '9007199254740993'],
  ['>i8', [0xff, 0xdf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '-9007199254740993'],
  ['<u8', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '18446744073709551615'],
])('%s values %j are refused as %s', async (descr, bytes, word) => {
  const header = dictionary({ descr: `'${descr}'`, shape: '(3, 1)' });
  const data = new Uint8Array(3 * bytes.length);
  data.set(bytes, bytes.length);
  const path = await folder.write('value.npy', npyFile({ header, data }));
  const problem = await problemOf(path, descr === '<V2' ? { dtype: 'bf16' } : {});
  expect(problem.message).toContain(`holds ${word} at [1, 0]`);
  expect(problem.hint).toMatch(/np\./);
});

test('2^53 itself is read', async () => {
  const data = new Uint8Array(new BigInt64Array([2n ** 53n, -(2n ** 53n)]).buffer);
  const dump = await openDump(
    await folder.write('edge.npy', npyFile({ header: dictionary({ descr: "'<i8'", shape: '(2,)' }), data })),
  );
  expect(await readDump(dump)).toEqual([2 ** 53, -(2 ** 53)]);
  await dump.close();
});

test('a file that grows or shrinks while it is read is an error', async () => {
  const values = Array.from({ length: 4000 }, (_, index) => index);
  for (const fortran of [false, true]) {
    const path = await folder.write('alive.npy', floats(values, { shape: '(1000, 4)', fortran }));
    const grown = await openDump(path);
    await appendFile(path, 'more');
    await expect(readDump(grown)).rejects.toThrow(/had \d+ bytes when it was opened and has \d+ now/);
    await grown.close();
    await folder.write('alive.npy', floats(values, { shape: '(1000, 4)', fortran }));
    const shrunk = await openDump(path);
    await truncate(path, 500);
    await expect(readDump(shrunk)).rejects.toThrow('became shorter while it was read');
    await shrunk.close();
  }
});

/** A sparse float32 array of 3 neurons, larger than 4 GiB, with a value at the end of each neuron or datapoint. */
async function sparse(name: string, { shape, places }: { shape: [number, number]; places: number[] }): Promise<string> {
  const header = npyFile({ header: dictionary({ shape: `(${shape.join(', ')})` }), data: new Uint8Array(0) });
  const path = await folder.write(name, header);
  const handle = await open(path, 'r+');
  await handle.truncate(header.length + shape[0] * shape[1] * 4);
  for (const [index, place] of places.entries()) {
    await handle.write(new Uint8Array(new Float32Array([index + 1]).buffer), 0, 4, header.length + place * 4);
  }
  await handle.close();
  return path;
}

test('values beyond 4 GiB are read where they are, also with strides', async () => {
  const neurons = 3 * 2 ** 14;
  const datapoints = 2 ** 15;
  const last = neurons * datapoints - 1;
  const path = await sparse('huge.npy', { shape: [neurons, datapoints], places: [0, last - datapoints + 1] });
  const dump = await openDump(path);
  const [layout] = resolveLayouts([{ name: path, shape: dump.shape }], 'dn');
  for await (const { values } of dumpActivations(dump, layout as NonNullable<typeof layout>).blocks(8)) {
    expect([values[0], values[neurons - 1]]).toEqual([1, 2]);
    break;
  }
  await dump.close();
});

test('two passes over a dump at once do not disturb each other', async () => {
  const values = Array.from({ length: 400 }, (_, index) => index);
  const dump = await openDump(await folder.write('twice.npy', floats(values, { shape: '(100, 4)' })));
  const [a, b] = await Promise.all([readDump(dump, { rows: 3 }), readDump(dump, { rows: 7 })]);
  expect([a, b]).toEqual([values, values]);
  await dump.close();
});

test('a block stays as it is until the next one is asked for', async () => {
  const values = Array.from({ length: 400 }, (_, index) => index);
  const dump = await openDump(await folder.write('slow.npy', floats(values, { shape: '(100, 4)' })));
  const blocks = dumpActivations(dump, { layout: 'nd', datapoints: 100, neurons: 4 }).blocks(10);
  const seen: number[] = [];
  for await (const block of blocks as AsyncIterable<Block>) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    seen.push(...block.values);
  }
  expect(seen).toEqual(values);
  await dump.close();
});

test('a failure of reading ahead is told when that block is asked for', async () => {
  const values = Array.from({ length: 4000 }, (_, index) => index);
  const path = await folder.write('ahead.npy', floats(values, { shape: '(1000, 4)' }));
  const dump = await openDump(path);
  await truncate(path, 500);
  const blocks = dumpActivations(dump, { layout: 'nd', datapoints: 1000, neurons: 4 })
    .blocks(10)
    [Symbol.asyncIterator]();
  expect((await blocks.next()).value).toMatchObject({ start: 0, rows: 10 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await blocks.next()).value).toMatchObject({ start: 10, rows: 10 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(blocks.next()).rejects.toThrow('became shorter while it was read');
  await dump.close();
});

import { truncate } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SvccaError } from '../../src/errors.js';
import type { Dump } from '../../src/io/dump.js';
import { dumpActivations } from '../../src/io/dump-activations.js';
import { type Layout, resolveLayouts } from '../../src/io/layout.js';
import { openDump } from '../../src/io/open-dump.js';
import type { Activations } from '../../src/similarity/activations.js';
import { dictionary, npyFile } from './npy-file.js';
import { storedArray, TYPES } from './stored-array.js';
import { temporaryFolder } from './temporary-folder.js';
import { zipFile } from './zip-file.js';

const folder = temporaryFolder();

/** A whole number that tells most places apart and that every type holds. */
const valueAt = (index: readonly number[]) => index.reduce((sum, i, axis) => (sum * 7 + i * (axis + 3)) % 97, 0);

function layerOf(dump: Dump, layout: Layout): Activations {
  return dumpActivations(dump, resolveLayouts([dump], layout)[0]);
}

/** Every value in the order of `Grid`, from its definition. */
function expected(shape: readonly number[], layout: Layout, value = valueAt): number[] {
  const [d, a, b, c = 1] = shape;
  const [height, width, channels] = layout === 'nhwc' ? [a, b, c] : layout === 'nchw' ? [b, c, a] : [1, a, b];
  const values: number[] = [];
  for (let i = 0; i < d; i++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < channels; channel++) {
          values.push(
            value(layout === 'nhwc' ? [i, y, x, channel] : layout === 'nchw' ? [i, channel, y, x] : [i, x, channel]),
          );
        }
      }
    }
  }
  return values;
}

/** Every value of the blocks, which must be as they were asked for. */
async function valuesOf(layer: Activations, rows: number): Promise<number[]> {
  const values: number[] = [];
  let next = 0;
  for await (const block of layer.blocks(rows)) {
    const taken = Math.min(rows, layer.datapoints - next);
    expect([block.start, block.rows, block.values.length]).toEqual([next, taken, taken * layer.neurons]);
    next += taken;
    for (const value of block.values) values.push(value);
  }
  expect(next).toBe(layer.datapoints);
  return values;
}

const length = fc.integer({ min: 1, max: 9 });
const CASE = fc.record({
  datapoints: fc.integer({ min: 2, max: 12 }),
  lengths: fc.tuple(length, length, fc.integer({ min: 1, max: 20 })),
  layout: fc.constantFrom<Layout>('nhwc', 'nchw', 'ntd'),
  fortran: fc.boolean(),
  type: fc.constantFrom('f4', 'f8', 'i2'),
  order: fc.constantFrom('<', '>'),
  rows: fc.integer({ min: 1, max: 14 }),
  packed: fc.constantFrom('npy', 'stored', 'deflated', 'pipe'),
});

test('any layout, order of storage, packing and block size gives rows of height, width and channels', async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(CASE, async ({ datapoints, lengths, layout, fortran, type, order, rows, packed }) => {
      const [a, b, c] = lengths;
      const shape =
        layout === 'ntd' ? [datapoints, a, c] : layout === 'nhwc' ? [datapoints, a, b, c] : [datapoints, c, a, b];
      const npy = storedArray({ shape, value: valueAt, type, order, fortran });
      const name = `case-${turn++}.${packed === 'npy' ? 'npy' : 'npz'}`;
      const zip = () => zipFile([{ name: 'a.npy', data: npy, method: packed === 'stored' ? 0 : 8 }]);
      const dump =
        packed === 'pipe'
          ? await openDump('-', { stdin: pipe(npy) })
          : await openDump(await folder.write(name, packed === 'npy' ? npy : zip()));
      const layer = layerOf(dump, layout);
      expect([layer.datapoints, layer.neurons, layer.once]).toEqual([datapoints, lengthOf(shape), packed === 'pipe']);
      expect(await valuesOf(layer, rows)).toEqual(expected(shape, layout));
      await dump.close();
    }),
    { seed: 5, numRuns: 200 },
  );
});

function lengthOf([, ...shape]: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

async function* pipe(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

test.each(TYPES)('maps of type %s, channels second, in either order of storage', async (type) => {
  const shape = [5, 9, 3, 4];
  const value = (index: readonly number[]) => (type === 'b1' ? valueAt(index) & 1 : valueAt(index));
  for (const fortran of [false, true]) {
    const path = await folder.write('typed.npy', storedArray({ shape, value, type, fortran }));
    const dump = await openDump(path, type === 'V2' ? { dtype: 'bf16' } : {});
    expect(await valuesOf(layerOf(dump, 'nchw'), 2)).toEqual(expected(shape, 'nchw', value));
    await dump.close();
  }
});

test('float32 stays float32 in any order, and memory is that of a few blocks', async () => {
  for (const layout of ['nhwc', 'nchw'] as const) {
    for (const fortran of [false, true]) {
      const npy = storedArray({ shape: [60, 8, 8, 8], value: valueAt, fortran });
      const dump = await openDump(await folder.write('blocks.npy', npy));
      const buffers = new Map<ArrayBufferLike, number>();
      for await (const { values } of layerOf(dump, layout).blocks(4)) {
        expect(values.BYTES_PER_ELEMENT).toBe(4);
        buffers.set(values.buffer, values.buffer.byteLength);
      }
      const held = [...buffers.values()].reduce((sum, bytes) => sum + bytes, 0);
      expect(held).toBeLessThanOrEqual(2 * 4 * 512 * 4);
      await dump.close();
    }
  }
});

test('two passes at once over maps with channels second do not disturb each other', async () => {
  const shape = [20, 9, 3, 5];
  const dump = await openDump(await folder.write('twice.npy', storedArray({ shape, value: valueAt })));
  const layer = layerOf(dump, 'nchw');
  const both = await Promise.all([valuesOf(layer, 3), valuesOf(layer, 7)]);
  expect(both).toEqual([expected(shape, 'nchw'), expected(shape, 'nchw')]);
  await dump.close();
});

describe('what is wrong is told', () => {
  test.each([
    ['nhwc', [6, 3, 4, 5], '[4, 2, 1, 3], datapoint 4, position (2, 1), channel 3'],
    ['nchw', [6, 3, 4, 5], '[4, 2, 1, 3], datapoint 4, position (1, 3), channel 2'],
    ['ntd', [6, 3, 4], '[4, 2, 1], datapoint 4, position 2, neuron 1'],
  ] as const)(
    'a value of %s that is no number, with its numpy index and where that is',
    async (layout, shape, place) => {
      const bad = [4, 2, 1, 3].slice(0, shape.length).join();
      const value = (index: readonly number[]) => (index.join() === bad ? Number.NaN : valueAt(index));
      for (const fortran of [false, true]) {
        for (const type of ['f4', 'f8']) {
          const path = await folder.write('nan.npy', storedArray({ shape, value, type, fortran }));
          const dump = await openDump(path);
          for (const rows of [1, 4, 100]) {
            await expect(valuesOf(layerOf(dump, layout), rows)).rejects.toThrow(`${path} holds nan at ${place}`);
          }
          await dump.close();
        }
      }
    },
  );

  test('maps that are cut off while they are read', async () => {
    const path = await folder.write('cut.npy', storedArray({ shape: [100, 9, 8, 8], value: valueAt }));
    const dump = await openDump(path);
    await truncate(path, 3000);
    await expect(valuesOf(layerOf(dump, 'nchw'), 4)).rejects.toThrow('became shorter while it was read');
    await dump.close();
  });

  test('a pipe that ends early', async () => {
    const npy = storedArray({ shape: [10, 9, 3, 3], value: valueAt });
    const dump = await openDump('-', { stdin: pipe(npy.subarray(0, npy.length - 1)) });
    const problem = await valuesOf(layerOf(dump, 'nchw'), 4).catch((error) => error);
    expect(problem).toBeInstanceOf(SvccaError);
    expect(problem.message).toBe('standard input is cut off: 3239 of the 3240 bytes of its values are there');
    await dump.close();
  });

  test('a pipe that promises maps beyond any memory', async () => {
    const bytes = npyFile({ header: dictionary({ shape: '(2, 9999999, 9999, 9)' }) });
    const dump = await openDump('-', { stdin: pipe(bytes) });
    await expect(valuesOf(layerOf(dump, 'nchw'), 1)).rejects.toThrow('does not fit into memory');
    await dump.close();
  });
});

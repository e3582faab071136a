import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dumpActivations } from '../../src/io/dump-activations.js';
import { resolveLayouts } from '../../src/io/layout.js';
import { openDump } from '../../src/io/open-dump.js';
import type { Activations } from '../../src/similarity/activations.js';
import { dictionary, npyFile } from './npy-file.js';
import { readDump } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';
import { zipFile } from './zip-file.js';

const folder = temporaryFolder();

function floats(values: readonly number[], { shape, fortran }: { shape: readonly number[]; fortran: boolean }) {
  const header = dictionary({ shape: `(${shape.join(', ')},)`, fortran: fortran ? 'True' : 'False' });
  return npyFile({ header, data: new Uint8Array(new Float32Array(values).buffer) });
}

/** The values of every neuron, put in order. */
async function neuronsOf({ neuronBlocks, neurons, datapoints }: Activations, count: number): Promise<number[][]> {
  const found: number[][] = Array.from({ length: neurons });
  let left = neurons;
  for await (const { places, values } of neuronBlocks?.(count) ?? []) {
    expect([places.length, values.length]).toEqual([Math.min(count, left), places.length * datapoints]);
    left -= places.length;
    places.forEach((place, i) => {
      expect(found[place]).toBeUndefined();
      found[place] = [...values.subarray(i * datapoints, (i + 1) * datapoints)];
    });
  }
  expect(left).toBe(0);
  return found;
}

function column(rows: readonly number[], { neuron, neurons }: { neuron: number; neurons: number }): number[] {
  return rows.filter((_, at) => at % neurons === neuron);
}

const CASE = fc.record({
  shape: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })),
  fortran: fc.boolean(),
  layout: fc.constantFrom('nd' as const, 'dn' as const),
  count: fc.integer({ min: 1, max: 40 }),
  packed: fc.constantFrom('npy', 'stored', 'deflated'),
});

test('neurons are what datapoints say of them, in any order, layout, packing and size of blocks', async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(CASE, async ({ shape, fortran, layout, count, packed }) => {
      const [a, b] = shape;
      const npy = floats(
        Array.from({ length: a * b }, (_, at) => (at * 37) % 1009),
        { shape, fortran },
      );
      const bytes =
        packed === 'npy' ? npy : zipFile([{ name: 'a.npy', data: npy, method: packed === 'stored' ? 0 : 8 }]);
      const dump = await openDump(await folder.write(`turned-${turn++}.${packed === 'npy' ? 'npy' : 'npz'}`, bytes));
      const [datapoints, neurons] = layout === 'nd' ? [a, b] : [b, a];
      const values = await readDump(dump, { layout });
      const read = await neuronsOf(dumpActivations(dump, { layout, datapoints, neurons }), count);
      expect(read).toEqual(values.flatMap((_, at) => (at < neurons ? [column(values, { neuron: at, neurons })] : [])));
      await dump.close();
    }),
    { seed: 5, numRuns: 80 },
  );
});

test.each([true, false])(
  'a value that is no number is named where it stands, in Fortran order: %p',
  async (fortran) => {
    const values = Array.from({ length: 60 }, (_, at) => at);
    values[fortran ? 2 * 5 + 3 : 3 * 12 + 2] = Number.NaN;
    const dump = await openDump(await folder.write('nan.npy', floats(values, { shape: [5, 12], fortran })));
    const layer = dumpActivations(dump, { layout: 'nd', datapoints: 5, neurons: 12 });
    await expect(neuronsOf(layer, 5)).rejects.toThrow('nan.npy holds nan at [3, 2], datapoint 3 of neuron 2');
    await dump.close();
  },
);

const MAP = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 4 }),
  fortran: fc.boolean(),
  first: fc.boolean(),
  count: fc.integer({ min: 1, max: 40 }),
});

test('neurons of maps and sequences are the same ones as those of their datapoints, wherever their channels are stored', async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(MAP, async ({ lengths, fortran, first, count }) => {
      const shape = [3, ...lengths.slice(1)];
      const values = Array.from({ length: shape.reduce((size, length) => size * length, 1) }, (_, at) => at);
      const file = await folder.write(`map-${turn++}.npy`, floats(values, { shape, fortran }));
      const dump = await openDump(file);
      const [resolved] = resolveLayouts([dump], shape.length === 3 ? 'ntd' : first ? 'nchw' : 'nhwc');
      const layer = dumpActivations(dump, resolved);
      const rows: number[] = [];
      for await (const block of layer.blocks(2)) rows.push(...block.values);
      const expected = Array.from({ length: layer.neurons }, (_, neuron) =>
        column(rows, { neuron, neurons: layer.neurons }),
      );
      expect(await neuronsOf(layer, count)).toEqual(expected);
      await dump.close();
    }),
    { seed: 6, numRuns: 60 },
  );
});

test('a value of a map that is no number is named by its channel and position', async () => {
  const values = Array.from({ length: 2 * 3 * 2 * 2 }, (_, at) => at);
  values[12 + 2 * 4 + 1 * 2 + 0] = Number.NaN;
  const dump = await openDump(await folder.write('map.npy', floats(values, { shape: [2, 3, 2, 2], fortran: false })));
  const [resolved] = resolveLayouts([dump], 'nchw');
  await expect(neuronsOf(dumpActivations(dump, resolved), 5)).rejects.toThrow(
    'map.npy holds nan at [1, 2, 1, 0], datapoint 1, position (1, 0), channel 2',
  );
  await dump.close();
});

test('a pipe cannot be read that way', async () => {
  async function* stdin() {
    yield Buffer.from(floats([1, 2, 3, 4, 5, 6], { shape: [2, 3], fortran: false }));
  }
  const dump = await openDump('-', { stdin: stdin() });
  expect(dumpActivations(dump, { layout: 'nd', datapoints: 2, neurons: 3 }).neuronBlocks).toBeUndefined();
  await dump.close();
});

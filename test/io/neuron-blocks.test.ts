import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dumpActivations } from '../../src/io/dump-activations.js';
import type { Layout } from '../../src/io/layout.js';
import { openDump } from '../../src/io/open-dump.js';
import { dictionary, npyFile } from './npy-file.js';
import { readDump } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';
import { zipFile } from './zip-file.js';

const folder = temporaryFolder();

function floats(values: readonly number[], { shape, fortran }: { shape: readonly number[]; fortran: boolean }) {
  const header = dictionary({ shape: `(${shape.join(', ')},)`, fortran: fortran ? 'True' : 'False' });
  return npyFile({ header, data: new Uint8Array(new Float32Array(values).buffer) });
}

const CASE = fc.record({
  shape: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })),
  fortran: fc.boolean(),
  layout: fc.constantFrom<Layout>('nd', 'dn'),
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
      let next = 0;
      for await (const block of dumpActivations(dump, { layout, datapoints, neurons }).neuronBlocks?.(count) ?? []) {
        expect([block.start, block.neurons]).toEqual([next, Math.min(count, neurons - next)]);
        const expected = Array.from({ length: block.neurons * datapoints }, (_, at) => {
          const neuron = next + Math.floor(at / datapoints);
          return values[(at % datapoints) * neurons + neuron];
        });
        expect([...block.values]).toEqual(expected);
        next += block.neurons;
      }
      expect(next).toBe(neurons);
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
    const { neuronBlocks } = dumpActivations(dump, { layout: 'nd', datapoints: 5, neurons: 12 });
    const reading = async () => {
      for await (const block of neuronBlocks?.(5) ?? []) expect(block.neurons).toBeLessThanOrEqual(5);
    };
    await expect(reading()).rejects.toThrow('nan.npy holds nan at [3, 2], datapoint 3 of neuron 2');
    await dump.close();
  },
);

test('more than two axes, flattened, are read neuron by neuron too', async () => {
  const values = Array.from({ length: 4 * 6 }, (_, at) => at);
  const dump = await openDump(await folder.write('maps.npy', floats(values, { shape: [4, 1, 2, 3], fortran: false })));
  const { neuronBlocks } = dumpActivations(dump, { layout: 'nd', datapoints: 4, neurons: 6 });
  const read: number[] = [];
  for await (const block of neuronBlocks?.(4) ?? []) read.push(...block.values);
  expect(read).toEqual(Array.from({ length: 24 }, (_, at) => 6 * (at % 4) + Math.floor(at / 4)));
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

import { describe, expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import type { Activations, NeuronBlock } from '../../src/similarity/activations.js';
import { inNeuronOrder } from '../../src/similarity/neuron-order.js';
import { selectDatapoints } from '../../src/similarity/select-datapoints.js';
import { layer, normalRows } from '../properties/layers.js';

const rows = normalRows(9, 20, 1);
const honest = layer(rows, 'honest');

/** Neuron by neuron, from blocks of so many. */
async function read(activations: Activations, neuronsPerBlock: number): Promise<number[]> {
  const values: number[] = [];
  const order = await inNeuronOrder(activations);
  for await (const block of order.read(neuronsPerBlock)) values.push(...block.values);
  return values;
}

function transposed(table: readonly (readonly number[])[]): number[] {
  return table[0].flatMap((_, j) => table.map((row) => row[j]));
}

function withoutNeuronBlocks({ neuronBlocks, ...rest }: Activations): Activations {
  return rest;
}

test.each([1, 7, 20, 100])('blocks of %i neurons hold every neuron with all its datapoints', async (count) => {
  expect(await read(honest, count)).toEqual(transposed(rows));
  expect(await read(withoutNeuronBlocks(honest), count)).toEqual(transposed(rows));
});

test.each([undefined, 3])('a selection drawn by seed %p keeps the same datapoints either way', async (seed) => {
  const selected = selectDatapoints(honest, { count: 5, seed });
  const either = await read(selected, 6);
  expect(either).toHaveLength(5 * 20);
  expect(either).toEqual(await read(withoutNeuronBlocks(selected), 6));
});

test('a layer that can be read only once is read once, whatever its route', async () => {
  let passes = 0;
  const blocks = (count: number) => {
    passes++;
    return honest.blocks(count);
  };
  const piped = { ...withoutNeuronBlocks(honest), once: true, blocks };
  const { metrics } = await compare(piped, honest, { gramFrom: 0, cut: { variance: 1, energy: 'variance' } });
  expect([passes, metrics.cca]).toEqual([1, 1]);
});

describe('a layer whose neurons are not as they were asked for is refused by name:', () => {
  const lies: Record<string, [(block: NeuronBlock) => NeuronBlock | undefined, string]> = {
    'too few values': [
      (block) => ({ ...block, values: block.values.subarray(1) }),
      'odd gives 8 neurons in 71 values after 0 others, where 8 other ones of 9 datapoints were asked for',
    ],
    'some of them twice': [
      (block) => ({ ...block, places: block.places.map((place) => place % 8) }),
      'odd gives 8 neurons in 72 values after 8 others, where 8 other ones',
    ],
    'neurons that it does not have': [(block) => ({ ...block, places: block.places.map((j) => j + 13) }), 'after 0'],
    'an end too early': [(block) => (block.places[0] < 16 ? block : undefined), 'odd gives 16 neurons, but 20 were'],
  };
  test.each(Object.entries(lies))('%s', async (_, [lie, message]) => {
    const neuronBlocks = async function* (count: number) {
      for await (const block of honest.neuronBlocks?.(count) ?? []) {
        const told = lie(block);
        if (told) yield told;
      }
    };
    const comparison = compare(honest, { ...honest, name: 'odd', neuronBlocks }, { gramFrom: 0, blockRows: 8 });
    await expect(comparison).rejects.toThrow(message);
  });
});

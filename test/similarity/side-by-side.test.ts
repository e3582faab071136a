import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { layer, normalRows } from '../properties/layers.js';

const honest = layer(normalRows(20, 3, 1), 'honest');

async function* whole() {
  for await (const block of honest.blocks(20)) yield block;
}

async function* short() {
  for await (const block of honest.blocks(8)) if (block.start < 16) yield block;
}

async function* long() {
  yield* honest.blocks(8);
  yield* honest.blocks(4);
}

async function* narrow() {
  for await (const block of honest.blocks(8)) yield { ...block, values: block.values.subarray(1) };
}

test.each([
  [whole, '20 datapoints in 60 values from datapoint 0 on, where 8 of 3'],
  [short, 'no block from datapoint 16 on, where 4 of 3'],
  [long, '4 datapoints in 12 values from datapoint 24 on, where 0 of 3'],
  [narrow, '8 datapoints in 23 values from datapoint 0 on, where 8 of 3'],
])('a layer whose blocks are not as they were asked for is refused by name: %p', async (blocks, found) => {
  for (const gramFrom of [0, Number.POSITIVE_INFINITY]) {
    const comparison = compare(honest, { ...honest, name: 'odd', blocks }, { gramFrom, blockRows: 8 });
    await expect(comparison).rejects.toThrow(`odd gives ${found} neurons were asked for`);
  }
});

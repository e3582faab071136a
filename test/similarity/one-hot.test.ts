import { expect, test } from '@jest/globals';
import { activationsFrom } from '../../src/similarity/activations.js';
import { oneHot } from '../../src/similarity/one-hot.js';

const labels = (values: readonly number[], neurons = 1) =>
  activationsFrom(values, { name: 'labels', datapoints: values.length / neurons, neurons });

async function rows(given: Parameters<typeof oneHot>) {
  const { activations, values } = await oneHot(...given);
  const found: number[][] = [];
  for await (const block of activations.blocks(2)) {
    for (let i = 0; i < block.rows; i++)
      found.push([...block.values.slice(i * values.length, (i + 1) * values.length)]);
  }
  return { values, found };
}

test('every label that occurs becomes a neuron, in rising order', async () => {
  expect(await rows([labels([7, -1, 7, 3])])).toEqual({
    values: [-1, 3, 7],
    found: [
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ],
  });
});

test('named classes have a neuron each, though they never occur', async () => {
  const { values, found } = await rows([labels([0, 2, 0]), { classes: 4 }]);
  expect(values).toEqual([0, 1, 2, 3]);
  expect(found[1]).toEqual([0, 0, 1, 0]);
});

test.each([
  [[0, 1, 4], { classes: 3 }, 'labels has label 4 at datapoint 2, but there are 3 class names'],
  [[0, 1.5, 1], {}, 'labels holds 1.5 at datapoint 1'],
  [[1, 2, 3, 4], {}, 'labels has 4 different labels on 4 datapoints'],
])('%j is refused', async (values, options, message) => {
  await expect(oneHot(labels(values), options)).rejects.toThrow(message);
});

test('more than one column is no list of labels', async () => {
  await expect(oneHot(labels([1, 2, 3, 4], 2))).rejects.toThrow('labels has 2 columns');
});

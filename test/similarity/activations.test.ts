import { expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { activationsFrom } from '../../src/similarity/activations.js';
import { layer, normalRows } from '../properties/layers.js';

const rows = normalRows(10, 2, 1);

test.each([19, 21, 0])('%i values are not 10 datapoints of 2 neurons', (count) => {
  const make = () => activationsFrom(new Float64Array(count), { name: 'fc1', datapoints: 10, neurons: 2 });
  expect(make).toThrow(`fc1 has ${count} values, but 10 datapoints × 2 neurons = 20 were announced`);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'a neuron that holds %d is not left out but named',
  async (value) => {
    const holed = rows.map((row, i) => (i === 7 ? [row[0], value] : row));
    const options = { metrics: ['cca'] as const, blockRows: 3 };
    const message = `layer holds ${value} at datapoint 7 of neuron 1`;
    await expect(compare(layer(holed), layer(rows), options)).rejects.toThrow(message);
  },
);

test.each([0, -1, 1.5, Number.NaN])('blocks of %d datapoints are refused', async (blockRows) => {
  await expect(compare(layer(rows), layer(rows), { blockRows })).rejects.toThrow(/1 or more/);
});

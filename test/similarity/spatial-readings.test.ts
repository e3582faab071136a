import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Activations, Block, SpatialActivations } from '../../src/similarity/activations.js';
import { flattened } from '../../src/similarity/flattened.js';
import { onePosition } from '../../src/similarity/one-position.js';
import { pooled } from '../../src/similarity/pooled.js';
import { positionsAsDatapoints } from '../../src/similarity/positions-as-datapoints.js';
import { selectDatapoints } from '../../src/similarity/select-datapoints.js';

interface Sizes {
  readonly datapoints: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

type Value = (i: number, y: number, x: number, c: number) => number;
const telling: Value = (i, y, x, c) => ((i * 11 + y) * 13 + x) * 17 + c;

/** A layer of maps whose blocks reuse their memory, as those of files do, and which knows how many datapoints were asked for. */
function maps(
  { datapoints, height, width, channels }: Sizes,
  { value = telling, Numbers = Float64Array as Float64ArrayConstructor | Float32ArrayConstructor } = {},
): SpatialActivations & { asked: number[] } {
  const neurons = height * width * channels;
  const all = new Numbers(datapoints * neurons);
  for (let at = 0; at < all.length; at++) {
    const [c, position, i] = [at % channels, Math.floor((at % neurons) / channels), Math.floor(at / neurons)];
    all[at] = value(i, Math.floor(position / width), position % width, c);
  }
  const asked: number[] = [];
  async function* blocks(rowsPerBlock: number): AsyncGenerator<Block> {
    asked.push(rowsPerBlock);
    const room = new Numbers(Math.min(rowsPerBlock, datapoints) * neurons);
    for (let start = 0; start < datapoints; start += rowsPerBlock) {
      const rows = Math.min(rowsPerBlock, datapoints - start);
      const values = room.subarray(0, rows * neurons);
      values.set(all.subarray(start * neurons, (start + rows) * neurons));
      yield { start, rows, values };
    }
    room.fill(Number.NaN);
  }
  return { name: 'maps', datapoints, neurons, grid: { height, width, channels }, asked, blocks };
}

/** The rows of the blocks, which must be as they were asked for. */
async function rowsOf(layer: Activations, rowsPerBlock: number): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const block of layer.blocks(rowsPerBlock)) {
    const taken = Math.min(rowsPerBlock, layer.datapoints - rows.length);
    expect([block.start, block.rows, block.values.length]).toEqual([rows.length, taken, taken * layer.neurons]);
    for (let i = 0; i < taken; i++) rows.push([...block.values.subarray(i * layer.neurons, (i + 1) * layer.neurons)]);
    block.values.fill(Number.NaN);
  }
  expect(rows).toHaveLength(layer.datapoints);
  return rows;
}

const range = (length: number) => Array.from({ length }, (_, i) => i);
const SIZES = fc.record({
  datapoints: fc.integer({ min: 1, max: 8 }),
  height: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 5 }),
  channels: fc.integer({ min: 1, max: 4 }),
});
const check = (holds: (sizes: Sizes, rows: number) => Promise<void>) =>
  fc.assert(fc.asyncProperty(SIZES, fc.integer({ min: 1, max: 200 }), holds), { seed: 3, numRuns: 200 });

describe('positions as datapoints', () => {
  test('are every position of every datapoint in order, in blocks as asked for', () =>
    check(async (sizes, rows) => {
      const { datapoints, height, width, channels } = sizes;
      const layer = positionsAsDatapoints(maps(sizes));
      expect([layer.datapoints, layer.neurons, layer.grid]).toEqual([datapoints * height * width, channels, undefined]);
      const naive = range(datapoints).flatMap((i) =>
        range(height).flatMap((y) => range(width).map((x) => range(channels).map((c) => telling(i, y, x, c)))),
      );
      expect(await rowsOf(layer, rows)).toEqual(naive);
    }));

  test('keep float32, and share the memory of the maps where blocks end together', async () => {
    const float32 = maps({ datapoints: 10, height: 2, width: 3, channels: 4 }, { Numbers: Float32Array });
    for (const rows of [4, 6, 12, 17, 60]) {
      for await (const { values } of positionsAsDatapoints(float32).blocks(rows)) {
        expect(values.BYTES_PER_ELEMENT).toBe(4);
        if (rows % 6 === 0) expect(values.buffer.byteLength).toBe(rows * 4 * 4);
      }
    }
  });
});

describe('the mean over positions', () => {
  test('is that of each channel, in blocks as asked for', () =>
    check(async (sizes, rows) => {
      const { datapoints, height, width, channels } = sizes;
      const layer = pooled(maps(sizes));
      expect([layer.datapoints, layer.neurons, layer.grid]).toEqual([datapoints, channels, undefined]);
      const sum = (i: number, c: number) =>
        range(height * width).reduce((total, p) => total + telling(i, Math.floor(p / width), p % width, c), 0);
      const naive = range(datapoints).map((i) => range(channels).map((c) => sum(i, c) / (height * width)));
      expect(await rowsOf(layer, rows)).toEqual(naive);
    }));

  test('is right to rounding where plain sums lose everything', async () => {
    const cancelling = [1e16, 1, -1e16, 1, 2 ** -10, -1, 1e16, -1e16, 3];
    const value: Value = (_i, y, x, c) => cancelling[y * 3 + x] * (c === 0 ? 1 : -2);
    const layer = maps({ datapoints: 2, height: 3, width: 3, channels: 2 }, { value });
    const mean = (4 + 2 ** -10) / 9;
    expect(await rowsOf(pooled(layer), 2)).toEqual([
      [mean, -2 * mean],
      [mean, -2 * mean],
    ]);
  });

  test('is a number wherever the values are', async () => {
    for (const size of [1.7e308, -1.7e308, 1e-308]) {
      const value: Value = (_i, y, _x, c) => (c === 0 ? size : y === 0 ? size : -size);
      const layer = maps({ datapoints: 1, height: 2, width: 3, channels: 2 }, { value });
      const [[same, opposite]] = await rowsOf(pooled(layer), 1);
      expect(Math.abs(same / size - 1)).toBeLessThan(1e-15);
      expect(opposite).toBe(0);
    }
  });
});

describe('one position', () => {
  test('counts from the start or from the end, as in numpy', () =>
    check(async (sizes, rows) => {
      const { datapoints, height, width, channels } = sizes;
      const positions = height * width;
      for (const index of [0, positions - 1, -1, -positions, Math.floor(positions / 2)]) {
        const p = index < 0 ? index + positions : index;
        const naive = range(datapoints).map((i) =>
          range(channels).map((c) => telling(i, Math.floor(p / width), p % width, c)),
        );
        expect(await rowsOf(onePosition(maps(sizes), index), rows)).toEqual(naive);
      }
    }));

  test('must be there', () => {
    const layer = maps({ datapoints: 2, height: 1, width: 20, channels: 2 });
    for (const index of [20, -21, 1000]) {
      expect(() => onePosition(layer, index)).toThrow(`maps has 20 positions, but position ${index} was asked for`);
    }
  });
});

test('a flattened layer has the same neurons and no grid', async () => {
  const layer = maps({ datapoints: 3, height: 2, width: 2, channels: 3 });
  expect(flattened(layer)).toMatchObject({ datapoints: 3, neurons: 12 });
  expect('grid' in flattened(layer)).toBe(false);
  expect(await rowsOf(flattened(layer), 2)).toEqual(await rowsOf(layer, 2));
});

test('no reading asks for more values at a time than a block has, unless one datapoint has more', async () => {
  for (const reading of [pooled, positionsAsDatapoints, (layer: SpatialActivations) => onePosition(layer, 0)]) {
    for (const [rows, asked] of [
      [1, 1],
      [11, 1],
      [12, 1],
      [30, 2],
      [36, 3],
    ]) {
      const layer = maps({ datapoints: 10, height: 3, width: 4, channels: 2 });
      await rowsOf(reading(layer), rows);
      expect(layer.asked).toEqual([asked]);
    }
  }
});

test('a layer that can be read only once stays one, however it is read', () => {
  const layer = maps({ datapoints: 2, height: 2, width: 2, channels: 2 });
  const readings = [pooled, positionsAsDatapoints, flattened, (l: SpatialActivations) => onePosition(l, 0)];
  for (const reading of readings) {
    expect([reading({ ...layer, once: true }).once, reading(layer).once ?? false]).toEqual([true, false]);
  }
});

test('selected datapoints are whole maps', async () => {
  const layer = maps({ datapoints: 5, height: 2, width: 2, channels: 3 });
  const selected = selectDatapoints(layer, { count: 2 });
  expect(selected.grid).toEqual(layer.grid);
  expect(await rowsOf(selected, 1)).toEqual((await rowsOf(layer, 5)).slice(0, 2));
});

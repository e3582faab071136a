import { describe, expect, test } from '@jest/globals';
import { type GramStream, gramStream } from '../../src/engine/gram-stream.js';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { column, type Matrix, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { centredMatrix, integers, rowsOf, type Values } from './layer-blocks.js';

const WIDTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const PAGE = 65536;

function kernelsOf(mostPages?: number) {
  const kernels = loadKernels(mostPages === undefined ? {} : { mostPages });
  if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
  return kernels;
}

const kernels = kernelsOf();

function streamOf(widths: readonly number[], rows: number): GramStream {
  const stream = gramStream(kernels, { widths, rows });
  if (stream === undefined) throw new Error('the memory holds this');
  return stream;
}

function list(count: number, value: (j: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, j) => value(j));
}

/** Powers of two and halves of integers, so that nothing rounds. */
function exactCentring(columns: number) {
  return {
    scale: list(columns, (j) => 2 ** -(j % 3)),
    mean: list(columns, (j) => (j % 5) - 2),
    rest: list(columns, (j) => (j % 2) / 4),
  };
}

/** Two groups of integers, the first of float32 values. */
function groupsOf(widths: readonly number[], rows: number): Values[] {
  return widths.map((width, g) => {
    const values = integers(rows * width, rows + width + g);
    return g === 0 ? new Float32Array(values) : values;
  });
}

function put(stream: GramStream, groups: readonly Values[], widths: readonly number[], first: number, rows: number) {
  groups.forEach((values, g) => void stream.put(g, rowsOf(values, widths[g], first, rows)));
  return stream.measure(rows);
}

function plus(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, at) => value + b.data[at]) };
}

describe.each(WIDTHS)('beside a group of 9 − that, one of %i columns', (width) => {
  const widths = [width, 10 - width];
  // One row, whole chunks, and what is left of one, in one block or in several.
  test.each([
    [1, [1]],
    [5, [2, 3]],
    [256, [256]],
    [600, [300, 299, 1]],
    [2500, [2500]],
  ])('gives the Gram matrix of %i rows', (rows, blocks) => {
    const centring = exactCentring(10);
    const groups = groupsOf(widths, rows);
    const stream = streamOf(widths, Math.max(...blocks));
    let first = 0;
    for (const count of blocks) {
      put(stream, groups, widths, first, count);
      stream.add(centring);
      first += count;
    }
    const whole = centredMatrix(groups, widths, centring);
    expect(stream.gram()).toEqual(plainEngine.crossProduct(whole, whole));
    stream.release();
  });

  test('says of every column its sum, its largest magnitude and whether it varies', () => {
    const rows = 70;
    const groups = groupsOf(widths, rows);
    groups[0].forEach((_, at) => void (at % width === 0 && groups[0].set([-3], at)));
    const stream = streamOf(widths, rows);
    const facts = put(stream, groups, widths, 0, rows);
    const raw = centredMatrix(groups, widths, {
      scale: list(10, () => 1),
      mean: list(10, () => 0),
      rest: list(10, () => 0),
    });
    for (let j = 0; j < 10; j++) {
      const values = [...column(raw, j)];
      const expected = [values.reduce((a, b) => a + b), Math.max(...values.map(Math.abs)), new Set(values).size > 1];
      expect([facts.sum[j], facts.largest[j], facts.varies[j] === 1]).toEqual(expected);
    }
    const centring = exactCentring(10);
    const without = centredMatrix(groups, widths, { ...centring, rest: list(10, () => 0) });
    expect(stream.residues(centring)).toEqual(list(10, (j) => column(without, j).reduce((a, b) => a + b, 0)));
    stream.release();
  });

  test('gives the row sums of each group', () => {
    const rows = 300;
    const groups = groupsOf(widths, rows);
    const stream = streamOf(widths, rows);
    put(stream, groups, widths, 0, rows);
    const centring = exactCentring(10);
    const [unit, lever] = [list(10, (j) => 2 ** -(j % 2)), list(10, (j) => j - 4)];
    const sums = stream.add(centring, { unit, lever });
    const whole = centredMatrix(groups, widths, centring);
    const from = [0, width, 10];
    const vectors = [0, 1, 2, 3].map((k) =>
      list(rows, (i) => {
        let sum = 0;
        for (let j = from[k % 2]; j < from[(k % 2) + 1]; j++) {
          const x = whole.data[j * rows + i];
          sum += k < 2 ? (x * unit[j]) ** 2 : x * lever[j];
        }
        return sum;
      }),
    );
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    expect([...(sums?.totals ?? [])]).toEqual(vectors.map((v) => v.reduce((a, b) => a + b, 0)));
    expect([...(sums?.products.data ?? [])]).toEqual(vectors.flatMap((a) => vectors.map((b) => dot(b, a))));
    expect(sums?.dots).toEqual(vectors.map((v) => list(10, (j) => dot(v, column(whole, j)))));
    expect(stream.gram()).toEqual(plainEngine.crossProduct(whole, whole));
    stream.release();
  });

  test('adds a row, scales by powers of two and multiplies by a vector, also of what was folded long ago', () => {
    const rows = 2100;
    const groups = groupsOf(widths, rows);
    const stream = streamOf(widths, rows);
    put(stream, groups, widths, 0, rows);
    const centring = exactCentring(10);
    stream.add(centring);
    const whole = centredMatrix(groups, widths, centring);
    const row = list(10, (j) => j - 3);
    const factors = list(10, (j) => 2 ** -(j % 4));
    const square = (v: Float64Array) =>
      plainEngine.crossProduct({ rows: 1, cols: 10, data: v }, { rows: 1, cols: 10, data: v });
    stream.addRow(row);
    stream.rescale(factors);
    stream.addRow(row);
    const before = plus(plainEngine.crossProduct(whole, whole), square(row));
    const shrunk = {
      ...before,
      data: before.data.map((value, at) => value * factors[at % 10] * factors[Math.floor(at / 10)]),
    };
    const expected = plus(shrunk, square(row));
    expect(stream.gram()).toEqual(expected);
    expect(stream.times(row)).toEqual(plainEngine.product(expected, { rows: 10, cols: 1, data: row }).data);
    stream.release();
  });
});

test('150 columns fill several blocks of tiles', () => {
  const widths = [70, 83];
  const groups = groupsOf(widths, 90);
  const stream = streamOf(widths, 90);
  put(stream, groups, widths, 0, 90);
  const centring = exactCentring(153);
  stream.add(centring);
  const whole = centredMatrix(groups, widths, centring);
  expect(stream.gram()).toEqual(plainEngine.crossProduct(whole, whole));
  stream.release();
});

test('a library adds what the kernels would, in pieces, and they do the rest', () => {
  const [widths, rows] = [[3, 5], 5000];
  const pieces: number[] = [];
  const routines = {
    accumulate(c: Float64Array, p: Float64Array, { n, rows: count }: { n: number; rows: number }) {
      pieces.push(count);
      for (let i = 0; i < count; i++) {
        for (let b = 0; b < n; b++) for (let a = 0; a <= b; a++) c[b * n + a] += p[i * n + a] * p[i * n + b];
      }
    },
    turn() {},
  };
  const groups = groupsOf(widths, rows);
  const centring = exactCentring(8);
  const weights = { unit: list(8, () => 1), lever: list(8, (j) => j) };
  const [sums, grams] = [[], []] as [unknown[], Matrix[]];
  for (const shape of [
    { widths, rows },
    { widths, rows, routines },
  ]) {
    const stream = gramStream(kernels, shape) as GramStream;
    put(stream, groups, widths, 0, rows);
    sums.push(stream.add(centring, weights));
    stream.addRow(list(8, (j) => j));
    grams.push(stream.gram());
    stream.release();
  }
  expect([grams[1], sums[1]]).toEqual([grams[0], sums[0]]);
  expect([Math.max(...pieces) <= 2048, pieces.reduce((sum, count) => sum + count)]).toEqual([true, rows]);
});

test('gives blocks of groups, of columns as long as is asked for, and the squares of all', () => {
  const [widths, rows] = [[5, 530, 3], 40];
  const columns = 538;
  const centring = exactCentring(columns);
  const groups = groupsOf(widths, rows);
  const stream = streamOf(widths, rows);
  put(stream, groups, widths, 0, rows);
  stream.add(centring);
  stream.addRow(list(columns, (j) => j % 7));
  const whole = stream.gram();
  const factors = list(columns, (j) => 2 ** ((j % 5) - 2));
  const firsts = [0, 5, 535];
  widths.forEach((height, k) => {
    widths.forEach((width, l) => {
      const expected = zeros(height, width);
      for (let j = 0; j < width; j++) {
        for (let i = 0; i < height; i++) {
          const [row, col] = [firsts[k] + i, firsts[l] + j];
          expected.data[j * height + i] = whole.data[col * columns + row] * factors[row] * factors[col];
        }
      }
      expect(stream.gram({ down: k, across: l, factors })).toEqual(expected);
    });
  });
  expect(stream.squares()).toEqual(list(columns, (j) => whole.data[j * (columns + 1)]));
  stream.release();
});

test('rounding does not grow with the rows', () => {
  // 400 000 squares of 1/3: plain sums lose more and more of them.
  const rows = 4000;
  const stream = streamOf([1], rows);
  const values = new Float64Array(rows).fill(1 / 3);
  const ones = { scale: list(1, () => 1), mean: list(1, () => 0), rest: list(1, () => 0) };
  for (let block = 0; block < 100; block++) {
    stream.put(0, values);
    stream.add(ones);
  }
  const exact = (100 * rows) / 9;
  expect(Math.abs(stream.gram().data[0] / exact - 1)).toBeLessThan(8 * Number.EPSILON);
  stream.release();
});

describe('hashes', () => {
  const columns = [
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, -3],
    [0, 0, 1],
    [-0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
    [2, 1, 3],
    [-1, -2, -3],
  ];

  test.each([
    [Float32Array, 1],
    [Float32Array, 3],
    [Float64Array, 1],
    [Float64Array, 3],
  ])('of %p in blocks of %i rows are equal where the columns are, and −0 is 0', (type, blockRows) => {
    const stream = streamOf([columns.length], blockRows);
    const values = new type(27).map((_, at) => columns[at % 9][Math.floor(at / 9)]);
    for (let first = 0; first < 3; first += blockRows) put(stream, [values], [9], first, blockRows);
    const hashes = stream.hashes();
    for (let i = 0; i < 9; i++) {
      for (let j = 0; j < 9; j++) {
        const same = columns[i].every((value, k) => value === columns[j][k]);
        expect([i, j, hashes[i] === hashes[j]]).toEqual([i, j, same]);
      }
    }
    stream.release();
  });

  test.each([Float32Array, Float64Array])('of sparse, binary and signed %p all differ', (type) => {
    const [rows, width] = [24, 24 + (24 * 23) / 2];
    for (const [off, on] of [
      [0, 1],
      [1, -1],
      [0, 2 ** -20],
    ]) {
      const values = new type(rows * width).fill(off);
      let j = 0;
      for (let a = 0; a < rows; a++) values[a * width + j++] = on;
      for (let a = 0; a < rows; a++) {
        for (let b = 0; b < a; b++, j++) {
          values[a * width + j] = on;
          values[b * width + j] = on;
        }
      }
      const stream = streamOf([width], rows);
      put(stream, [values], [width], 0, rows);
      expect(new Set(stream.hashes()).size).toBe(width);
      stream.release();
    }
  });
});

describe('memory', () => {
  test('is given back: a thousand streams take as much as one', () => {
    const own = kernelsOf();
    const shape = { widths: [20, 30], rows: 100 };
    gramStream(own, shape)?.release();
    const { byteLength } = own.memory.buffer;
    for (let i = 0; i < 1000; i++) gramStream(own, shape)?.release();
    expect(own.memory.buffer.byteLength).toBe(byteLength);
  });

  test('is used again where streams overlap, one after the other', () => {
    const own = kernelsOf();
    const shape = { widths: [20, 30], rows: 100 };
    let [first, second] = [0, 1].map(() => gramStream(own, shape) as GramStream);
    const { byteLength } = own.memory.buffer;
    for (let i = 0; i < 100; i++) {
      first.release();
      [first, second] = [second, gramStream(own, shape) as GramStream];
    }
    expect(own.memory.buffer.byteLength).toBe(byteLength);
    expect(second.gram()).toEqual(zeros(50, 50));
  });

  test('holds two streams at once, and other work between them, released in either order', () => {
    const widths = [3, 2];
    const centring = exactCentring(5);
    const expected = (groups: Values[]) => {
      const whole = centredMatrix(groups, widths, centring);
      return plainEngine.crossProduct(whole, whole);
    };
    const data = [integers(90, 1), integers(120, 2)].map((values) => [values.slice(0, 54), values.slice(54, 90)]);
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const streams = data.map(() => streamOf(widths, 18));
      data.forEach((groups, k) => {
        put(streams[k], groups, widths, 0, 18);
        streams[k].add(centring);
      });
      streams[order[0]].release();
      const third = streamOf([40], 100);
      third.put(0, integers(4000, 3));
      const last = streams[order[1]];
      expect(last.gram()).toEqual(expected(data[order[1]]));
      for (const stream of [last, third]) stream.release();
    }
  });

  test('that is too small gives no stream, and holds nothing afterwards', () => {
    const small = kernelsOf(40);
    expect(gramStream(small, { widths: [200, 200], rows: 1000 })).toBeUndefined();
    expect(gramStream(small, { widths: [4, 4], rows: 10 })?.gram()).toEqual(zeros(8, 8));
    expect(small.memory.buffer.byteLength).toBeLessThanOrEqual(40 * PAGE);
  });
});

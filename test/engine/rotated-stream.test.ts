import { describe, expect, test } from '@jest/globals';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { type Matrix, zeros } from '../../src/engine/matrix.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { rotatedStream } from '../../src/engine/rotated-stream.js';
import { centredMatrix, integers, rowsOf, type Values } from './layer-blocks.js';

function kernelsOf(mostPages?: number) {
  const kernels = loadKernels(mostPages === undefined ? {} : { mostPages });
  if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
  return kernels;
}

const kernels = kernelsOf();

function integerMatrix(rows: number, cols: number, seed: number): Matrix {
  return { rows, cols, data: integers(rows * cols, seed, 3) };
}

/** The Gram matrix of [X·A Y·B] by plain products. */
function expected(groups: readonly Values[], rotations: readonly Matrix[], own: Centring[]): Matrix {
  const turned = groups.map((values, g) =>
    plainEngine.product(centredMatrix([values], [rotations[g].rows], own[g]), rotations[g]),
  );
  const cols = turned.reduce((sum, part) => sum + part.cols, 0);
  const joined = zeros(turned[0].rows, cols);
  let at = 0;
  for (const { data } of turned) {
    joined.data.set(data, at);
    at += data.length;
  }
  return plainEngine.crossProduct(joined, joined);
}

interface Centring {
  readonly scale: Float64Array;
  readonly mean: Float64Array;
  readonly rest: Float64Array;
}

function centringOf(width: number): Centring {
  return {
    scale: Float64Array.from({ length: width }, (_, j) => 2 ** -(j % 2)),
    mean: Float64Array.from({ length: width }, (_, j) => j % 3),
    rest: Float64Array.from({ length: width }, (_, j) => (j % 2) / 2),
  };
}

function joined(parts: readonly Centring[]): Centring {
  const all = (name: keyof Centring) => Float64Array.from(parts.flatMap((part) => [...part[name]]));
  return { scale: all('scale'), mean: all('mean'), rest: all('rest') };
}

function check(rotations: readonly Matrix[], rows: number, blockRows: number): void {
  const groups = rotations.map(({ rows: width }, g) => {
    const values = integers(rows * width, g + 5);
    return g === 1 ? new Float32Array(values) : values;
  });
  const own = rotations.map(({ rows: width }) => centringOf(width));
  const stream = rotatedStream(kernels, { rotations, rows: blockRows });
  if (stream === undefined) throw new Error('the memory holds this');
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    stream.add(
      groups.map((values, g) => rowsOf(values, rotations[g].rows, first, count)),
      joined(own),
    );
  }
  expect(stream.gram()).toEqual(expected(groups, rotations, own));
  stream.release();
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%i columns', (width) => {
  test.each([
    [1, 1],
    [65, 65],
    [301, 100],
  ])('over %i rows in blocks of %i are turned as plain products turn them', (rows, blockRows) => {
    check([integerMatrix(width, width, 1), integerMatrix(10 - width, 10 - width, 2)], rows, blockRows);
  });

  test('with dead ones among them are turned to fewer', () => {
    const rotation = integerMatrix(width + 2, width, 3);
    for (let j = 0; j < width; j++) rotation.data[j * rotation.rows + 1] = 0;
    check([rotation, integerMatrix(4, 1, 4)], 70, 32);
  });
});

test('a triangular rotation of more than 256 columns is taken in parts', () => {
  const triangular = integerMatrix(270, 270, 6);
  for (let j = 0; j < 270; j++) triangular.data.fill(0, j * 270 + j + 1, (j + 1) * 270);
  check([triangular, integerMatrix(3, 3, 7)], 40, 40);
});

test('what it held is given back, and a memory that is too small gives no stream and holds nothing', () => {
  const own = kernelsOf();
  const shape = { rotations: [integerMatrix(30, 30, 1), integerMatrix(20, 10, 2)], rows: 50 };
  rotatedStream(own, shape)?.release();
  const { byteLength } = own.memory.buffer;
  for (let i = 0; i < 100; i++) rotatedStream(own, shape)?.release();
  expect(own.memory.buffer.byteLength).toBe(byteLength);
  // The packed panels of a product take 49 pages; in 75 to 150 the rotations fit, but the Gram matrix does not.
  const large = { rotations: [integerMatrix(300, 300, 1), integerMatrix(300, 300, 2)], rows: 20 };
  for (const mostPages of [5, 75, 100, 150]) {
    const small = kernelsOf(mostPages);
    for (let i = 0; i < 3; i++) expect(rotatedStream(small, large)).toBeUndefined();
    const after = rotatedStream(small, { rotations: [integerMatrix(2, 2, 1)], rows: 1 });
    expect(after === undefined).toBe(mostPages < 49);
  }
});

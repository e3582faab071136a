import { describe, expect, test } from '@jest/globals';
import { makeEngine } from '../../src/engine/default-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { type Matrix, zeros } from '../../src/engine/matrix.js';
import {
  type ChannelCentring,
  type ComplexMatrix,
  columnsOf,
  type MapShape,
  type SpectralBlock,
  type SpectralPart,
  type SpectralShape,
} from '../../src/engine/spectral-stream.js';
import { startThreads } from '../../src/engine/start-threads.js';
import { wasmEngine } from '../../src/engine/wasm-engine.js';
import { complexProduct } from '../../src/similarity/complex-matrix.js';
import { frequencyPlan } from '../../src/similarity/frequency-blocks.js';
import { engines } from './engines.js';
import { randomMatrix } from './matrices.js';
import { naiveColumns, naiveGram } from './naive-spectra.js';

const [plain] = engines;
type Values = Float32Array | Float64Array;

const sizeOf = ({ height, width, channels }: MapShape) => height * width * channels;

/** Maps of noise, of float32 where the group's number is odd. */
function noise(maps: readonly MapShape[], datapoints: number, seed = 1): Values[] {
  return maps.map((map, g) => {
    const { data } = randomMatrix(1, datapoints * sizeOf(map), seed + g);
    return g % 2 === 1 ? new Float32Array(data) : data;
  });
}

/** Scales and shifts that differ from channel to channel. */
function centringsOf(maps: readonly MapShape[]): ChannelCentring[] {
  return maps.map(({ channels }) => ({
    scale: Float64Array.from({ length: channels }, (_, c) => 2 ** -(c % 3)),
    shift: Float64Array.from({ length: channels }, (_, c) => (c % 4) / 8 - 0.1),
  }));
}

/** Values of some datapoints from a place on. */
function chunkOf(values: readonly Values[], maps: readonly MapShape[], first: number, rows: number): Values[] {
  return values.map((own, g) => own.slice(first * sizeOf(maps[g]), (first + rows) * sizeOf(maps[g])));
}

interface Run {
  readonly shape: SpectralShape;
  readonly values: readonly Values[];
  /** Datapoints of each chunk. */
  readonly chunks: readonly number[];
  readonly centrings?: readonly ChannelCentring[];
}

function run(engine: Engine, { shape, values, chunks, centrings = centringsOf(shape.maps) }: Run) {
  const stream = engine.spectralStream(shape);
  let first = 0;
  for (const rows of chunks) {
    stream.add(chunkOf(values, shape.maps, first, rows), centrings);
    first += rows;
  }
  const found = {
    grams: shape.blocks.map((_, b) => stream.gram(b)),
    largest: shape.maps.map((_, g) => stream.largest(g)),
    squares: shape.blocks.flatMap((block, b) => (block.half === undefined ? [] : [stream.squares(b)])),
    means: shape.blocks.flatMap((block, b) => (block.centred === true ? [stream.means(b)] : [])),
  };
  stream.release();
  return found;
}

/** The largest difference of two matrices, relative to what the diagonal allows for each entry. */
function apart(a: ComplexMatrix, b: ComplexMatrix): number {
  expect([a.re.rows, a.re.cols]).toEqual([b.re.rows, b.re.cols]);
  const n = a.re.rows;
  let worst = 0;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const at = j * n + i;
      const size = Math.sqrt(b.re.data[i * n + i] * b.re.data[j * n + j]);
      const imaginary = (a.im?.data[at] ?? 0) - (b.im?.data[at] ?? 0);
      const difference = Math.hypot(a.re.data[at] - b.re.data[at], imaginary);
      if (difference > 0) worst = Math.max(worst, difference / size);
    }
  }
  return worst;
}

/** All blocks of two maps, with parts of every kind that their sizes give. */
function blocksOf(maps: readonly MapShape[]): SpectralBlock[] {
  return [...frequencyPlan(maps[0], maps[1] ?? maps[0]).blocks].map(({ parts, ...block }) => ({
    ...block,
    parts: parts.slice(0, maps.length),
  }));
}

/** Every so many, at most nine, with the first. */
function some<T>(all: readonly T[]): T[] {
  const step = Math.ceil(all.length / 9);
  return all.filter((_, i) => i % step === 0);
}

const SIZES = [
  [1, 1],
  [1, 7],
  [8, 8],
  [7, 5],
  [31, 13],
  [30, 12],
  [64, 1],
  [2, 3],
  [37, 1],
  [1, 29],
  [23, 2],
  [19, 17],
  [11, 4],
  [35, 6],
  [16, 9],
  [28, 10],
  [2, 49],
  [25, 1],
  [32, 2],
  [27, 3],
];

describe.each(engines)('the $name engine', (engine) => {
  test.each(SIZES)('gives the Gram matrices of the transforms of maps of %i × %i', (height, width) => {
    const channels = 1 + ((height + 3 * width) % 9);
    const maps = [{ height, width, channels }];
    const blocks = some(blocksOf(maps));
    const values = noise(maps, 5, height);
    const { grams } = run(engine, { shape: { maps, blocks, rows: 4 }, values, chunks: [4, 1] });
    blocks.forEach((block, b) => {
      const expected = naiveGram(naiveColumns(block, { maps, values, centrings: centringsOf(maps) }));
      expect(apart(grams[b], expected)).toBeLessThan(1e-13);
      expect(grams[b].im === undefined).toBe(!block.complex);
    });
  });

  test.each(SIZES)('hands out the columns of maps of %i × %i, uncentred', (height, width) => {
    const maps = [{ height, width, channels: 1 + ((height + 3 * width) % 9) }];
    const blocks = some(blocksOf(maps));
    const values = noise(maps, 5, height);
    const columns = blocks.map((block) => zeros(block.complex ? 10 : 5, columnsOf(block, 0, maps[0])));
    const stream = engine.spectralStream({ maps, blocks, rows: 4 });
    stream.add(chunkOf(values, maps, 0, 3), centringsOf(maps), { into: { columns, first: 0 } });
    stream.add(chunkOf(values, maps, 3, 2), centringsOf(maps), { into: { columns, first: 3 } });
    stream.release();
    blocks.forEach((block, b) => {
      const { re, im } = naiveColumns({ ...block, centred: false }, { maps, values, centrings: centringsOf(maps) });
      columns[b].data.forEach((value, at) => {
        const [i, j] = [at % columns[b].rows, Math.floor(at / columns[b].rows)];
        const expected = i < 5 ? re.data[j * 5 + i] : im.data[j * 5 + i - 5];
        expect(Math.abs(value - expected)).toBeLessThan(1e-13 * height * width);
      });
    });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'takes %i channels beside another group, in chunks of any length',
    (channels) => {
      for (const [own, other] of [
        [
          [4, 3],
          [4, 3],
        ],
        [
          [6, 4],
          [3, 2],
        ],
        [
          [4, 3],
          [1, 1],
        ],
        [
          [3, 2],
          [6, 2],
        ],
      ]) {
        const maps = [
          { height: own[0], width: own[1], channels },
          { height: other[0], width: other[1], channels: 10 - channels },
        ];
        const blocks = blocksOf(maps);
        const values = noise(maps, 13, channels);
        for (const chunks of [[13], [1, 5, 7], [6, 6, 1], [2, 1, 2, 1, 2, 1, 2, 1, 1]]) {
          const shape = { maps, blocks, rows: 2 * Math.ceil(Math.max(...chunks) / 2) };
          const { grams, largest, squares, means } = run(engine, { shape, values, chunks });
          let halves = 0;
          blocks.forEach((block, b) => {
            const raw = naiveColumns({ ...block, centred: false }, { maps, values, centrings: centringsOf(maps) });
            const columns = naiveColumns(block, { maps, values, centrings: centringsOf(maps) });
            expect(apart(grams[b], naiveGram(columns))).toBeLessThan(1e-13);
            const split = block.parts[0].reduce((sum, { kind }) => sum + (kind === 'pair' ? 2 : 1) * channels, 0);
            if (block.half !== undefined) {
              const found = squares[halves++];
              // Of a centred block each chunk's own mean is taken off.
              if (!block.centred || chunks.length === 1) expectSquares(found, columns, split);
            }
            if (block.centred === true) {
              means
                .flatMap((list) => [...list])
                .forEach((mean, j) => {
                  const own = raw.re.data.subarray(j * 13, (j + 1) * 13);
                  expect(Math.abs(mean - own.reduce((sum, value) => sum + value, 0) / 13)).toBeLessThan(1e-13);
                });
            }
          });
          maps.forEach((map, g) => {
            const { scale, shift } = centringsOf(maps)[g];
            const most = new Float64Array(map.channels);
            values[g].forEach((value, at) => {
              const c = at % map.channels;
              most[c] = Math.max(most[c], Math.abs(value * scale[c] - shift[c]));
            });
            expect(largest[g]).toEqual(most);
          });
        }
      }
    },
  );

  test('takes as many datapoints at a time as are given, with the norms of their halves', () => {
    const maps = [{ height: 2, width: 2, channels: 3 }];
    const block: SpectralBlock = {
      complex: false,
      centred: false,
      half: 1,
      parts: [
        [
          { u: 0, v: 1, kind: 'real' },
          { u: 1, v: 1, kind: 'real' },
        ],
      ],
    };
    const values = noise(maps, 3001);
    const shape = { maps, blocks: Array.from({ length: 8 }, () => block), rows: 3002 };
    const { grams, squares } = run(engine, { shape, values, chunks: [3001] });
    const columns = naiveColumns(block, { maps, values, centrings: centringsOf(maps) });
    const expected = naiveGram(columns);
    for (const [b, gram] of grams.entries()) {
      expect(apart(gram, expected)).toBeLessThan(1e-13);
      expectSquares(squares[b], columns, 3);
    }
  });

  test('centres what comes in chunks whose means drift, far from zero', () => {
    const maps = [{ height: 3, width: 4, channels: 5 }];
    const values = noise(maps, 24).map((own) => own.map((value, at) => value + Math.floor(at / (8 * 60)) * 3 + 1e8));
    const centrings = [{ scale: new Float64Array(5).fill(1), shift: new Float64Array(5).fill(1e8 - 7) }];
    const blocks = blocksOf(maps);
    for (const chunks of [[24], [8, 8, 8], [7, 1, 16]]) {
      const { grams } = run(engine, { shape: { maps, blocks, rows: 24 }, values, chunks, centrings });
      blocks.forEach((block, b) => {
        const expected = naiveGram(naiveColumns(block, { maps, values, centrings }));
        expect(apart(grams[b], expected)).toBeLessThan(1e-12);
      });
    }
    // Not even where nothing is taken off beforehand does the zero frequency lose more than the sums of its maps do.
    const nothing = [{ scale: new Float64Array(5).fill(1), shift: new Float64Array(5) }];
    const { grams } = run(engine, { shape: { maps, blocks, rows: 8 }, values, chunks: [8, 8, 8], centrings: nothing });
    expect(apart(grams[0], naiveGram(naiveColumns(blocks[0], { maps, values, centrings })))).toBeLessThan(1e-6);
  });

  test('turns the columns of every kind of block', () => {
    const maps = [
      { height: 6, width: 4, channels: 3 },
      { height: 3, width: 4, channels: 2 },
    ];
    const blocks = blocksOf(maps).map(({ half: _, ...block }) => block);
    const values = noise(maps, 11);
    const rotations = blocks.map((block, b) =>
      block.parts.map((parts, g) => {
        const rows = parts.reduce((sum, { kind }) => sum + (kind === 'pair' ? 2 : 1) * maps[g].channels, 0);
        const cols = 1 + ((rows + b) % (rows + 2));
        const re = randomMatrix(rows, cols, b + 9 * g);
        return block.complex ? { re, im: randomMatrix(rows, cols, b + 9 * g + 4) } : { re };
      }),
    );
    for (const chunks of [[11], [3, 7, 1], [6, 5]]) {
      const { grams } = run(engine, { shape: { maps, blocks, rows: 12, rotations }, values, chunks });
      blocks.forEach((block, b) => {
        const columns = naiveColumns(block, { maps, values, centrings: centringsOf(maps) });
        const turned = complexProduct(columns, diagonal(rotations[b]), plain) as Required<ComplexMatrix>;
        expect(apart(grams[b], naiveGram(turned))).toBeLessThan(2e-13);
      });
    }
  });

  test('adds to the first blocks alone where that is said', () => {
    const maps = [{ height: 3, width: 3, channels: 2 }];
    const blocks = blocksOf(maps);
    const values = noise(maps, 10);
    const stream = engine.spectralStream({ maps, blocks, rows: 4 });
    const centrings = centringsOf(maps);
    stream.add(chunkOf(values, maps, 0, 4), centrings);
    stream.add(chunkOf(values, maps, 4, 4), centrings, { blocks: 2 });
    stream.add(chunkOf(values, maps, 8, 2), centrings, {});
    const skipping = [...values[0].subarray(0, 4 * 18), ...values[0].subarray(8 * 18)];
    blocks.forEach((block, b) => {
      const seen = b < 2 ? values[0] : Float64Array.from(skipping);
      const expected = naiveGram(naiveColumns(block, { maps, values: [seen], centrings }));
      expect(apart(stream.gram(b), expected)).toBeLessThan(1e-13);
    });
    stream.release();
  });

  test('gives frequencies of constants and of waves nothing but their own', () => {
    for (const [height, width] of [
      [8, 8],
      [7, 5],
      [12, 15],
      [13, 1],
    ]) {
      const maps = [{ height, width, channels: 1 }];
      const parts = Array.from({ length: height * width }, (_, f) => ({ u: Math.floor(f / width), v: f % width }));
      const blocks = parts.map(({ u, v }) => alone(maps[0], u, v));
      const [p, q] = [1 % height, 2 % width];
      const wave = Float64Array.from(parts, ({ u, v }) => Math.cos(2 * Math.PI * ((p * u) / height + (q * v) / width)));
      const constant = new Float64Array(height * width).fill(3);
      const pairs: [Float64Array, number[]][] = [
        [constant, [0]],
        [wave, [p * width + q, ((height - p) % height) * width + ((width - q) % width)]],
      ];
      for (const [values, own] of pairs) {
        const { grams } = run(engine, {
          shape: { maps, blocks, rows: 2 },
          values: [values],
          chunks: [1],
          centrings: identity(maps),
        });
        const norm = values.reduce((sum, value) => sum + value * value, 0);
        grams.forEach(({ re: { data } }, f) => {
          if (own.includes(f)) expect(data[0]).toBeGreaterThan(0.2 * norm * height * width);
          else expect(Math.sqrt(data[0])).toBeLessThan(2e-14 * Math.sqrt(norm * height * width));
        });
      }
    }
  });

  test('gives an impulse the same at every frequency, and keeps the sum of squares', () => {
    for (const [height, width] of [
      [16, 4],
      [9, 10],
      [11, 7],
      [1, 128],
    ]) {
      const maps = [{ height, width, channels: 1 }];
      const blocks = Array.from({ length: height * width }, (_, f) => alone(maps[0], Math.floor(f / width), f % width));
      const impulse = new Float64Array(height * width);
      impulse[height * width - 1] = 5;
      const shape = { maps, blocks, rows: 2 };
      const flat = run(engine, { shape, values: [impulse], chunks: [1], centrings: identity(maps) }).grams;
      for (const { re } of flat) expect(Math.abs(re.data[0] - 25)).toBeLessThan(25e-15);
      const values = noise(maps, 1);
      const { grams } = run(engine, { shape, values, chunks: [1], centrings: identity(maps) });
      const energy = grams.reduce((sum, { re }) => sum + re.data[0], 0) / (height * width);
      const direct = Float64Array.from(values[0]).reduce((sum, value) => sum + value * value, 0);
      expect(Math.abs(energy / direct - 1)).toBeLessThan(4e-15);
    }
  });
});

/** A block of one frequency. */
function alone({ height, width }: MapShape, u: number, v: number): SpectralBlock {
  const real = (2 * u) % height === 0 && (2 * v) % width === 0;
  const part: SpectralPart = { u, v, kind: real ? 'real' : 'complex' };
  return { complex: !real, centred: false, parts: [[part]] };
}

function identity(maps: readonly MapShape[]): ChannelCentring[] {
  return maps.map(({ channels }) => ({ scale: new Float64Array(channels).fill(1), shift: new Float64Array(channels) }));
}

function diagonal(parts: readonly ComplexMatrix[]): ComplexMatrix {
  const [rows, cols] = [
    parts.reduce((sum, { re }) => sum + re.rows, 0),
    parts.reduce((sum, { re }) => sum + re.cols, 0),
  ];
  const place = (pick: (part: ComplexMatrix) => Matrix | undefined) => {
    const out = zeros(rows, cols);
    let [row, col] = [0, 0];
    for (const part of parts) {
      const own = pick(part);
      for (let j = 0; j < (own?.cols ?? 0); j++) {
        for (let i = 0; i < part.re.rows; i++)
          out.data[(col + j) * rows + row + i] = own?.data[j * part.re.rows + i] ?? 0;
      }
      row += part.re.rows;
      col += part.re.cols;
    }
    return out;
  };
  return { re: place(({ re }) => re), im: place(({ im }) => im) };
}

function expectSquares(
  { first, second, both }: { first: number; second: number; both: number },
  { re, im }: Required<ComplexMatrix>,
  split: number,
): void {
  const sums = [0, 0, 0];
  for (let i = 0; i < re.rows; i++) {
    const norms = [0, 0];
    for (let j = 0; j < re.cols; j++) {
      norms[j < split ? 0 : 1] += re.data[j * re.rows + i] ** 2 + im.data[j * re.rows + i] ** 2;
    }
    sums[0] += norms[0] ** 2;
    sums[1] += norms[1] ** 2;
    sums[2] += norms[0] * norms[1];
  }
  [first, second, both].forEach((value, k) => {
    expect(Math.abs(value - sums[k])).toBeLessThanOrEqual(1e-12 * sums[k]);
  });
}

describe('every result of a stream of maps is the same bytes on any number of threads', () => {
  const maps = [
    { height: 12, width: 10, channels: 7 },
    { height: 6, width: 5, channels: 9 },
  ];
  const blocks = blocksOf(maps);
  const values = noise(maps, 70);
  const rotations = blocks.map((block) =>
    block.parts.map((parts, g) => {
      const rows = parts.reduce((sum, { kind }) => sum + (kind === 'pair' ? 2 : 1) * maps[g].channels, 0);
      return block.complex
        ? { re: randomMatrix(rows, rows, 3), im: randomMatrix(rows, rows, 4) }
        : { re: randomMatrix(rows, rows, 5) };
    }),
  );
  const straight = { shape: { maps, blocks, rows: 32 }, values, chunks: [32, 31, 7] };
  const turned = {
    ...straight,
    shape: { ...straight.shape, blocks: blocks.map(({ half: _, ...block }) => block), rotations },
  };
  const answers = (engine: Engine) => [run(engine, straight), run(engine, turned)];

  test('while they start and when they are up', async () => {
    const first = answers(makeEngine({ threads: 1 }));
    for (const threads of [2, 8]) {
      const kernels = loadKernels();
      if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
      startThreads(kernels, threads);
      const engine = wasmEngine(kernels);
      expect(answers(engine)).toEqual(first);
      await new Promise((resolve) => setTimeout(resolve, 150));
      for (let turn = 0; turn < 3; turn++) expect(answers(engine)).toEqual(first);
      // Threads that the engine starts itself.
      expect(answers(makeEngine({ threads }))).toEqual(first);
    }
  });

  test('and large chunks too', async () => {
    const small = [{ height: 2, width: 2, channels: 3 }];
    const many = Array.from({ length: 40 }, () => blocksOf(small)[3]);
    const long = { shape: { maps: small, blocks: many, rows: 5000 }, values: noise(small, 5000), chunks: [5000] };
    const first = run(makeEngine({ threads: 1 }), long);
    const kernels = loadKernels();
    if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
    startThreads(kernels, 4);
    await new Promise((resolve) => setTimeout(resolve, 150));
    for (let turn = 0; turn < 10; turn++) expect(run(wasmEngine(kernels), long)).toEqual(first);
  });
});

describe('the memory of a stream of maps', () => {
  const maps = [{ height: 8, width: 6, channels: 5 }];
  const long = { shape: { maps, blocks: blocksOf(maps), rows: 64 }, values: noise(maps, 64), chunks: [64] };

  test('is used again when it was given back, and holds nothing of the one before', () => {
    const kernels = loadKernels();
    if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
    const engine = wasmEngine(kernels);
    const first = run(engine, long);
    const { byteLength } = kernels.memory.buffer;
    for (let turn = 0; turn < 20; turn++) {
      expect(run(engine, { ...long, values: noise(maps, 64, turn + 2) })).not.toEqual(first);
      expect(run(engine, long)).toEqual(first);
    }
    expect(kernels.memory.buffer.byteLength).toBe(byteLength);
  });

  test('is shared by streams at the same time', () => {
    const engine = makeEngine({ threads: 1 });
    const first = run(engine, long);
    const streams = [engine.spectralStream(long.shape), engine.spectralStream(long.shape)];
    for (const [s, stream] of streams.entries())
      stream.add(s === 0 ? long.values : noise(maps, 64, 99), centringsOf(maps));
    engine.crossProduct(randomMatrix(50, 50), randomMatrix(50, 50));
    expect(long.shape.blocks.map((_, b) => streams[0].gram(b))).toEqual(first.grams);
    for (const stream of streams) stream.release();
  });

  test('is left to the plain engine where it is too small', () => {
    const kernels = loadKernels({ mostPages: 4 });
    if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');
    const small = run(wasmEngine(kernels), long);
    expect(small).toEqual(run(plain, long));
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from '../fixtures.js';
import { storedArray } from '../io/stored-array.js';
import { said, workingFolder } from './svcca.js';

const { svcca, spawned, path, layer } = workingFolder();
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/compare.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** Values without a pattern; `b` is a mixture of the channels of `a` and of noise. */
const noise = (seed: number) => Math.sin(seed * seed * 0.7 + 1);
const place = (i: number, y: number, x: number, c: number) => ((i * 5 + y) * 6 + x) * 9 + c;
const a = (i: number, y: number, x: number, c: number) => noise(place(i, y, x, c)) * (1 + c);
const b = (i: number, y: number, x: number, c: number) =>
  a(i, y, x, 0) * (c + 1) + a(i, y, x, 1) * (c - 1) + 0.5 * noise(place(i, y, x, c) + 0.3);

interface Stored {
  readonly layout: 'nhwc' | 'nchw';
  readonly channels?: number;
  readonly fortran?: boolean;
}

function maps(name: string, value: typeof a, { layout, channels = 3, fortran = false }: Stored): void {
  const shape = layout === 'nhwc' ? [90, 5, 6, channels] : [90, channels, 5, 6];
  const at = ([i, p, q, r]: readonly number[]) => (layout === 'nhwc' ? value(i, p, q, r) : value(i, q, r, p));
  writeFileSync(path(name), storedArray({ shape, value: at, type: 'f8', fortran }));
}

function sequence(name: string, length: number, seed: number): void {
  const value = ([i, t, c]: readonly number[]) => a(i, 0, t, c) + 0.2 * noise(seed + c * i + t);
  writeFileSync(path(name), storedArray({ shape: [90, length, 3], value, type: 'f4' }));
}

beforeAll(() => {
  maps('a-last.npy', a, { layout: 'nhwc' });
  maps('a-second.npy', a, { layout: 'nchw' });
  maps('a-fortran.npy', a, { layout: 'nchw', fortran: true });
  maps('a-last-fortran.npy', a, { layout: 'nhwc', fortran: true });
  maps('b-last.npy', b, { layout: 'nhwc', channels: 4 });
  maps('b-second.npy', b, { layout: 'nchw', channels: 4 });
  sequence('s30.npy', 30, 1);
  sequence('s6.npy', 6, 2);
  sequence('t6.npy', 6, 3.3);
  writeFileSync(
    path('square.npy'),
    storedArray({ shape: [90, 2, 4, 4], value: ([i, c, y, x]) => a(i, y, x, c), type: 'f4' }),
  );
  layer('dense.npy', { rows: 90, columns: 4 });
});

/** The report, which must be what its schema says. */
async function report(...args: string[]) {
  const { code, stdout, stderr } = await svcca(['compare', ...args, '--json', '-q']);
  expect([code, stderr]).toEqual([0, '']);
  const parsed = JSON.parse(stdout);
  valid(parsed);
  expect(valid.errors ?? []).toEqual([]);
  return parsed;
}

const notesOf = async (...args: string[]) =>
  (await svcca(['compare', ...args, '--metric', 'cka'])).stderr.split('\n').filter((line) => line.startsWith('note: '));

describe('maps', () => {
  test.each(['channels', 'pool', 'flatten'])(
    'read by --conv %s give the same in any layout and order',
    async (conv) => {
      const options = ['--conv', conv];
      const expected = await report('a-last.npy', 'b-last.npy', '--layout', 'nhwc', ...options);
      for (const [first, second, layout] of [
        ['a-second.npy', 'b-second.npy', 'nchw'],
        ['a-fortran.npy', 'b-second.npy', 'nchw'],
        ['a-last-fortran.npy', 'b-last.npy', 'nhwc'],
      ]) {
        const found = await report(first, second, '--layout', layout, ...options);
        for (const part of ['metrics', 'correlations', 'chance', 'recipes', 'frequencies'])
          expect(found[part]).toEqual(expected[part]);
        expect(found.frequencies === null).toBe(conv !== 'dft');
        expect([found.x.layout, found.x.grid]).toEqual([layout, { height: 5, width: 6, channels: 3 }]);
        expect(found.options).toMatchObject({ layout, conv, tokens: null });
      }
    },
  );

  test.each([
    ['channels', 2700, 3, 4],
    ['pool', 90, 3, 4],
    ['flatten', 90, 90, 120],
  ])('read by --conv %s have so many datapoints and neurons', async (conv, datapoints, neuronsX, neuronsY) => {
    const { x, y, chance } = await report('a-second.npy', 'b-second.npy', '--layout', 'nchw', '--conv', conv);
    expect([x.datapoints, x.neurons, x.conv, x.tokens]).toEqual([datapoints, neuronsX, conv, null]);
    expect([y.datapoints, y.neurons, y.conv]).toEqual([datapoints, neuronsY, conv]);
    expect(chance.independent).toBe(90);
  });

  test('are compared as dft where nothing else is asked', async () => {
    const { x, y, options } = await report('square.npy', 'dense.npy', '--metric', 'svcca');
    expect([x.conv, x.layout, x.grid]).toEqual(['dft', 'nchw', { height: 4, width: 4, channels: 2 }]);
    expect([y.conv, y.layout, y.grid]).toEqual([null, 'nd', null]);
    expect(options).toMatchObject({ conv: 'dft', tokens: null, layout: 'auto' });
  });

  test('come through a pipe as from a file', async () => {
    const piped = spawned(['compare', '-', 'b-last.npy', '--layout', 'nhwc', '--conv', 'channels', '--json', '-q'], {
      input: readFileSync(path('a-last-fortran.npy')),
    });
    const named = await report('a-last.npy', 'b-last.npy', '--layout', 'nhwc', '--conv', 'channels');
    const svccaOf = ({ metrics }: typeof named) => metrics.svcca;
    expect(Math.abs(svccaOf(JSON.parse(piped.stdout)) - svccaOf(named))).toBeLessThan(1e-12);
  });

  test('selected are whole ones', async () => {
    const { x, chance } = await report(
      ...['a-second.npy', 'b-second.npy', '--layout', 'nchw', '--conv', 'channels', '--sample', '20'],
    );
    expect([x.datapoints, chance.independent]).toEqual([600, 20]);
  });

  test('say in the table how they were read', async () => {
    const table = async (...args: string[]) => (await svcca(['compare', ...args, '-q', '--metric', 'cka'])).stdout;
    expect(await table('a-second.npy', 'square.npy', '--conv', 'pool')).toMatch(
      /a-second\.npy {2}nchw, pool, float64 .*\n.*square\.npy {4}nchw, pool, float32 /,
    );
    expect(await table('s6.npy', 'dense.npy', '--tokens', '-1')).toMatch(
      /ntd, position -1, float32 .*\n.*nd, float64 /,
    );
  });

  test('that are pooled fit into a --memory that flattened ones do not', async () => {
    const maps = ['a-second.npy', 'b-second.npy', '--layout', 'nchw', '--memory', '78MB', '-q'];
    const flat = await svcca(['compare', ...maps, '--conv', 'flatten']);
    expect([flat.code, said(flat).error]).toEqual([
      2,
      expect.stringContaining('comparing layers over 90 datapoints takes'),
    ]);
    expect((await svcca(['compare', ...maps, '--conv', 'pool'])).code).toBe(0);
  });
});

describe('sequences', () => {
  test('of one length are compared at all positions, others by their means', async () => {
    const all = await report('s6.npy', 't6.npy');
    expect([all.x.tokens, all.x.datapoints, all.x.neurons, all.chance.independent]).toEqual(['all', 540, 3, 90]);
    expect([all.x.conv, all.x.grid]).toEqual([null, { height: 1, width: 6, channels: 3 }]);
    const mean = await report('s6.npy', 's30.npy');
    expect([mean.x.tokens, mean.y.tokens, mean.x.datapoints]).toEqual(['mean', 'mean', 90]);
  });

  test('are compared at the position asked for, counted from the end where negative', async () => {
    const last = await report('s6.npy', 't6.npy', '--tokens', '-1');
    expect([last.x.tokens, last.options.tokens, last.x.datapoints]).toEqual([-1, -1, 90]);
    const fifth = await report('s6.npy', 't6.npy', '--tokens', '5');
    expect(fifth.metrics).toEqual(last.metrics);
    expect((await report('s6.npy', 't6.npy', '--tokens', '4')).metrics.cka).not.toBe(last.metrics.cka);
  });
});

describe('what was decided is said, and why', () => {
  test('of maps', async () => {
    expect(await notesOf('square.npy', 'a-second.npy')).toEqual([
      'note: square.npy: 90 × 2 × 4 × 4 float32, read as nchw: 4 × 4 positions of 2 channels, compared as dft (the two equal lengths are height and width; dft unless --conv says otherwise)',
      'note: a-second.npy: 90 × 3 × 5 × 6 float64, read as nchw: 5 × 6 positions of 3 channels, compared as dft (nchw like square.npy; dft unless --conv says otherwise)',
    ]);
    expect(await notesOf('a-fortran.npy', 'a-second.npy', '--conv', 'channels', '--layout', 'nchw')).toEqual([
      'note: a-fortran.npy: 90 × 3 × 5 × 6 float64 in Fortran order, read as nchw: 5 × 6 positions of 3 channels, compared as channels (as --layout nchw says; as --conv channels says)',
      'note: a-second.npy: 90 × 3 × 5 × 6 float64, read as nchw: 5 × 6 positions of 3 channels, compared as channels (as --layout nchw says; as --conv channels says)',
      'note: chance counts 90 datapoints: the 30 positions of one depend on each other',
    ]);
  });

  test('of sequences', async () => {
    expect(await notesOf('s6.npy', 't6.npy')).toEqual([
      'note: s6.npy: 90 × 6 × 3 float32, read as ntd: 6 positions of 3 neurons, compared as all of them (both are sequences of one length)',
      'note: t6.npy: 90 × 6 × 3 float32, read as ntd: 6 positions of 3 neurons, compared as all of them (both are sequences of one length)',
      'note: chance counts 90 datapoints: the 6 positions of one depend on each other',
    ]);
    const [mean, table] = await notesOf('s6.npy', 'dense.npy', '--layout', 'ntd');
    expect(mean).toContain('compared as their mean (as --layout ntd says; not both are sequences of one length)');
    expect(table).toContain('read as datapoints × neurons (found by the length both share)');
    expect((await notesOf('s6.npy', 's30.npy', '--tokens', '-2'))[0]).toContain(
      'compared as position -2 (as --tokens -2 says)',
    );
  });

  test('of options about axes that no layer has', async () => {
    expect(
      (await notesOf('dense.npy', 'dense.npy', '--conv', 'pool', '--tokens', '3', '--layout', 'nchw')).slice(2),
    ).toEqual([
      'note: --layout nchw changes nothing: it is about dumps of 4 axes',
      'note: --conv pool changes nothing: it is about dumps of 4 axes',
      'note: --tokens 3 changes nothing: it is about dumps of 3 axes',
    ]);
    expect((await notesOf('s6.npy', 't6.npy', '--layout', 'nd')).slice(3)).toEqual([
      'note: --layout nd changes nothing: it is about dumps of 1 or 2 axes',
    ]);
  });
});

describe('what cannot be compared is refused with the way out', () => {
  test.each([
    [
      ['a-last.npy', 'a-last.npy'],
      3,
      /^a-last\.npy is 90 × 5 × 6 × 3 and .*: which axis holds the channels/,
      /--layout/,
    ],
    [
      ['square.npy', 'dense.npy', '--conv', 'channels'],
      2,
      /has 4 × 4 positions but dense\.npy has none/,
      /dft, pool or/,
    ],
    [
      ['square.npy', 'a-second.npy', '--conv', 'channels'],
      2,
      /4 × 4 positions but a-second\.npy has 5 × 6/,
      /--conv dft/,
    ],
    [
      ['s6.npy', 'dense.npy', '--tokens', 'all'],
      2,
      /^s6\.npy has 6 positions but dense\.npy has none/,
      /mean or an INDEX/,
    ],
    [['s6.npy', 's30.npy', '--tokens', '6'], 2, /^s6\.npy has 6 positions, but position 6 was asked for/, /0 to 5/],
    [['s6.npy', 's30.npy', '--tokens', 'all'], 2, /^s6\.npy has 6 positions but s30\.npy has 30/, /--tokens mean/],
  ])('%j', async (args, code, error, hint) => {
    const finished = await svcca(['compare', ...args, '-q']);
    expect([finished.code, finished.stdout]).toEqual([code, '']);
    expect(said(finished).error).toMatch(error);
    expect(said(finished).hint).toMatch(hint);
  });
});

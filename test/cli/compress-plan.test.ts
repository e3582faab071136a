import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readArray } from '../../src/io/read-array.js';
import { npyBytes } from '../../src/io/write-npy.js';
import { said, workingFolder } from './svcca.js';

const { svcca, shell, path, layer } = workingFolder();

const NET = 'fixtures/mlp';
const FC2 = [`${NET}/fc2.npy`, '--weights', `${NET}/fc3.weight.npy`, '--bias', `${NET}/fc3.bias.npy`];
const FC3 = [`${NET}/fc3.npy`, '--weights', `${NET}/logits.weight.npy`, '--bias', `${NET}/logits.bias.npy`];
const LABELS = ['--labels', `${NET}/labels.npy`];

async function planned(args: readonly string[]) {
  const { code, stdout, stderr } = await svcca(['compress-plan', ...args, '--json']);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  const report = JSON.parse(stdout);
  return { report, plan: report.layers[0], stderr };
}

async function refused(args: readonly string[]) {
  const finished = await svcca(['compress-plan', ...args]);
  return { code: finished.code, stdout: finished.stdout, ...said(finished) };
}

/** Rows of an array. */
async function rows(operand: string): Promise<number[][]> {
  const { shape, values } = await readArray(operand, { what: 'an array' });
  const width = values.length / (shape[0] as number);
  return Array.from({ length: shape[0] as number }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
}

function affine(matrix: readonly number[][], x: readonly number[], bias?: readonly number[][]): number[] {
  return matrix.map((row, o) => row.reduce((sum, w, j) => sum + w * (x[j] as number), bias?.[o]?.[0] ?? 0));
}

function largest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** The two linear layers of a file. */
async function factors(file: string, prefix = '') {
  const first = await rows(`${file}:${prefix}0.weight`);
  const second = await rows(`${file}:${prefix}1.weight`);
  const bias = await rows(`${file}:${prefix}1.bias`);
  return (x: readonly number[]) => affine(second, affine(first, x), bias);
}

function write(name: string, shape: readonly number[], value: (index: number) => number): string {
  const values = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i));
  writeFileSync(path(name), Buffer.concat(npyBytes({ shape, values })));
  return name;
}

describe('svcca compress-plan', () => {
  test.each([
    ['float32', 'oblique', 1e-5],
    ['float64', 'oblique', 1e-10],
    ['float64', 'orthonormal', 1e-10],
  ] as const)(
    'writes factors (%s, %s) whose outputs are W applied to the projected layer, and b',
    async (dtype, method, tolerance) => {
      const asked = ['--directions', '20', '--method', method, '--save-dtype', dtype];
      const { plan } = await planned([...FC2, ...asked, '--save-factors', 'factors.npz']);
      const names = { weight1: '0.weight', weight2: '1.weight', bias: '1.bias' };
      expect(plan.factors).toEqual({ path: 'factors.npz', names, dtype });
      await svcca(['project', FC2[0] as string, ...asked, '--save', 'projected.npy', '-q', '-o', 'unused.json']);
      const [apply, projected] = [await factors('factors.npz'), await rows('projected.npy')];
      const [x, weights, bias] = [
        await rows(FC2[0] as string),
        await rows(FC2[2] as string),
        await rows(FC2[4] as string),
      ];
      expect((await readArray('factors.npz:0.weight', { what: 'E' })).shape).toEqual([20, 96]);
      for (let i = 0; i < x.length; i += 7) {
        const [found, expected] = [apply(x[i] as number[]), affine(weights, projected[i] as number[], bias)];
        const scale = Math.max(...expected.map(Math.abs));
        for (const [o, value] of found.entries()) {
          expect(Math.abs(value - (expected[o] as number))).toBeLessThan(tolerance * scale);
        }
      }
    },
  );

  test('predicts the accuracy that the factors have on held-out datapoints when they are read back', async () => {
    const heldOut = ['--held-out', `${NET}/held-out/fc3.npy`, '--labels', `${NET}/held-out/labels.npy`];
    const { plan } = await planned([
      ...FC3,
      ...heldOut,
      '--with',
      `${NET}/b/fc3.npy`,
      '--directions',
      '6',
      '--save-factors',
      'f.npz',
    ]);
    const [apply, x, labels] = [
      await factors('f.npz'),
      await rows(heldOut[1] as string),
      await rows(heldOut[3] as string),
    ];
    const right = x.filter((each, i) => largest(apply(each)) === labels[i]?.[0]).length;
    expect(plan.predicted.accuracy).toBe(right / x.length);
    expect(plan.evaluated).toEqual({ name: heldOut[1], datapoints: 400, heldOut: true, accuracy: 0.9525 });
    expect([plan.directions.from, plan.directions.with]).toEqual(['layer', `${NET}/b/fc3.npy`]);
  });

  test.each([
    [['--directions', '12'], 12, { by: 'directions', asked: 12 }],
    [['--ratio', '0.25'], 24, { by: 'ratio', asked: 0.25 }],
    [['--budget', '1.6k'], 10, { by: 'budget', asked: 1600 }],
    [[], 78, { by: 'variance', asked: 0.99 }],
    [['--variance', '0.9'], 35, { by: 'variance', asked: 0.9 }],
  ])('keeps as many directions as %p ask for', async (asked, k, rule) => {
    const { plan } = await planned([...FC2, ...asked, '--at', '1']);
    expect([plan.k, plan.rule]).toEqual([k, rule]);
    expect(plan.parameters).toEqual({ before: 64 * 96, after: k * (64 + 96) });
    expect(plan.breakEven).toBeCloseTo((64 * 96) / 160, 12);
  });

  test('keeps the fewest directions within a residual, or a drop of accuracy', async () => {
    const { plan } = await planned([...FC2, '--residual', '0.3']);
    expect(plan.residual).toBeLessThanOrEqual(0.3);
    const { plan: fewer } = await planned([...FC2, '--directions', String(plan.k - 1)]);
    expect(fewer.residual).toBeGreaterThan(0.3);
    const judged = [...FC3, ...LABELS, '--logits', `${NET}/logits.npy`];
    const { plan: accurate } = await planned([...judged, '--accuracy-drop', '0.02']);
    const least = accurate.evaluated.accuracy - 0.02;
    expect(accurate.predicted.accuracy).toBeGreaterThanOrEqual(least);
    const { plan: worse } = await planned([...judged, '--directions', String(accurate.k - 1)]);
    expect(worse.predicted.accuracy).toBeLessThan(least);
  });

  test('reads W as Keras stores it where only that fits, and says so; a square one as it is told', async () => {
    const w = await rows(FC2[2] as string);
    write('keras.npy', [96, 64], (i) => w[i % 64]?.[Math.floor(i / 64)] as number);
    const [oi, io] = [
      await planned([...FC2, '--ratio', '0.2']),
      await planned([FC2[0] as string, '--weights', 'keras.npy', '--bias', FC2[4] as string, '--ratio', '0.2']),
    ];
    expect({ ...io.plan }).toEqual({ ...oi.plan });
    expect([io.report.inputs[0].weights.transposed, oi.report.inputs[0].weights.transposed]).toEqual([true, false]);
    expect(io.stderr).toContain('keras.npy: 96 × 64, read as inputs × outputs as Keras stores them');
    const square = [`${NET}/fc1.npy`, '--weights', `${NET}/fc2.weight.npy`, '--directions', '5'];
    const [pytorch, keras] = [await planned(square), await planned([...square, '--weights-layout', 'io'])];
    expect(pytorch.stderr).toContain('if they are the other way round, as Keras stores them, say --weights-layout io');
    expect(keras.plan.predicted.agreement).not.toBe(pytorch.plan.predicted.agreement);
  });

  test('finds the datapoints of a table by the neurons that W reads', async () => {
    layer('wide.npy', { rows: 20, columns: 50 });
    layer('turned.npy', { rows: 50, columns: 20, value: (i, j) => Math.sin(1 + (j * 50 + i) ** 2 * 0.7) });
    write('w.npy', [3, 50], (i) => Math.cos(i));
    const [plain, turned] = [
      await planned(['wide.npy', '--weights', 'w.npy']),
      await planned(['turned.npy', '--weights', 'w.npy']),
    ];
    expect(plain.plan.layer.datapoints).toBe(20);
    expect(turned.plan.layer.datapoints).toBe(20);
    expect(turned.plan.predicted).toEqual(plain.plan.predicted);
  });

  test('takes maps flattened in the order of their file, whatever that is', async () => {
    const maps = ['fixtures/conv/7x5.x.nchw.npy', 'fixtures/conv/7x5.x.npy'] as const;
    const [channels, positions] = [6, 35];
    const weight = (o: number, c: number, p: number) => Math.sin(1 + o * 7 + c * 0.9 + p * 0.37);
    const size = channels * positions;
    write('first.npy', [4, size], (i) =>
      weight(Math.floor(i / size), Math.floor((i % size) / positions), i % positions),
    );
    write('last.npy', [4, size], (i) => weight(Math.floor(i / size), i % channels, Math.floor((i % size) / channels)));
    const asked = ['--directions', '9', '--save-dtype', 'float64', '--bias', write('b.npy', [4], (i) => i)];
    await planned([maps[0], '--layout', 'nchw', '--weights', 'first.npy', ...asked, '--save-factors', 'first.npz']);
    await planned([maps[1], '--layout', 'nhwc', '--weights', 'last.npy', ...asked, '--save-factors', 'last.npz']);
    const [first, last] = [await factors('first.npz'), await factors('last.npz')];
    const [x, y] = [await rows(maps[0]), await rows(maps[1])];
    for (let i = 0; i < x.length; i += 5) {
      const [a, b] = [first(x[i] as number[]), last(y[i] as number[])];
      for (const [o, value] of a.entries()) expect(value).toBeCloseTo(b[o] as number, 10);
    }
  });

  test('says that the largest of one output tells nothing', async () => {
    const one = [FC2[0] as string, '--weights', write('one.npy', [1, 96], (i) => Math.cos(i)), '--at', '1'];
    for (const command of ['compress-plan', 'project']) {
      const { stdout } = await svcca([command, ...one, '--json']);
      expect(JSON.parse(stdout).warnings).toContainEqual({
        code: 'one-output',
        message:
          'one.npy has one output, which is always the largest: accuracy and agreement say nothing here; the residual does',
      });
    }
    expect((await svcca(['compress-plan', ...FC2, '--at', '1'])).stderr).not.toContain('one output');
  });

  test('reads the layer from standard input', () => {
    const args = `--weights ${FC2[2]} --ratio 0.2 --json -q`;
    const piped = JSON.parse(shell(`$svcca compress-plan - ${args} < ${FC2[0]}`).stdout);
    const named = JSON.parse(shell(`$svcca compress-plan ${FC2[0]} ${args}`).stdout);
    expect(piped.layers[0].curve).toEqual(named.layers[0].curve);
  });

  test('refuses what does not fit, naming both numbers', async () => {
    const fc3 = `${NET}/fc3.npy`;
    const w = ['--weights', `${NET}/logits.weight.npy`];
    expect(await refused([`${NET}/fc2.npy`, ...w])).toMatchObject({
      code: 3,
      error: `${NET}/logits.weight.npy is 10 × 64, but ${NET}/fc2.npy has 96 neurons`,
    });
    expect((await refused([fc3, ...w, '--bias', `${NET}/fc2.bias.npy`])).error).toBe(
      `${NET}/fc2.bias.npy is 96 numbers, but ${NET}/logits.weight.npy, 10 × 64, has 10 outputs`,
    );
    expect((await refused([fc3, ...w, '--labels', write('ten.npy', [400], (i) => i % 11)])).error).toBe(
      `ten.npy holds 10 at datapoint 10, but ${NET}/logits.weight.npy has 10 outputs, 0 to 9`,
    );
    expect((await refused([fc3, ...w, '--labels', write('half.npy', [400], () => 0.5)])).error).toBe(
      'half.npy holds 0.5 at datapoint 0, but labels are whole numbers',
    );
    expect((await refused([fc3, ...w, '--labels', write('few.npy', [7], () => 0)])).error).toBe(
      `few.npy holds 7 labels, but ${NET}/fc3.npy has 400 datapoints`,
    );
    expect((await refused([fc3, '--weights', write('kernel.npy', [10, 64, 3, 3], Math.sin)])).error).toBe(
      'kernel.npy is 10 × 64 × 3 × 3, but the weights of a linear layer have 2 axes',
    );
    expect(
      (await refused([fc3, '--weights', write('nan.npy', [2, 64], (i) => (i === 70 ? Number.NaN : 1))])).error,
    ).toBe('nan.npy holds nan at [1, 6]');
    expect((await refused([fc3, ...w, '--held-out', `${NET}/held-out/fc2.npy`])).error).toBe(
      `${NET}/held-out/fc2.npy has 96 neurons but ${NET}/fc3.npy has 64`,
    );
  });

  test('refuses what was asked for wrongly, before it reads anything', async () => {
    const cases: [string[], string][] = [
      [[], 'there is no layer to plan for'],
      [
        ['a.npy', '--ratio', '0.2', '--budget', '3'],
        "option '--ratio <r>' cannot be used with option '--budget <parameters>'",
      ],
      [['a.npy', '--accuracy-drop', '0.1'], '--accuracy-drop needs to know the accuracy, but there are no --weights'],
      [
        ['a.npy', '--weights', 'w.npy', '--accuracy-drop', '0.1'],
        '--accuracy-drop needs to know the accuracy, but there are no --labels',
      ],
      [
        ['a.npy', '--labels', 'l.npy'],
        '--labels says something only beside the weights of the layer that reads this one',
      ],
      [['a.npy', '--budget', '12x'], '--budget 12x: a number of parameters is needed, such as 200000, 200k or 1.5M'],
      [['a.npy', '--ratio', '0'], '--ratio 0: a ratio lies above 0 and at most at 1, for example 0.35'],
      [['a.npy', '--chain', 'c.json'], 'both a layer, a.npy, and a chain of layers were given'],
      [['--chain', 'c.json', '--weights', 'w.npy'], '--weights is about one layer, and --chain names several'],
    ];
    for (const [args, error] of cases) expect(await refused(args)).toMatchObject({ code: 2, error });
  });

  test('says how many directions there are, and that dft is nothing that a linear layer reads', async () => {
    const many = await refused([...FC2, '--directions', '97']);
    expect([many.code, many.error]).toEqual([2, expect.stringContaining('has 78 directions, but 97 were asked for')]);
    const maps = await refused(['fixtures/conv/8x8.x.npy', '--layout', 'nhwc', '--conv', 'dft']);
    expect([maps.code, maps.error]).toEqual([
      2,
      expect.stringContaining('--conv dft compares maps frequency by frequency'),
    ]);
  });

  test('refuses targets that cannot be written before the work', async () => {
    const folder = await refused([...FC2, '--save-factors', 'nowhere/f.npz']);
    expect([folder.code, folder.stdout]).toEqual([2, '']);
    expect((await refused([...FC2, '--save-factors', 'f.npy'])).error).toBe(
      '--save-factors writes a .npz, which f.npy is not called',
    );
    expect((await refused([...FC2, '--save-factors', 'f.npz', '-o', 'f.npz', '--json'])).error).toBe(
      'f.npz cannot be both the result and the factors',
    );
  });

  test('refuses factors that a float32 cannot hold', async () => {
    layer('tiny.npy', { rows: 30, columns: 4, value: (_r, _c, i) => 1e-60 * Math.sin(1 + i * i * 0.7) });
    const [small, wide] = [
      await refused(['tiny.npy', '--save-factors', 'tiny.npz']),
      await svcca(['compress-plan', 'tiny.npy', '--save-factors', 'tiny.npz', '--save-dtype', 'float64', '--json']),
    ];
    expect([small.code, wide.code]).toEqual([4, 0]);
    expect(small.error).toMatch(/^0\.weight holds -?\d\.\d+e\+\d+, which is beyond what a float32 can be$/);
  });
});

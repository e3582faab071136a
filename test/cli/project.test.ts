import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readArray } from '../../src/io/read-array.js';
import { npyBytes } from '../../src/io/write-npy.js';
import { said, workingFolder } from './svcca.js';

const { svcca, path } = workingFolder();

const NET = 'fixtures/mlp';
const FC3 = [`${NET}/fc3.npy`, '--weights', `${NET}/logits.weight.npy`, '--bias', `${NET}/logits.bias.npy`];

async function projected(args: readonly string[]) {
  const { code, stdout, stderr } = await svcca(['project', ...args, '--json']);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  return { report: JSON.parse(stdout), stderr };
}

async function refused(args: readonly string[]) {
  const finished = await svcca(['project', ...args]);
  return { code: finished.code, ...said(finished) };
}

describe('svcca project', () => {
  test('measures every method at the points asked for, on the datapoints held out', async () => {
    const heldOut = ['--held-out', `${NET}/held-out/fc3.npy`, '--labels', `${NET}/held-out/labels.npy`];
    const { report } = await projected([...FC3, ...heldOut, '--logits', `${NET}/logits.npy`, '--at', '10,2,5,2']);
    expect([report.schema, report.curve.k, report.directions.from]).toEqual(['svcca.project/1', [2, 5, 10], 'logits']);
    const methods = report.curve.methods.map(({ method }: { method: string }) => method);
    expect(methods).toEqual(['oblique', 'orthonormal', 'pca', 'random', 'random-zeroed', 'largest', 'largest-zeroed']);
    expect(report.evaluated).toEqual({ name: heldOut[1], datapoints: 400, heldOut: true, accuracy: 0.9525 });
    const accuracy = (name: string) =>
      report.curve.methods.find(({ method }: { method: string }) => method === name).accuracy;
    for (const baseline of ['random', 'random-zeroed', 'largest', 'largest-zeroed']) {
      expect(accuracy('oblique')[1]).toBeGreaterThan(accuracy(baseline)[1] + 0.1);
      expect(accuracy('oblique')[2]).toBeGreaterThan(accuracy(baseline)[2]);
    }
  });

  test('gives the layer back where all directions are kept', async () => {
    const all = ['--variance', '1', '--directions', '64', '--save-dtype', 'float64', '--at', '64'];
    for (const method of ['oblique', 'orthonormal']) {
      const { report } = await projected([`${NET}/fc3.npy`, ...all, '--method', method, '--save', 'whole.npy']);
      expect(report.file).toEqual({ path: 'whole.npy', dtype: 'float64' });
      const [whole, layer] = [
        await readArray('whole.npy', { what: 'it' }),
        await readArray(`${NET}/fc3.npy`, { what: 'it' }),
      ];
      const largest = layer.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let i = 0; i < layer.values.length; i += 11) {
        expect(Math.abs((whole.values[i] as number) - (layer.values[i] as number))).toBeLessThan(1e-10 * largest);
      }
    }
  });

  test('says what the axes of the file are', async () => {
    const maps = ['fixtures/run/step_000000/conv1.npy', '--layout', 'nchw', '--at', '2', '--directions', '2'];
    const wrote = async (...args: string[]) =>
      /wrote (.*) to file\.npy/.exec((await projected([...args, '--save', 'file.npy'])).stderr)?.[1];
    expect(await wrote(...maps)).toBe('200 × 3 × 6 × 6, in the order of the layer,');
    expect(await wrote(...maps, '--conv', 'channels')).toBe('200 × 6 × 6 × 3, channels last,');
    expect(await wrote(...maps, '--conv', 'pool')).toBe('200 × 3, datapoints × neurons,');
  });

  test('draws random neurons by the seed', async () => {
    const asked = [`${NET}/fc3.npy`, '--at', '8', '--draws', '3'];
    const [a, b, c] = [await projected(asked), await projected(asked), await projected([...asked, '--seed', '1'])];
    expect(a.report).toEqual(b.report);
    expect([a.report.curve.draws, c.report.curve.seed, c.report.options.seed]).toEqual([3, 1, 1]);
    expect(c.report.curve.methods[1].residual).not.toEqual(a.report.curve.methods[1].residual);
  });

  test('writes the projection in the axes of the dump, in single precision unless asked otherwise', async () => {
    const maps = ['fixtures/conv/7x5.x.nchw.npy', '--layout', 'nchw', '--directions', '4'];
    await projected([...maps, '--save', 'maps.npy']);
    await projected([...maps, '--datapoints', '30', '--conv', 'channels', '--save', 'positions.npy']);
    const [flat, positions] = [
      await readArray('maps.npy', { what: 'it' }),
      await readArray('positions.npy', { what: 'it' }),
    ];
    expect([flat.shape, flat.dtype]).toEqual([[40, 6, 7, 5], 'float32']);
    expect(positions.shape).toEqual([30, 7, 5, 6]);
    await projected(['fixtures/conv/rnn.x.npy', '--directions', '2', '--save', 'rnn.npy']);
    const [rnn, dumped] = [
      await readArray('rnn.npy', { what: 'it' }),
      await readArray('fixtures/conv/rnn.x.npy', { what: 'it' }),
    ];
    expect(rnn.shape).toEqual(dumped.shape);
  });

  test('keeps n neurons after the projection', async () => {
    const { report } = await projected([...FC3, '--distributed', '3,9', '--neurons', '5,64']);
    expect(report.distributed.map(({ k, neurons }: { k: number; neurons: number[] }) => [k, neurons])).toEqual([
      [3, [5, 64]],
      [9, [5, 64]],
    ]);
    const pca = await projected([...FC3, '--directions', '9']);
    expect(report.distributed[1].worth.residual[1]).toBeCloseTo(pca.report.projected.residual, 10);
  });

  test('takes labels of the datapoints that are chosen', async () => {
    const judged = [...FC3, '--labels', `${NET}/labels.npy`, '--at', '5'];
    const { report } = await projected([...judged, '--sample', '200', '--seed', '7']);
    expect(report.evaluated.datapoints).toBe(200);
    expect(report.evaluated.accuracy).toBeGreaterThan(0.9);
    writeFileSync(path('some.npy'), Buffer.concat(npyBytes({ shape: [200], values: new Float64Array(200) })));
    const some = await refused([...FC3, '--labels', 'some.npy', '--sample', '200']);
    expect(some.error).toBe(`some.npy holds 200 labels, but ${NET}/fc3.npy has 400 datapoints`);
  });

  test('writes everything to --out-dir, the report last', async () => {
    await projected([...FC3, '--directions', '5', '--out-dir', 'out']);
    const files = ['project.csv', 'project.html', 'project.json', 'project.png', 'project.svg', 'project.vl.json'];
    expect(readdirSync(path('out')).sort()).toEqual([...files, 'projected.npy']);
  });

  test('refuses what was asked for wrongly', async () => {
    const cases: [string[], string][] = [
      [['a.npy', '--save', 'b.npy'], '--save b.npy is about one projection, but onto how many directions?'],
      [['a.npy', '--method', 'oblique'], '--method oblique is about one projection, but onto how many directions?'],
      [
        ['a.npy', '--neurons', '3'],
        '--neurons says how many are kept after a projection, but onto how many directions?',
      ],
      [
        ['a.npy', '--held-out', 'b.npy'],
        '--held-out says something only beside the weights of the layer that reads this one',
      ],
      [
        [`${NET}/fc3.npy`, '--at', '65'],
        `a point of the curves at k = 65 was asked for, but ${NET}/fc3.npy has 64 neurons`,
      ],
      [
        ['a.npy', '--at', '0,1'],
        '--at 0,1: whole numbers from 1 on with commas between are needed, for example 1,2,4,8',
      ],
      [['a.npy', '--directions', '2', '--save', 'b.npz'], '--save writes a .npy, which b.npz is not called'],
    ];
    for (const [args, error] of cases.slice(0, -1)) expect(await refused(args)).toMatchObject({ code: 2, error });
    const [last] = cases.slice(-1) as [[string[], string]];
    expect(await refused([`${NET}/fc3.npy`, ...last[0].slice(1)])).toMatchObject({ code: 2, error: last[1] });
    const many = await refused([`${NET}/fc3.npy`, '--directions', '65']);
    expect([many.code, many.error]).toEqual([2, expect.stringContaining('but 65 were asked for')]);
  });
});

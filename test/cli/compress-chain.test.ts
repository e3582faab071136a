import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readArray } from '../../src/io/read-array.js';
import { npyBytes } from '../../src/io/write-npy.js';
import { said, workingFolder } from './svcca.js';

const { svcca, path } = workingFolder();

const NET = 'fixtures/mlp';
const HELD_OUT = `${NET}/held-out`;

/** The whole network of fixtures/mlp, with its held-out inputs. */
const FC1 = { name: 'fc1', activations: `${NET}/fc1.npy`, heldOut: `${HELD_OUT}/fc1.npy`, ...reader('fc2') };
const FC2 = { name: 'fc2', activations: `${NET}/fc2.npy`, heldOut: `${HELD_OUT}/fc2.npy`, ...reader('fc3') };
const FC3 = { name: 'fc3', activations: `${NET}/fc3.npy`, heldOut: `${HELD_OUT}/fc3.npy`, ...reader('logits') };
const LABELS = `${HELD_OUT}/labels.npy`;
const RELU = followedBy('relu');

/** What the network applies to W·x + b. */
function followedBy(name: string): object {
  return Object.fromEntries([['then', name]]);
}

function reader(next: string) {
  return { weights: `${NET}/${next}.weight.npy`, bias: `${NET}/${next}.bias.npy` };
}

function manifest(content: unknown): string {
  writeFileSync(path('chain.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return 'chain.json';
}

async function planned(content: unknown, ...args: string[]) {
  const { code, stdout, stderr } = await svcca(['compress-plan', '--chain', manifest(content), ...args, '--json']);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  return { report: JSON.parse(stdout), stderr };
}

async function refused(content: unknown, ...args: string[]) {
  const finished = await svcca(['compress-plan', '--chain', manifest(content), ...args]);
  return { code: finished.code, ...said(finished) };
}

async function rows(operand: string): Promise<number[][]> {
  const { shape, values } = await readArray(operand, { what: 'an array' });
  const width = values.length / (shape[0] as number);
  return Array.from({ length: shape[0] as number }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
}

function affine(matrix: readonly number[][], x: readonly number[], bias?: readonly number[][]): number[] {
  return matrix.map((row, o) => row.reduce((sum, w, j) => sum + w * (x[j] as number), bias?.[o]?.[0] ?? 0));
}

async function factors(file: string, prefix = '') {
  const first = await rows(`${file}:${prefix}0.weight`);
  const second = await rows(`${file}:${prefix}1.weight`);
  const bias = await rows(`${file}:${prefix}1.bias`);
  return (x: readonly number[]) => affine(second, affine(first, x), bias);
}

describe('svcca compress-plan --chain', () => {
  test('predicts the accuracy of the whole compressed network, as its factors have it when they are read back', async () => {
    const layers = [
      { ...FC1, ...RELU, ratio: 0.5 },
      { ...FC2, ...RELU, with: `${NET}/b/fc2.npy`, directions: 30 },
      { ...FC3, logits: `${NET}/logits.npy`, budget: 600, method: 'orthonormal' },
    ];
    const { report } = await planned({ layers, labels: LABELS }, '--save-factors', 'net.npz');
    const plans = report.layers;
    expect(plans.map((plan: { k: number }) => plan.k)).toEqual([48, 30, 8]);
    expect(plans.map((plan: { activations: string }) => plan.activations)).toEqual([
      'original',
      'computed',
      'computed',
    ]);
    expect(plans.map((plan: { directions: { from: string } }) => plan.directions.from)).toEqual([
      'svd',
      'layer',
      'logits',
    ]);
    expect(plans[1].factors.names.weight1).toBe('fc2.0.weight');
    const [fc1, fc2, fc3] = [
      await factors('net.npz', 'fc1.'),
      await factors('net.npz', 'fc2.'),
      await factors('net.npz', 'fc3.'),
    ];
    const relu = (values: readonly number[]) => values.map((value) => Math.max(0, value));
    const labels = await rows(LABELS);
    const right = (await rows(FC1.heldOut)).filter((x, i) => {
      const outputs = fc3(relu(fc2(relu(fc1(x)))));
      return outputs.indexOf(Math.max(...outputs)) === labels[i]?.[0];
    }).length;
    expect(plans[2].predicted.accuracy).toBe(right / labels.length);
    expect(report.accuracy).toEqual({ before: 0.9525, after: right / labels.length });
    const before = 96 * 96 + 64 * 96 + 10 * 64;
    expect(report.total.parameters).toEqual({ before, after: 48 * 192 + 30 * 160 + 8 * 74 });
  });

  test('says which activations each plan is from', async () => {
    const { report, stderr } = await planned(
      { layers: [{ ...FC1, ratio: 0.5 }, FC2, { ...FC3, given: true }] },
      '--ratio',
      '0.3',
    );
    expect(report.layers.map((plan: { activations: string }) => plan.activations)).toEqual([
      'original',
      'original',
      'given',
    ]);
    expect(report.layers.map((plan: { k: number }) => plan.k)).toEqual([48, 29, 19]);
    expect(stderr).toContain('note: fc2: planned from activations of the network as it was');
  });

  test('plans a computed layer as it plans the same activations when they are given', async () => {
    const first = { ...FC1, ...RELU, directions: 20 };
    const { report } = await planned(
      { layers: [first, { ...FC2, directions: 15 }] },
      '--save-factors',
      'two.npz',
      '--save-dtype',
      'float64',
    );
    const apply = await factors('two.npz', 'fc1.');
    const relu = (x: readonly number[]) => apply(x).map((value) => Math.max(0, value));
    for (const [name, from] of [
      ['now.npy', FC1.activations],
      ['now-held.npy', FC1.heldOut],
    ] as const) {
      const values = Float64Array.from((await rows(from)).flatMap(relu));
      writeFileSync(path(name), Buffer.concat(npyBytes({ shape: [400, 96], values })));
    }
    const given = { ...FC2, activations: 'now.npy', heldOut: 'now-held.npy', given: true, directions: 15 };
    const { report: other } = await planned({ layers: [given] });
    expect(other.layers[0].residual).toBeCloseTo(report.layers[1].residual, 10);
    expect(other.layers[0].predicted).toEqual(report.layers[1].predicted);
  });

  test('refuses to compute a layer that is not what the one before leads to, naming the largest difference', async () => {
    const { code, error, hint } = await refused({ layers: [{ ...FC1, ...followedBy('tanh') }, FC2] });
    expect(code).toBe(3);
    expect(error).toMatch(
      /fc2\.npy is not tanh of fixtures\/mlp\/fc2\.weight\.npy applied to fixtures\/mlp\/fc1\.npy: at datapoint \d+ neuron \d+ holds/,
    );
    expect(hint).toContain('does a batch norm');
    const sizes = await refused({ layers: [{ ...FC1, ...RELU }, FC3] });
    expect(sizes.error).toBe(
      `${NET}/fc2.weight.npy has 96 outputs, but ${NET}/fc3.npy, which comes next, has 64 neurons`,
    );
    const { heldOut: _, ...without } = FC2;
    const lacking = await refused({ layers: [{ ...FC1, ...RELU }, without] });
    expect(lacking.error).toBe('fc1 has held-out activations, but fc2 has none, and one follows from the other');
  });

  test('writes a file of factors for each layer to --out-dir, under names that are safe', async () => {
    const layers = [
      { ...FC1, ...RELU, name: '../a b', ratio: 0.2 },
      { ...FC2, name: '.._A_b', ratio: 0.2 },
    ];
    await planned({ layers }, '--out-dir', 'chain');
    const files = readdirSync(path('chain')).filter((name) => name.endsWith('.npz'));
    expect(files.sort()).toEqual(['__A_b-2.npz', '__a_b.npz']);
    expect((await readArray('chain/__a_b.npz:0.weight', { what: 'E' })).shape).toEqual([19, 96]);
  });

  test('refuses what is no manifest, naming the layer and the key', async () => {
    const cases: [unknown, string][] = [
      ['{', 'chain.json is no manifest of a chain: its JSON has no string at character 1'],
      [[], 'chain.json is no manifest of a chain: it is no object'],
      [{ layers: [] }, 'chain.json is no manifest of a chain: its "layers" are no list of layers'],
      [{ layer: [FC1] }, "chain.json has a key 'layer' that is not known"],
      [{ layers: [{ ...FC1, weigths: 'w' }] }, "chain.json has a key 'weigths' of layer 'fc1' that is not known"],
      [{ layers: [{ activations: 'a' }] }, 'chain.json is no manifest of a chain: layer 1 has no "name"'],
      [
        { layers: [{ name: 'a', activations: 'a' }] },
        `chain.json is no manifest of a chain: layer 'a' has no "weights"`,
      ],
      [{ layers: [FC1, FC1] }, "chain.json is no manifest of a chain: two layers are called 'fc1'"],
      [
        { layers: [{ ...FC1, ratio: 0.1, budget: 5 }] },
        `chain.json is no manifest of a chain: layer 'fc1' has both "ratio" and "budget": one of them decides`,
      ],
      [
        { layers: [{ ...FC1, ratio: 2 }] },
        `chain.json is no manifest of a chain: layer 'fc1' has the "ratio" 2; a number above 0 and at most at 1 is expected`,
      ],
      [
        { layers: [{ ...FC1, ...followedBy('ReLU') }] },
        expect.stringContaining(`has the "then" "ReLU"; one of identity, relu`) as unknown as string,
      ],
      [
        { layers: [{ ...FC1, with: 'a', logits: 'b' }] },
        `chain.json is no manifest of a chain: layer 'fc1' has both "with" and "logits": directions come from one`,
      ],
      [
        { layers: [{ ...FC1, accuracyDrop: 0.1 }] },
        "chain.json asks for an accuracy drop of layer 'fc1', which has no labels",
      ],
      [
        { layers: [{ ...FC1, activations: '-' }] },
        "chain.json names - for layer 'fc1', but its files are read by name",
      ],
      [{ layers: [{ ...FC1, activations: 'none.npy' }] }, 'none.npy does not exist'],
    ];
    for (const [content, error] of cases) expect(await refused(content)).toMatchObject({ code: 3, error });
  });

  test('refuses a manifest that is no file, and names that no array has', async () => {
    const piped = await svcca(['compress-plan', '--chain', '-']);
    expect([piped.code, said(piped).error]).toEqual([2, 'the manifest of a chain cannot come from standard input']);
    const folder = await svcca(['compress-plan', '--chain', NET]);
    expect([folder.code, said(folder).error]).toEqual([
      3,
      expect.stringMatching(/is a directory, where a text is needed$/),
    ]);
    const named = await refused({ layers: [{ ...FC3, name: 'fc\u00003' }] });
    expect([named.code, named.error]).toEqual([
      3,
      "chain.json is no manifest of a chain: the name 'fc\\u00003' of layer 1 holds characters that no array is called by",
    ]);
  });
});

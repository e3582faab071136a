import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SvccaError } from '../../src/errors.js';
import type { FoundDump, FoundRun, OpenRunOptions } from '../../src/io/found-run.js';
import { openRun } from '../../src/io/run-directory.js';
import { archived, dumped, runFolders, tensors } from './run-folder.js';

const run = runFolders();

const LAYERS = ['conv1', 'conv2', 'conv10', 'fc1', 'logits'];
const STEPS = [0, 100, 1000];

function grid<S, L>(steps: readonly S[], layers: readonly L[], path: (step: S, layer: L) => string): string[] {
  return steps.flatMap((step) => layers.map((layer) => path(step, layer)));
}

/** Where each dump was found, below the folder. */
function paths({ path, cells }: FoundRun): (string | null)[] {
  return cells.flat().map((dump) => dump?.operand.slice(path.length + 1) ?? null);
}

function codes({ warnings }: FoundRun): string[] {
  return warnings.map(({ code }) => code);
}

async function refused(path: string, options?: OpenRunOptions): Promise<SvccaError> {
  const error = await openRun(path, options).catch((reason) => reason);
  expect(error).toBeInstanceOf(SvccaError);
  return error;
}

describe('a run directory', () => {
  test.each<[string, (step: number, layer: string) => string]>([
    ['step_100/conv1.npy', (s, l) => `step_${s}/${l}.npy`],
    ['step-100/conv1.npy', (s, l) => `step-${s}/${l}.npy`],
    ['step100/conv1.npy', (s, l) => `step${s}/${l}.npy`],
    ['checkpoint-500/conv1.npy', (s, l) => `checkpoint-${s}/${l}.npy`],
    ['ckpt_3/conv1.npy', (s, l) => `ckpt_${s}/${l}.npy`],
    ['epoch=3/conv1.npy', (s, l) => `epoch=${s}/${l}.npy`],
    ['iter_0001000/conv1.npy', (s, l) => `iter_${`${s}`.padStart(7, '0')}/${l}.npy`],
    ['global_step2000/conv1.npy', (s, l) => `global_step${s}/${l}.npy`],
    ['1000/conv1.npy', (s, l) => `${s}/${l}.npy`],
    ['conv1/1000.npy', (s, l) => `${l}/${s}.npy`],
    ['conv1/step_100.npy', (s, l) => `${l}/step_${s}.npy`],
    ['conv1_step100.npy', (s, l) => `${l}_step${s}.npy`],
    ['step100_conv1.npy', (s, l) => `step${s}_${l}.npy`],
    ['acts/step_100/conv1.npy', (s, l) => `acts/step_${s}/${l}.npy`],
    ['step_100/activations/conv1.npy', (s, l) => `step_${s}/activations/${l}.npy`],
    ['epoch=3-step=1000/conv1.npy', (s, l) => `epoch=${s / 100}-step=${s}/${l}.npy`],
    ['epoch=3-step=1000-val_loss=0.12/conv1.npy', (s, l) => `epoch=${s / 100}-step=${s}-val_loss=0.${s}/${l}.npy`],
    ['step1000-tokens4B/conv1.npy', (s, l) => `step${s}-tokens${s / 100}B/${l}.npy`],
    ['Step_100/conv1.NPY', (s, l) => `Step_${s}/${l}.NPY`],
  ])('finds steps and layers in %s', async (_, path) => {
    const found = await openRun(run(grid(STEPS, LAYERS, path)));
    expect([found.steps, found.layers]).toEqual([STEPS, LAYERS]);
    expect(paths(found)).toEqual(grid(STEPS, LAYERS, path));
    expect([found.order, codes(found)]).toEqual(['natural', ['order-guessed']]);
  });

  test('knows init, final and suffixes, and sorts steps as training went', async () => {
    const found = await openRun(
      run(grid(['final', '10k', '1.5M', '0', 'init', '200'], ['a', 'b'], (s, l) => `${s}/${l}.npy`)),
    );
    expect(found.steps).toEqual(['init', 0, 200, 10_000, 1_500_000, 'final']);
  });

  test('takes conv1_final as step final of the layer that other steps have', async () => {
    const found = await openRun(
      run(['conv1_step5.npy', 'fc_final_step5.npy', 'conv1_final.npy', 'fc_final_final.npy']),
    );
    expect([found.steps, found.layers]).toEqual([
      [5, 'final'],
      ['conv1', 'fc_final'],
    ]);
    expect(paths(found)).not.toContain(null);
  });

  test('keeps names of PyTorch and paths below a step as they are', async () => {
    const names = ['conv1', 'bn1', 'model.layer1.0.conv1', 'layers/0/attn', 'layers/1/attn', 'layers/10/attn', 'head'];
    const found = await openRun(run(grid([500, 1000], names, (s, l) => `checkpoint-${s}/${l}.npy`)));
    expect([...found.layers].sort()).toEqual([...names].sort());
    expect(found.layers.slice(0, 2)).toEqual(['conv1', 'bn1']);
    expect(found.layers.slice(2)).toEqual([
      'layers/0/attn',
      'layers/1/attn',
      'layers/10/attn',
      'model.layer1.0.conv1',
      'head',
    ]);
  });

  test('without a step is one checkpoint', async () => {
    const found = await openRun(run(['conv1.npy', 'fc1.npy', 'final.npy']));
    expect([found.steps, [...found.layers].sort()]).toEqual([['final'], ['conv1', 'fc1', 'final']]);
  });

  test('of one layer is named by its folder', async () => {
    const found = await openRun(run(['step_1.npy', 'step_2.npy']));
    expect([found.steps, found.layers, codes(found)]).toEqual([[1, 2], ['mine'], []]);
  });

  test('ignores hidden and other files, and says so of formats that hold activations', async () => {
    const files = {
      'step_1/a.npy': dumped(),
      'step_1/.b.npy': 'x',
      'step_1/notes.txt': 'x',
      'model.pt': 'x',
      'step_1/c.h5': 'x',
    };
    const found = await openRun(run(files));
    expect(found.layers).toEqual(['a']);
    expect(found.warnings.map(({ code, message }) => [code, message.slice(found.path.length + 1)])).toEqual([
      ['ignored-file', 'step_1/c.h5 is in a format that is not read; it is ignored'],
    ]);
  });

  test('ignores, and says so, what names no step where others do', async () => {
    const found = await openRun(run(['step_1/a.npy', 'step_2/a.npy', 'labels.npy']));
    expect([found.layers, codes(found)]).toEqual([['a'], ['ignored-file']]);
  });

  test('follows a link to a folder once, and never in a circle', async () => {
    const folder = run(['step_1/a.npy', 'step_2/a.npy']);
    symlinkSync('.', join(folder, 'step_3'));
    symlinkSync('step_2', join(folder, 'latest'));
    const outside = run(['a.npy']);
    symlinkSync(outside, join(folder, 'step_4'));
    const found = await openRun(folder);
    expect([found.steps, found.layers]).toEqual([[1, 2, 4], ['a']]);
  });

  test('refuses steps beside epochs, and names both', async () => {
    const error = await refused(run(['epoch_3/a.npy', 'step_2000/a.npy']));
    expect(error.message).toBe(
      'step_2000/a names a step but epoch_3/a names an epoch: which came first cannot be told',
    );
  });

  test('refuses two dumps in one place, and names both', async () => {
    const folder = run(['step_10/a.npy', 'step_010/a.npy']);
    const { kind, message } = await refused(folder);
    expect([kind, message]).toEqual([
      'input',
      `${folder}/step_010/a.npy and ${folder}/step_10/a.npy are both a at step 10`,
    ]);
  });

  test('refuses layers whose datapoints differ, and names both', async () => {
    const folder = run({ 'step_1/a.npy': dumped({ rows: 8 }), 'step_1/b.npy': dumped({ rows: 9, columns: 4 }) });
    const { kind, message } = await refused(folder, { layout: 'nd' });
    expect([kind, message]).toEqual([
      'input',
      `${folder}/step_1/a.npy has 8 datapoints but ${folder}/step_1/b.npy has 9`,
    ]);
  });

  test('refuses an empty folder, and one of formats that are not read', async () => {
    expect((await refused(run([]))).message).toMatch(/holds no files$/);
    const { message, hint } = await refused(run({ 'model.pt': 'x' }));
    expect(message).toMatch(/holds 1 files, no \.npy, \.npz or \.safetensors among them$/);
    expect(hint).toMatch(/^model\.pt and the like are not read/);
  });

  test('finds any names again that a file can have', async () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .filter(
        (text) =>
          !/[/\0\ud800-\udfff]|^\.|^(init|final|last)/i.test(text) &&
          Buffer.byteLength(text) < 200 &&
          text.normalize() === text,
      )
      .filter((text) => !/\d|^(activations?|acts|dumps?|representations?)$/i.test(text));
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4, selector: (text) => text.toLowerCase() });
    const way = fc.boolean();
    await fc.assert(
      fc.asyncProperty(names, way, async (layers, stepMajor) => {
        const files = grid([3, 20], layers, (s, l) => (stepMajor ? `step_${s}/${l}.npy` : `${l}/step_${s}.npy`));
        const found = await openRun(run(files));
        expect([...found.layers].sort()).toEqual([...layers].sort());
        expect(found.steps).toEqual([3, 20]);
        expect(paths(found)).not.toContain(null);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('archives', () => {
  test('one a step: keys are layers, and their order is that of the .npz', async () => {
    const found = await openRun(
      run({ 'step_1.npz': archived(['fc2', 'conv', 'a']), 'step_2.npz': archived(['fc2', 'conv', 'a']) }),
    );
    expect([found.steps, found.layers, found.order, codes(found)]).toEqual([
      [1, 2],
      ['fc2', 'conv', 'a'],
      'archive',
      [],
    ]);
    expect(paths(found)[0]).toBe('step_1.npz:fc2');
  });

  test('in a folder a step have no part in the names where all are called the same', async () => {
    const found = await openRun(
      run({ 'step_1/acts.npz': archived(['b', 'a']), 'step_2/acts.npz': archived(['b', 'a']) }),
    );
    expect([found.steps, found.layers]).toEqual([
      [1, 2],
      ['b', 'a'],
    ]);
  });

  test('one a layer: keys are steps', async () => {
    const keys = ['step_1', 'step_2'];
    const found = await openRun(run({ 'conv.npz': archived(keys), 'fc.safetensors': tensors(keys) }));
    expect([found.steps, found.layers]).toEqual([
      [1, 2],
      ['conv', 'fc'],
    ]);
    expect(paths(found)).not.toContain(null);
  });

  test('one a layer with numbers for keys', async () => {
    const found = await openRun(run({ 'conv.npz': archived(['0', '1000']), 'fc.npz': archived(['0', '1000']) }));
    expect([found.steps, found.layers]).toEqual([
      [0, 1000],
      ['conv', 'fc'],
    ]);
  });

  test('of one array each are named by their files', async () => {
    const found = await openRun(run({ 'step_1/conv.npz': archived(['arr_0']), 'step_1/fc.npz': archived(['arr_0']) }));
    expect(found.layers).toEqual(['conv', 'fc']);
  });

  test('.safetensors that are sorted by name do not tell the order, others do', async () => {
    const sorted = await openRun(run({ 'step_1.safetensors': tensors(['conv10', 'conv2', 'fc']) }));
    expect([sorted.layers, sorted.order]).toEqual([['conv2', 'conv10', 'fc'], 'natural']);
    const written = await openRun(run({ 'step_1.safetensors': tensors(['fc', 'conv2', 'conv10']) }));
    expect([written.layers, written.order]).toEqual([['fc', 'conv2', 'conv10'], 'archive']);
  });

  test('alone are one checkpoint', async () => {
    const found = await openRun(join(run({ 'acts.npz': archived(['0', '1', 'x']) }), 'acts.npz'));
    expect([found.steps, found.layers]).toEqual([['final'], ['0', '1', 'x']]);
  });
});

describe('the order of layers', () => {
  test('is that of numbers before all names', async () => {
    const names = ['00_stem', '1-conv', '02_block/0_a', '02_block/1_b', '10_head'];
    const found = await openRun(run(grid([1], names, (s, l) => `step_${s}/${l}.npy`)));
    expect([found.layers, found.order, codes(found)]).toEqual([names, 'prefix', []]);
  });

  test('is not that of numbers inside of names', async () => {
    const names = ['layer2.0.conv1', 'layer10.0.conv1', 'fc1', 'fc1_bn', 'fc2', 'logits'];
    const found = await openRun(run(grid([1], [...names].reverse(), (s, l) => `step_${s}/${l}.npy`)));
    expect([found.layers, found.order, codes(found)]).toEqual([names, 'natural', ['order-guessed']]);
  });

  test('is that of --layers before all else', async () => {
    const folder = run({ 'step_1.npz': archived(['a', 'b', 'c']) });
    const found = await openRun(folder, { layers: ['c', 'a'] });
    expect([found.layers, found.order, paths(found)]).toEqual([['c', 'a'], 'option', ['step_1.npz:c', 'step_1.npz:a']]);
  });

  test('does not depend on the order in which the system lists files', async () => {
    const files = grid(STEPS, LAYERS, (s, l) => `step_${s}/${l}.npy`);
    const [a, b] = [await openRun(run(files)), await openRun(run([...files].reverse()))];
    expect([b.layers, b.steps, paths(b)]).toEqual([a.layers, a.steps, paths(a)]);
  });
});

describe('a selection', () => {
  const folder = () => run(grid([0, 100, 1000, 'final'], ['conv1', 'conv2', 'fc'], (s, l) => `${s}/${l}.npy`));

  test.each([
    [
      ['100', 'final'],
      [100, 'final'],
    ],
    [
      ['final', '0'],
      [0, 'final'],
    ],
    [['0..100'], [0, 100]],
    [['100..'], [100, 1000, 'final']],
    [['..1k'], [0, 100, 1000]],
    [['step_100'], [100]],
  ])('of steps %j are %j', async (steps, found) => {
    expect((await openRun(folder(), { steps })).steps).toEqual(found);
  });

  test('that is not there is refused with the nearest that is', async () => {
    const steps = await refused(folder(), { steps: ['101'] });
    expect([steps.kind, steps.hint]).toEqual([
      'usage',
      'the nearest of its steps: 0, 100, 1000; svcca inspect lists all',
    ]);
    const layers = await refused(folder(), { layers: ['convv1'] });
    expect([layers.kind, layers.hint]).toEqual(['usage', expect.stringMatching(/^the nearest of its layers: conv1, /)]);
    expect((await refused(folder(), { steps: ['2000..3000'] })).message).toMatch(/has no step within 2000\.\.3000$/);
  });
});

describe('gaps', () => {
  const files = grid([1, 2], ['a', 'b'], (s, l) => `step_${s}/${l}.npy`).slice(1);

  test('are null, with one warning that names them', async () => {
    const found = await openRun(run(files));
    expect(paths(found)).toEqual([null, ...files]);
    expect(found.warnings.at(-1)).toEqual({ code: 'missing-cell', message: '1 of 4 dumps is missing: a at step 1' });
  });

  test('that are many are counted', async () => {
    const many = grid([1, 2, 3, 4, 5], ['a', 'b'], (s, l) => `step_${s}/${l}.npy`).filter(
      (path, i) => i < 1 || path.includes('b'),
    );
    const found = await openRun(run(many));
    expect(found.warnings.at(-1)?.message).toBe(
      '4 of 10 dumps are missing: a at step 2, a at step 3, a at step 4 and 1 more',
    );
  });

  test('are refused where they are strictly forbidden, unless they were not asked for', async () => {
    const folder = run(files);
    const { kind, message } = await refused(folder, { strict: true });
    expect([kind, message]).toEqual(['input', `${folder}: a dump is missing, which --strict forbids: a at step 1`]);
    expect((await openRun(folder, { strict: true, layers: ['b'] })).layers).toEqual(['b']);
  });

  const whole = { npy: dumped(), npz: archived(['a', 'b']), safetensors: tensors(['a', 'b']) };

  test.each([
    ['npy', 0.9],
    ['npy', 0.2],
    ['npy', 0.01],
    ['npy', 0],
    ['npz', 0.9],
    ['npz', 0.01],
    ['npz', 0],
    ['safetensors', 0.9],
    ['safetensors', 0.1],
    ['safetensors', 0.01],
    ['safetensors', 0],
  ] as const)('are what a .%s is of which a share of %f is written', async (format, share) => {
    const bytes = whole[format];
    const name = (step: number) => (format === 'npy' ? `step_${step}/a.npy` : `step_${step}.${format}`);
    const folder = run({ [name(1)]: bytes, [name(2)]: bytes.subarray(0, Math.floor(bytes.length * share)) });
    const found = await openRun(folder);
    expect([found.steps, found.cells[1]?.every((dump) => dump === null)]).toEqual([[1, 2], true]);
    expect(found.cells[0]).not.toContain(null);
    expect(codes(found).filter((code) => code !== 'order-guessed')).toEqual(['incomplete-file']);
    expect((await refused(folder, { strict: true })).message).toContain(name(2));
  });

  test('are not what a malformed file is', async () => {
    const folder = run({ 'step_1/a.npy': dumped(), 'step_2/a.npy': 'no dump at all' });
    expect((await refused(folder)).message).toBe(`${folder}/step_2/a.npy is no .npy file: it looks like text`);
  });

  test('are what a link that leads nowhere is', async () => {
    const folder = run(['step_1/a.npy', 'step_2/a.npy', 'step_1/b.npy']);
    symlinkSync('gone.npy', join(folder, 'step_2/b.npy'));
    expect(codes(await openRun(folder))).toEqual(['order-guessed', 'incomplete-file']);
  });
});

describe('the layout of a run', () => {
  test('of a square dump is that of the others, with a warning', async () => {
    const folder = run({ 'step_1/a.npy': dumped({ columns: 8 }), 'step_1/b.npy': dumped() });
    const found = await openRun(folder);
    expect(found.cells.flat().map((dump) => dump?.resolved.layout)).toEqual(['nd', 'nd']);
    expect(codes(found)).toContain('layout-guessed');
  });

  test('is doubted where all dumps have the same shape and more columns than rows', async () => {
    const folder = run({ 'step_1/a.npy': dumped({ columns: 20 }), 'step_1/b.npy': dumped({ columns: 20 }) });
    expect(codes(await openRun(folder))).toContain('layout-guessed');
    expect(codes(await openRun(folder, { layout: 'nd' }))).not.toContain('layout-guessed');
  });
});

describe('a dump of a run', () => {
  test('is opened again for its values, and its digest tells apart what is read differently', async () => {
    const value = (seed: number) => dumped({ seed });
    const folder = run({
      'step_1/a.npy': value(1),
      'step_2/a.npy': value(1),
      'step_3/a.npy': value(2),
      'step_4/a.npz': archived(['arr_0']),
    });
    const found = await openRun(folder);
    const digests = await Promise.all(found.cells.map(([dump]) => dump?.digest()));
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect([digests[1] === digests[0], digests[2] === digests[0]]).toEqual([true, false]);
    const turned = await openRun(folder, { layout: 'dn' });
    expect(await turned.cells[0]?.[0]?.digest()).not.toBe(digests[0]);
    const { dump, activations } = await (found.cells[0][0] as FoundDump).open();
    const blocks: number[] = [];
    for await (const { values } of activations.blocks(100)) blocks.push(...values);
    await dump.close();
    expect([blocks.length, blocks[0], found.files.length]).toEqual([24, (3 ** 2 % 31) - 15, 4]);
  });
});

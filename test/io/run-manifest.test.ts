import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openRun } from '../../src/io/run-directory.js';
import { writeManifest } from '../../src/io/write-manifest.js';
import { archived, dumped, runFolders } from './run-folder.js';

const run = runFolders();
const DUMPS = Object.fromEntries(['a', 'b', 'c'].flatMap((l) => [0, 10].map((s) => [`step_${s}/${l}.npy`, dumped()])));

function withManifest(fields: object, files: { readonly [path: string]: Uint8Array } = DUMPS): string {
  return run({ ...files, 'svcca.json': JSON.stringify({ schema: 'svcca.run/1', ...fields }) });
}

describe('svcca.json', () => {
  test('gives layers their order, and is silent about it', async () => {
    const found = await openRun(withManifest({ layers: ['c', 'a', 'b'] }));
    expect([found.layers, found.order, found.steps, found.warnings]).toEqual([
      ['c', 'a', 'b'],
      'manifest',
      [0, 10],
      [],
    ]);
  });

  test('yields to --layers, --steps and --layout', async () => {
    const folder = withManifest({ layers: ['c', 'a'], steps: [0, 10], layout: 'nd' });
    const found = await openRun(folder, { layers: ['b'], steps: ['10'], layout: 'dn' });
    expect([found.layers, found.steps, found.cells[0]?.[0]?.resolved.layout]).toEqual([['b'], [10], 'dn']);
  });

  test('chooses steps and layers, and what else there is becomes a warning', async () => {
    const found = await openRun(withManifest({ layers: ['c', 'a'], steps: ['10', 20] }));
    expect([found.layers, found.steps]).toEqual([['c', 'a'], [10]]);
    expect(found.warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'missing-cell: the manifest lists a step that has no dump: 20',
      'ignored-file: the manifest does not list a step that is there, ignored: 0',
      'ignored-file: the manifest does not list a layer that is there, ignored: b',
    ]);
  });

  test('may say where each dump is', async () => {
    const files = { 'x.npy': dumped(), 'deep/y.npz': archived(['k', 'l']), 'other.npy': dumped({ rows: 5 }) };
    const dumps = { 5: { a: 'x.npy', b: 'deep/y.npz:k' }, final: { b: 'deep/y.npz:l', a: 'gone.npy' } };
    const found = await openRun(withManifest({ layers: ['a', 'b'], dumps }, files));
    expect(found.cells.map((row) => row.map((dump) => dump?.operand.slice(found.path.length + 1) ?? null))).toEqual([
      ['x.npy', 'deep/y.npz:k'],
      [null, 'deep/y.npz:l'],
    ]);
    expect([found.steps, found.warnings.map(({ code }) => code)]).toEqual([[5, 'final'], ['incomplete-file']]);
  });

  test.each<[string, object | string]>([
    ["the key 'layer' is not known; schema, layout, layers, steps, dumps are", { layer: [] }],
    ['its layers are no list of names', { layers: 'a' }],
    ['its layers are no list of names', { layers: [1] }],
    ['its layers are no list of names', { layers: [] }],
    ['the layer "a" is listed twice', { layers: ['a', 'b', 'a'] }],
    ['its steps are no list of numbers and names', { steps: [null] }],
    ['its layout is "dx"; nd, dn, nhwc, nchw, ntd, or a list of these, is expected', { layout: 'dx' }],
    ['its schema is "svcca.run/9"; "svcca.run/1" is expected', { schema: 'svcca.run/9' }],
    ['its dumps are no object by step', { dumps: [] }],
    ['the dumps of step 0 are no object by layer', { dumps: { 0: 'x' } }],
    ['the dump of a at step 0 is no path', { dumps: { 0: { a: 1 } } }],
    ['the dump of a at step 0 is ../x.npy, which leads out of the run', { dumps: { 0: { a: '../x.npy' } } }],
    ['the dump of a at step 0 is /etc/x.npy, which leads out of the run', { dumps: { 0: { a: '/etc/x.npy' } } }],
    ['the dump of a at step 0 is C:\\x.npy, which leads out of the run', { dumps: { 0: { a: 'C:\\x.npy' } } }],
    ['it is no object', '[]'],
    ['its JSON has no value at character 0', 'x'],
    ['its JSON has the key "layers" a second time at character 11', '{"layers":1,"layers":2}'],
  ])('is refused where %s', async (what, content) => {
    const folder = typeof content === 'string' ? run({ ...DUMPS, 'svcca.json': content }) : withManifest(content);
    const error = await openRun(folder).catch((reason) => reason);
    expect([error.kind, error.message.split(': it').length > 0 && error.message]).toEqual([
      'input',
      expect.stringContaining(`${folder}/svcca.json is no manifest of a run: ${what}`.slice(0, -3)),
    ]);
  });

  test('that lists a layer without dumps is refused with the nearest that has some', async () => {
    const folder = withManifest({ layers: ['a', 'bb'] });
    const error = await openRun(folder).catch((reason) => reason);
    expect([error.kind, error.message, error.hint]).toEqual([
      'input',
      `svcca.json of ${folder} lists the layer 'bb', which has no dump`,
      'the nearest that have: b, a, c',
    ]);
  });

  test('that is written is what was found, and is read as that', async () => {
    const folder = run({
      'step_0/c1.npy': dumped(),
      'step_0/f.npy': dumped({ columns: 5 }),
      'init/f.npy': dumped({ columns: 5 }),
    });
    const before = await openRun(folder, { layers: ['f', 'c1'] });
    expect(await writeManifest(before)).toBe(join(folder, 'svcca.json'));
    expect(JSON.parse(readFileSync(join(folder, 'svcca.json'), 'utf8'))).toEqual({
      schema: 'svcca.run/1',
      layout: 'nd',
      layers: ['f', 'c1'],
      steps: ['init', 0],
    });
    const after = await openRun(folder);
    expect([after.layers, after.steps, after.order]).toEqual([before.layers, before.steps, 'manifest']);
    expect(after.cells.flat().map((dump) => dump?.operand)).toEqual(before.cells.flat().map((dump) => dump?.operand));
  });

  test('that is there is replaced only by force', async () => {
    const found = await openRun(withManifest({ layers: ['c', 'a', 'b'] }));
    const error = await writeManifest(found).catch((reason) => reason);
    expect([error.kind, error.hint]).toEqual(['usage', 'replace it with --write-manifest --force']);
    await writeManifest(found, { force: true });
    expect((await openRun(found.path)).steps).toEqual([0, 10]);
  });
});

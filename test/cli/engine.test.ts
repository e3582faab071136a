import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { blasOrDefault } from '../../src/cli/machine-blas.js';
import { defaultEngine } from '../../src/engine/default-engine.js';
import { machineBlas } from '../engine/machine-blas.js';
import { workingFolder } from './svcca.js';

const { spawned, svcca, path } = workingFolder();
const COMPARE = ['compare', 'fixtures/net-a/fc2.npy', 'fixtures/net-b/fc2.npy', '--metric', 'svcca'];

describe('--engine', () => {
  test.each(['auto', 'wasm'])('%s is our own kernels, and the report names them', async (name) => {
    const { code, stdout, stderr } = await svcca([...COMPARE, '--json', '-v', '--engine', name]);
    expect([code, JSON.parse(stdout).engine]).toEqual([0, 'wasm']);
    expect(stderr).toContain('detail: engine: wasm\n');
  });

  test('blas is the library of the machine, named with its file by -v, or our own kernels with a note', () => {
    const { code, stdout, stderr } = spawned([...COMPARE, '--json', '-v', '--engine', 'blas']);
    const { engine, metrics } = JSON.parse(stdout);
    expect([code, metrics.svcca.toFixed(10)]).toEqual([0, '0.5777288436']);
    if (engine === 'blas') expect(stderr).toMatch(/detail: engine: blas \(.+, .+\)\n/);
    else expect(stderr).toMatch(/note: .*: the wasm engine is used\n/);
    if (process.env['SVCCA_TEST_BLAS']) expect(engine).toBe('blas');
  });

  test('blas with a file that is no library computes with our own kernels, and says so unless it is to be quiet', () => {
    writeFileSync(path('text.so'), 'no library\n');
    const env = { SVCCA_BLAS: path('text.so') };
    const [usual, asked] = [spawned([...COMPARE]), spawned([...COMPARE, '--engine', 'blas'], { env })];
    expect([asked.code, asked.stdout]).toEqual([0, usual.stdout]);
    expect(asked.stderr).toMatch(
      /note: \S+text\.so is not used: it cannot be loaded \(.+\)\nnote: no BLAS library is usable: the wasm engine is used\n/,
    );
    expect(spawned([...COMPARE, '--engine', 'blas', '-q'], { env }).stderr).toBe('');
  });
});

describe('a note says why', () => {
  function notes(opened: Parameters<typeof blasOrDefault>[0]) {
    const said: { notes: string[]; details: string[] } = { notes: [], details: [] };
    const engine = blasOrDefault(opened, defaultEngine, {
      note: (message) => void said.notes.push(message),
      detail: (message) => void said.details.push(message),
    });
    return { engine: engine.name, ...said };
  }

  test('koffi is missing', () => {
    expect(notes({ koffi: false, verdicts: [] })).toEqual({
      engine: 'wasm',
      notes: [
        '--engine blas needs koffi, which is not installed or does not run here (npm install koffi): the wasm engine is used',
      ],
      details: [],
    });
  });

  test('nothing was found', () => {
    expect(notes({ koffi: true, verdicts: [] }).notes).toEqual([
      'no BLAS library was found (svcca doctor says where it may be): the wasm engine is used',
    ]);
  });

  test('each one found is no good', () => {
    const verdicts = [{ name: 'x', path: '/x.so', usable: false, problem: 'it is slower than the default engine' }];
    expect(notes({ koffi: true, verdicts }).notes).toEqual([
      '/x.so is not used: it is slower than the default engine',
      'no BLAS library is usable: the wasm engine is used',
    ]);
  });

  test('but those passed over on the way to a good one are details', () => {
    const verdicts = [{ name: 'x', path: '/x.so', usable: false, problem: 'its dgemm gives wrong results' }];
    const engine = machineBlas.engine ?? ({ name: 'blas' } as NonNullable<typeof machineBlas.engine>);
    expect(notes({ koffi: true, verdicts, engine })).toEqual({
      engine: 'blas',
      notes: [],
      details: ['/x.so is not used: its dgemm gives wrong results'],
    });
  });
});

describe('--memory', () => {
  test('refuses what takes more, before anything is computed, and says how much it takes', async () => {
    const { code, stdout, stderr } = await svcca([...COMPARE, '--memory', '50M']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      'error: comparing 96 neurons in all takes about 82 MB of memory, but --memory allows 52 MB\n',
    );
    expect(stderr).toContain('try: allow more, or dump fewer neurons; datapoints make no difference');
  });

  test.each(['82M', '1G', '1.5gb', '2GiB', '90000000'])('%s is enough for two small layers', async (size) => {
    expect((await svcca([...COMPARE, '--memory', size])).code).toBe(0);
  });

  test.each(['', '0', 'much', '5X', '-1G', '1e9'])('%j is no size', async (size) => {
    const { code, stderr } = await svcca([...COMPARE, '--memory', size]);
    expect([code, stderr.includes('a size is needed, such as 500M or 2G')]).toEqual([2, true]);
  });
});

test.each(['0', '-1', '1.5', 'all'])('--threads %s is refused', async (count) => {
  const { code, stderr } = await svcca([...COMPARE, '--threads', count]);
  expect([code, stderr.includes('a whole number, 1 or more, is needed')]).toEqual([2, true]);
});

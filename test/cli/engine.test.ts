import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { blasOrDefault } from '../../src/cli/choose-engine.js';
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
    const engine = blasOrDefault(opened, {
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

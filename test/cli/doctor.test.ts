import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { doctorFacts } from '../../src/report/doctor-facts.js';
import type { DoctorReport } from '../../src/report/doctor-report.js';
import { renderTable } from '../../src/report/table.js';
import { ROOT } from '../fixtures.js';
import { said, workingFolder } from './svcca.js';

const { spawned, svcca, path } = workingFolder();
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/doctor.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

function diagnosis(env = {}): DoctorReport {
  const { code, stdout, stderr } = spawned(['doctor', '--json'], { env });
  expect([code, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect([valid(report), valid.errors]).toEqual([true, null]);
  return report;
}

describe('svcca doctor', () => {
  test('fits its schema, and agrees with itself on what --engine blas takes', () => {
    const { engines, libraries, gflops, node, koffi } = diagnosis();
    expect([engines.auto, node, koffi]).toEqual(['wasm', process.version, true]);
    expect(gflops).toBeGreaterThan(0.1);
    expect(engines.blas).toBe(libraries.some(({ usable }) => usable) ? 'blas' : 'wasm');
    if (process.env['SVCCA_TEST_BLAS']) expect(engines.blas).toBe('blas');
  });

  test('gives the verdict on the library that SVCCA_BLAS names, and exits 0 also where it is none', () => {
    writeFileSync(path('text.so'), 'no library\n');
    const { libraries, engines } = diagnosis({ SVCCA_BLAS: path('text.so') });
    expect(engines).toEqual({ auto: 'wasm', blas: 'wasm' });
    expect(libraries).toEqual([
      {
        name: path('text.so'),
        path: path('text.so'),
        usable: false,
        problem: expect.stringMatching(/^it cannot be loaded/),
        speed: null,
      },
    ]);
  });

  test('takes no operands', async () => {
    const finished = await svcca(['doctor', 'x']);
    expect([finished.code, said(finished).hint]).toEqual([2, 'svcca doctor --help']);
  });

  test('explains itself', async () => {
    const { code, stdout } = await svcca(['doctor', '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Examples:')]);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});

const REPORT: DoctorReport = {
  schema: 'svcca.doctor/1',
  version: '1.2.3',
  node: 'v20.0.0',
  platform: 'linux x64, 6.1',
  cores: 8,
  memory: { total: 16 * 2 ** 30, free: 2 ** 30 },
  kernels: true,
  gflops: 25.04,
  koffi: true,
  libraries: [
    { name: 'libblas.so.3', path: '/lib/libblas.so.3', usable: false, problem: 'it is slow', speed: 0.65 },
    { name: '/x.so', path: '/x.so', usable: false, problem: 'it cannot be loaded (text)', speed: null },
    { name: 'OpenBLAS 0.3.31', path: '/y.so', usable: true, problem: null, speed: 3.54 },
  ],
  engines: { auto: 'wasm', blas: 'blas' },
};

describe('the table of svcca doctor', () => {
  test('shows engines, machine and libraries', () => {
    expect(renderTable(doctorFacts(REPORT))).toBe(`engine: wasm, 25.0 GF/s in a product of matrices
--engine blas: OpenBLAS 0.3.31, 3.5 times as fast in products
to be faster on large layers: --engine blas; its last digits may differ between machines

machine
  what      found
  svcca     1.2.3
  Node      v20.0.0
  platform  linux x64, 6.1
  cores     8
  memory    16.0 GiB, 1.0 free
  kernels   run (WebAssembly with SIMD)
  koffi     installed

libraries  BLAS with LAPACK on this machine; speed: against our own engine, in products; the first usable one is taken
  library          speed  verdict                     file
  libblas.so.3       0.7  it is slow                  /lib/libblas.so.3
  ?                    –  it cannot be loaded (text)  /x.so
  OpenBLAS 0.3.31    3.5  right and fast              /y.so
`);
  });

  const without = { libraries: [], engines: { auto: 'wasm', blas: 'wasm' } };
  test.each([
    ['a library', { ...without }, 'apt-get install libopenblas0-pthread'],
    ['koffi', { ...without, koffi: false }, 'npm install koffi'],
    ['SIMD', { kernels: false }, 'a Node whose WebAssembly has SIMD'],
  ])('says how to be faster without %s', (_, changes, hint) => {
    const text = renderTable(doctorFacts({ ...REPORT, ...changes }));
    expect(text).toContain(`to be faster: `);
    expect(text).toContain(hint);
  });
});

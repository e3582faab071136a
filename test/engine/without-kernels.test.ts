import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fixture, ROOT } from '../fixtures.js';

const COMPARE = ['compare', fixture('net-a/fc1.npy'), fixture('net-b/fc1.npy'), '--metric', 'svcca', '-v'];

describe('the program without kernels', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'svcca-plain-'));
    for (const part of ['bin', 'package.json', 'dist/src']) {
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    rmSync(join(folder, 'dist/src/engine/kernels.wasm'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(root: string, flags: readonly string[] = []) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(root, 'bin/svcca.js'), ...COMPARE], {
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  test('answers as with them, on the plain engine, and -v says so', () => {
    const [plain, wasm] = [run(folder), run(ROOT)];
    expect(plain.status).toBe(0);
    expect(plain.stderr).toContain('engine: plain');
    expect(wasm.stderr).toContain('engine: wasm');
    expect(plain.stdout).toBe(wasm.stdout);
  });

  test('runs where Node has no WebAssembly at all', () => {
    const { status, stderr } = run(ROOT, ['--jitless']);
    expect(status).toBe(0);
    expect(stderr).toContain('engine: plain');
  });
});

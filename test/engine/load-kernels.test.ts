import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { ROOT } from '../fixtures.js';
import { temporaryFolder } from '../io/temporary-folder.js';

const COMPILED = join(ROOT, 'dist/src/engine/kernels.wasm');

describe('loadKernels', () => {
  const { path, write } = temporaryFolder();
  const original = Reflect.get(globalThis, 'WebAssembly');
  afterEach(() => void Reflect.set(globalThis, 'WebAssembly', original));

  test('loads what the build compiled', () => expect(loadKernels()).toBeDefined());

  test('gives nothing where the file is missing', () => {
    expect(loadKernels({ file: pathToFileURL(path('missing.wasm')) })).toBeUndefined();
  });

  test.each([0, 7, 8, 100, 2000, 4096])('gives nothing where only %i bytes of the file are there', async (length) => {
    const file = await write(`first-${length}.wasm`, readFileSync(COMPILED).subarray(0, length));
    expect(loadKernels({ file: pathToFileURL(file) })).toBeUndefined();
  });

  test('gives nothing where there is no WebAssembly', () => {
    Reflect.set(globalThis, 'WebAssembly', undefined);
    expect(loadKernels()).toBeUndefined();
  });

  test('gives nothing where WebAssembly does not know SIMD', () => {
    function Module() {
      throw new SyntaxError('invalid numeric opcode 0xfd');
    }
    Reflect.set(globalThis, 'WebAssembly', { ...original, Module });
    expect(loadKernels()).toBeUndefined();
  });

  test('gives nothing where the machine refuses the address space', () => {
    function Memory() {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory');
    }
    Reflect.set(globalThis, 'WebAssembly', { ...original, Module: original.Module, Memory });
    expect(loadKernels()).toBeUndefined();
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { storedArray } from './stored-array.js';
import { zipFile } from './zip-file.js';

/** Folders of runs for the tests of one file, gone after them. */
export function runFolders() {
  let root = '';
  let count = 0;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'svcca-run-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** A folder with these files: bytes as given, else a small dump. */
  return function run(files: readonly string[] | { readonly [path: string]: Uint8Array | string }): string {
    const folder = join(root, `run-${count++}`, 'mine');
    mkdirSync(folder, { recursive: true });
    const entries = Array.isArray(files) ? files.map((path) => [path, dumped()] as const) : Object.entries(files);
    for (const [path, bytes] of entries) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return folder;
  };
}

/** A dump of 8 datapoints by 3 neurons, unless said otherwise. */
export function dumped({ rows = 8, columns = 3, seed = 0 } = {}): Buffer {
  const value = ([i = 0, j = 0]: readonly number[]) => ((i * 7 + j * 5 + seed * 3) ** 2 % 31) - 15;
  return storedArray({ shape: [rows, columns], value });
}

/** A .npz of small dumps under these keys, in this order. */
export function archived(keys: readonly string[]): Buffer {
  return zipFile(keys.map((key, seed) => ({ name: `${key}.npy`, data: dumped({ seed }) })));
}

/** A .safetensors of small dumps under these keys, in this order. */
export function tensors(keys: readonly string[]): Buffer {
  const size = 8 * 3 * 4;
  const header = Object.fromEntries(
    keys.map((key, i) => [key, { dtype: 'F32', shape: [8, 3], data_offsets: [i * size, (i + 1) * size] }]),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...keys.map((_, seed) => dumped({ seed }).subarray(-size))]);
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The parts of the program that decide numbers, as folders beside this one's. */
const NUMERICS = ['analysis', 'engine', 'similarity'];

/** SHA-256 of the built code that decides numbers: the same only where the same input gives the same bytes. */
export async function buildDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of NUMERICS) {
    const path = join(import.meta.dirname, '..', folder);
    for (const name of (await readdir(path)).sort()) {
      if (!/\.(c?js|wasm)$/.test(name)) continue;
      hash.update(`${folder}/${name}\n`);
      hash.update(await readFile(join(path, name)));
    }
  }
  return hash.digest('hex');
}

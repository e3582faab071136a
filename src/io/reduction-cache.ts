import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SvccaError } from '../errors.js';
import { writeFileAtomic } from './atomic-write.js';
import { systemCode } from './file-problem.js';
import { decodeRecord, encodeRecord } from './store-record.js';

/** What the folder may hold when a program is done with it: 4 GiB. */
const LARGEST = 2 ** 32;

/** A store in a folder, for all runs of the program: values of plain data and typed arrays come back bit for bit. */
export interface ReductionCache {
  load<Value extends object>(key: string): Promise<Value | undefined>;
  save(key: string, value: object): Promise<void>;
  /** How many values were there, and how many had to be computed. */
  readonly counts: { readonly found: number; readonly made: number };
  /** Removes what was not used for the longest time, down to the largest size allowed. */
  tidy(): Promise<void>;
}

/** Where reductions are kept unless told otherwise: `svcca` in the user's folder of caches. */
export function defaultCacheFolder(env: { readonly [name: string]: string | undefined }): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'svcca');
}

/**
 * A store of one file a value, named by the SHA-256 of its key and checked by a checksum. A damaged value is a warning and as good as none; where
 * nothing can be written there is one warning, and nothing is kept any more. `version` names what computes: another computes anew.
 *
 * @throws SvccaError ('usage') when a folder that was asked for by name cannot be made.
 */
export async function reductionCache(
  folder: string,
  {
    version,
    named,
    warn,
    largest = LARGEST,
  }: { version: string; named: boolean; warn: (message: string) => void; largest?: number },
): Promise<ReductionCache | undefined> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = `the cache ${folder} cannot be made (${systemCode(error) ?? 'unknown'})`;
    if (named) throw new SvccaError('usage', why, { hint: 'name another folder, or say --no-cache' });
    warn(`${why}: nothing is kept for the next time`);
    return undefined;
  }
  const counts = { found: 0, made: 0 };
  let broken = false;
  const pathOf = (key: string) => {
    const name = createHash('sha256').update(`${version} ${key}`).digest('hex');
    return { shelf: join(folder, name.slice(0, 2)), path: join(folder, name.slice(0, 2), `${name.slice(2)}.svcca`) };
  };
  return {
    counts,
    async load<Value extends object>(key: string) {
      const { path } = pathOf(key);
      const bytes = await readFile(path).catch(() => undefined);
      const value = bytes && decodeRecord(bytes, `${version} ${key}`);
      if (bytes !== undefined && value === undefined) warn(`${path} is damaged: computed anew`);
      if (value === undefined) {
        counts.made++;
        return undefined;
      }
      counts.found++;
      const now = new Date();
      await utimes(path, now, now).catch(() => {});
      return value as Value;
    },
    async save(key, value) {
      if (broken) return;
      const { shelf, path } = pathOf(key);
      try {
        await mkdir(shelf, { recursive: true, mode: 0o700 });
        await writeFileAtomic(path, encodeRecord(`${version} ${key}`, value), { durable: false });
      } catch (error) {
        broken = true;
        const why = error instanceof SvccaError ? error.message : (systemCode(error) ?? 'unknown');
        warn(`the cache ${folder} cannot be written (${why}): nothing more is kept for the next time`);
      }
    },
    tidy: () => removeOldest(folder, largest),
  };
}

async function removeOldest(folder: string, largest: number): Promise<void> {
  const files: { path: string; size: number; used: number }[] = [];
  for (const shelf of await readdir(folder).catch(() => [])) {
    if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
    for (const name of await readdir(join(folder, shelf)).catch(() => [])) {
      if (!name.endsWith('.svcca')) continue;
      const path = join(folder, shelf, name);
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined) files.push({ path, size: found.size, used: found.mtimeMs });
    }
  }
  let total = files.reduce((sum, { size }) => sum + size, 0);
  files.sort((a, b) => a.used - b.used);
  for (const { path, size } of files) {
    if (total <= largest) return;
    await unlink(path).catch(() => {});
    total -= size;
  }
}

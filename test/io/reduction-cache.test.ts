import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { defaultCacheFolder, reductionCache } from '../../src/io/reduction-cache.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const value = {
  name: 'fc1 “ü”',
  rank: 3,
  tiny: 5e-324,
  third: 1 / 3,
  nothing: null,
  directions: { rows: 2, cols: 2, data: Float64Array.of(0.1, -0, Number.MIN_VALUE, 1e300) },
  places: Int32Array.of(1, -2, 3),
  rows: [Float32Array.of(1.5), Float32Array.of()],
};

async function open(name: string, { version = '1', warnings = [] as string[], largest = 2 ** 30 } = {}) {
  const cache = await reductionCache(folder.path(name), {
    version,
    named: true,
    warn: (message) => warnings.push(message),
    largest,
  });
  if (cache === undefined) throw new Error('no cache');
  return cache;
}

/** All files of values in a cache. */
function filesOf(name: string): string[] {
  const root = folder.path(name);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.svcca'))
    .map((file) => join(root, file));
}

describe('a cache of reductions', () => {
  test('gives back what was put there, bit for bit, to another process too', async () => {
    await (await open('same')).save('key', value);
    const found = await (await open('same')).load<typeof value>('key');
    expect(found).toEqual(value);
    expect(Object.is(found?.directions.data[1], -0)).toBe(true);
  });

  test('has nothing under other keys, and nothing of other versions of the program', async () => {
    await (await open('keys')).save('key', value);
    expect(await (await open('keys')).load('key ')).toBeUndefined();
    expect(await (await open('keys', { version: '2' })).load('key')).toBeUndefined();
  });

  test('counts what it had and what it had not', async () => {
    const cache = await open('counts');
    await cache.load('a');
    await cache.save('a', value);
    await cache.load('a');
    await cache.load('b');
    expect(cache.counts).toEqual({ found: 1, made: 2 });
  });

  test.each([
    ['a bit is wrong', (bytes: Buffer) => bytes.fill(bytes[200] ^ 1, 200, 201)],
    ['the end is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
    ['all is missing', () => Buffer.alloc(0)],
    ['something else is there', () => Buffer.from('hello')],
  ])('computes anew, with a warning, where %s', async (_, damage) => {
    const name = `damaged-${damage.length}-${_.length}`;
    await (await open(name)).save('key', value);
    const [file] = filesOf(name);
    writeFileSync(file, damage(readFileSync(file)));
    const warnings: string[] = [];
    const cache = await open(name, { warnings });
    expect(await cache.load('key')).toBeUndefined();
    expect(warnings).toEqual([`${file} is damaged: computed anew`]);
    await cache.save('key', value);
    expect(await cache.load('key')).toEqual(value);
  });

  test('drops what was not used for the longest time when it grows too large', async () => {
    const cache = await open('large', { largest: 1500 });
    for (const key of ['old', 'new']) await cache.save(key, { data: new Float64Array(100) });
    const long = new Date(0);
    for (const file of filesOf('large')) utimesSync(file, long, long);
    await cache.load('new');
    await cache.tidy();
    expect(await cache.load('old')).toBeUndefined();
    expect(await cache.load('new')).toBeDefined();
  });

  test('goes without, after one warning, where it cannot write', async () => {
    const warnings: string[] = [];
    const cache = await open('full', { warnings });
    // A file stands where the folder of every value would have to be made.
    for (let i = 0; i < 256; i++) writeFileSync(join(folder.path('full'), i.toString(16).padStart(2, '0')), '');
    await cache.save('a', value);
    await cache.save('b', value);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('nothing more is kept');
    expect(await cache.load('a')).toBeUndefined();
  });

  test('is an error where a folder that was asked for cannot be made, and a warning where it was not', async () => {
    writeFileSync(folder.path('taken'), '');
    const inside = join(folder.path('taken'), 'cache');
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    await expect(reductionCache(inside, { version: '1', named: true, warn })).rejects.toMatchObject({ kind: 'usage' });
    expect(await reductionCache(inside, { version: '1', named: false, warn })).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  test('leaves files of others in its folder alone', async () => {
    mkdirSync(folder.path('shared/aa'), { recursive: true });
    writeFileSync(folder.path('shared/aa/notes.txt'), 'mine');
    const cache = await open('shared', { largest: 0 });
    await cache.save('a', value);
    await cache.tidy();
    expect(readFileSync(folder.path('shared/aa/notes.txt'), 'utf8')).toBe('mine');
    expect(filesOf('shared')).toEqual([]);
  });
});

test('the folder of caches is the one of the system, else ~/.cache', () => {
  expect(defaultCacheFolder({ XDG_CACHE_HOME: '/somewhere' })).toBe('/somewhere/svcca');
  expect(defaultCacheFolder({ XDG_CACHE_HOME: '' })).toMatch(/\.cache\/svcca$/);
});

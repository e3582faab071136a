import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fixture, ROOT } from './fixtures.js';

const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));

function packedFiles(): string[] {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(listing);
  return files.map(({ path }: { path: string }) => path);
}

test('the package holds the program, its types and its schemas, and nothing of the tests', () => {
  const files = packedFiles();
  for (const needed of [
    'bin/svcca.js',
    'dist/src/bundle/main.js',
    'dist/src/bundle/LICENSES.txt',
    'dist/src/engine/kernels.wasm',
    'dist/src/index.js',
    'dist/src/index.d.ts',
    ...['classes', 'compare', 'compress-plan', 'cross', 'doctor', 'dynamics', 'freeze-plan', 'inspect', 'project'].map(
      (report) => `src/report/schemas/${report}.schema.json`,
    ),
    'LICENSE',
    'README.md',
  ]) {
    expect(files).toContain(needed);
  }
  expect(files.filter((path) => /test|fixtures|scripts/.test(path))).toEqual([]);
});

test('the lock file records no download addresses', () => {
  expect(readFileSync(`${ROOT}package-lock.json`, 'utf8')).not.toContain('"resolved"');
});

test('the commands that package.json promises exist', () => {
  expect(Object.values(manifest.bin)).toEqual(['bin/svcca.js']);
  expect(execFileSync(process.execPath, [`${ROOT}bin/svcca.js`, '--version'], { encoding: 'utf8' })).toBe(
    `${manifest.version}\n`,
  );
});

describe('the package, installed', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'svcca-installed-'));
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const listing = execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [{ filename }] = JSON.parse(listing);
    const installed = join(folder, 'node_modules/svcca');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components', '1']);
    // The packages with binaries: the others that the program needs are in its files.
    for (const name of ['@resvg', 'koffi'])
      symlinkSync(`${ROOT}node_modules/${name}`, join(folder, 'node_modules', name));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(folder, 'node_modules/svcca', manifest.bin.svcca), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, XDG_CACHE_HOME: join(folder, '.cache') },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const PAIR = [fixture('net-a/fc2.npy'), fixture('net-b/fc2.npy')];

  test('says its version and its help', () => {
    expect(run('--version')).toBe(`${manifest.version}\n`);
    expect(run('--help')).toContain('svcca compare');
    expect(run('dynamics', '--help')).toContain('Usage: svcca dynamics');
  });

  test('finds its kernels, and koffi', () => {
    const { kernels, koffi } = JSON.parse(run('doctor', '--json'));
    expect([kernels, koffi]).toEqual([true, existsSync(`${ROOT}node_modules/koffi`)]);
  });

  test('compares, with pictures and directions', () => {
    const report = JSON.parse(run('compare', ...PAIR, '--json', '--plot', 'pair.png', '--save-directions', 'pair.npz'));
    expect([report.engine, report.metrics.svcca.toFixed(4)]).toEqual(['wasm', '0.5777']);
    expect(readFileSync(join(folder, 'pair.png')).toString('latin1', 1, 4)).toBe('PNG');
    const keys = JSON.parse(run('inspect', 'pair.npz', '--json')).arrays;
    expect(keys.length).toBeGreaterThan(2);
  });

  test('draws a report again, as a page', () => {
    run('compare', ...PAIR, '-o', 'pair.json', '--json');
    run('render', 'pair.json', '--plot', 'pair.html');
    expect(readFileSync(join(folder, 'pair.html'), 'utf8')).toContain("default-src 'none'");
  });

  test('measures a run, and keeps what it reduced', () => {
    const [first, again] = [1, 2].map(() => run('dynamics', fixture('run'), '--json'));
    expect(again).toBe(first);
  });
});

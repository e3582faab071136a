import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ROOT } from './fixtures.js';

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

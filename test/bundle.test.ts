import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './fixtures.js';

const FOLDER = new URL('dist/src/bundle/', `file://${ROOT}`);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));
const text = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');

/** The files that are loaded together with these. */
function loaded(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    loaded(
      [...text(name).matchAll(/^(?:import|export|\})[^'"();]*['"]\.\/([^'"]+)['"];$/gm)].map(([, other]) => other),
      found,
    );
  }
  return found;
}

const COMPARING = loaded(['main.js', 'compare.js']);

describe('the bundled command line', () => {
  test('is what the program runs', () => {
    expect(readFileSync(`${ROOT}bin/svcca.js`, 'utf8')).toContain("from '../dist/src/bundle/main.js'");
  });

  test('is one file until a command is called, and few to compare', () => {
    expect([...loaded(['main.js'])]).toEqual(['main.js']);
    expect(COMPARING.size).toBeLessThan(5);
  });

  test.each(['renderSvg', 'renderPage', 'openNpzArray', 'npzBytes', 'findBlas', 'runDynamics'])(
    'has %s where comparing does not load it',
    (name) => {
      const holders = files.filter((file) => text(file).includes(`function ${name}(`));
      expect(holders).toHaveLength(1);
      expect(COMPARING).not.toContain(holders[0]);
    },
  );

  test('finds every file that it looks for beside itself', () => {
    const named = files.flatMap((name) =>
      [...text(name).matchAll(/new URL\((["'`])(\.[^"'`$]+)\1, import\.meta\.url\)/g)].map(([, , path]) => path),
    );
    expect(named).toEqual(expect.arrayContaining(['../engine/kernels.wasm', '../../../src/report/page/']));
    for (const path of named) expect([path, existsSync(new URL(path, FOLDER))]).toEqual([path, true]);
  });

  test('has everything imported by name from Node itself, but for packages with binaries', () => {
    const names = files.flatMap((name) =>
      [...text(name).matchAll(/^(?:import|\}) [^'"();]*['"]([^'"]+)['"];$/gm)].map(([, from]) => from),
    );
    expect(names.filter((name) => !/^(\.\/|node:)/.test(name))).toEqual([]);
  });

  test('holds the licence of every package in it', () => {
    const licences = text('LICENSES.txt');
    for (const name of ['commander', 'cli-progress', 'yauzl', 'pend', 'string-width']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    expect(licences.match(/Permission is hereby granted/g)?.length).toBe(licences.split('\n---\n').length);
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../fixtures.js';
import { parseXml, textBoxes } from '../report/figure/drawing.js';
import { said, workingFolder } from './svcca.js';

const { svcca, spawned, layer, path } = workingFolder();
const PAIR = ['fixtures/net-a/fc2.npy', 'fixtures/net-b/fc2.npy'];
const compare = (...args: string[]) => svcca(['compare', ...PAIR, ...args]);

describe('--plot', () => {
  test('writes a .svg with the numbers of the report, says so, and leaves the result alone', async () => {
    const plain = await compare('--json', '-q');
    const { code, stdout, stderr } = await compare('--json', '--plot', 'figure.svg');
    expect([code, stdout]).toEqual([0, plain.stdout]);
    expect(stderr).toContain('note: wrote figure.svg\n');
    const report = JSON.parse(stdout);
    const words = textBoxes(parseXml(readFileSync(path('figure.svg'), 'utf8'))).map(({ text }) => text);
    expect(words).toEqual(
      expect.arrayContaining([
        `svcca ${report.metrics.svcca.toFixed(4)}`,
        ...PAIR,
        report.chance.edge.toFixed(3),
        report.metrics.procrustes.toFixed(4),
      ]),
    );
  });

  test.each(['figure.png', 'FIGURE.PNG'])('writes %s with the signature of PNG', async (name) => {
    expect((await compare('-q', '--plot', name)).code).toBe(0);
    expect(readFileSync(path(name)).toString('latin1', 1, 4)).toBe('PNG');
  });

  test('writes a .html that loads nothing', async () => {
    expect((await compare('-q', '--plot', 'figure.html')).code).toBe(0);
    expect(readFileSync(path('figure.html'), 'utf8')).toContain("default-src 'none'");
  });

  test('the same input gives the same bytes', async () => {
    for (const name of ['one.svg', 'two.svg', 'one.png', 'two.png', 'one.html', 'two.html'])
      await compare('-q', '--plot', name);
    for (const kind of ['svg', 'png', 'html']) {
      expect(readFileSync(path(`one.${kind}`)).equals(readFileSync(path(`two.${kind}`)))).toBe(true);
    }
  });

  test.each(['figure', 'figure.pdf', '.svg/x', 'svg'])('%s is of no known kind', async (name) => {
    const finished = await compare('--plot', name);
    expect([finished.code, said(finished)]).toEqual([
      2,
      {
        error: `${name} does not say by its extension what figure to draw`,
        hint: 'name a file that ends in .svg, .png or .html',
      },
    ]);
  });

  test('- is refused', async () => {
    const finished = await compare('--plot', '-');
    expect([finished.code, said(finished).error]).toEqual([
      2,
      'a figure is written to a file, never to standard output',
    ]);
  });

  test('never replaces an input or another file that is written', async () => {
    const input = layer('input.svg', { rows: 400 });
    const own = await svcca(['compare', input, PAIR[1], '--plot', './input.svg']);
    expect([own.code, said(own).error]).toEqual([
      2,
      './input.svg is one of the inputs, and the output would replace it',
    ]);
    const twice = await compare('-o', 'both.svg', '--json', '--plot', './both.svg');
    expect([twice.code, said(twice).error]).toEqual([2, './both.svg cannot be both the result and the figure']);
  });

  test('what cannot be written is said before anything is read', async () => {
    const nan = layer('nan.npy', { rows: 400, value: () => Number.NaN });
    const finished = await svcca(['compare', nan, PAIR[1], '--plot', 'no/such.svg']);
    expect([finished.code, said(finished).error]).toEqual([
      2,
      `no/such.svg cannot be written: ${path('no')} does not exist`,
    ]);
  });

  test('a .png without its converter is refused before anything is read, with what installs it', () => {
    const hook =
      "const m = require('node:module'); const f = m._resolveFilename; m._resolveFilename = (name, ...rest) => { if (name === '@resvg/resvg-js') throw new Error('not here'); return f(name, ...rest); };";
    writeFileSync(path('hook.cjs'), hook);
    const env = { NODE_OPTIONS: `--require ${path('hook.cjs')}` };
    const finished = spawned(['compare', ...PAIR, '--plot', 'none.png'], { env });
    expect([finished.code, said(finished)]).toEqual([
      2,
      {
        error: 'a .png needs the package @resvg/resvg-js, which cannot be loaded here (not here)',
        hint: 'install it with npm install @resvg/resvg-js --include=optional, or write a .svg',
      },
    ]);
    expect([finished.stdout, existsSync(path('none.png'))]).toEqual(['', false]);
    expect(spawned(['compare', ...PAIR, '-q', '--plot', 'still.svg'], { env }).code).toBe(0);
  });
});

test('nothing of the figures is loaded where none is asked for', () => {
  const seen = new Set<string>();
  const visit = (file: URL) => {
    if (seen.has(file.pathname)) return;
    seen.add(file.pathname);
    const source = readFileSync(file, 'utf8');
    for (const [, name] of source.matchAll(/^(?:import|export) [^'"();]*['"](\.\.?\/[^'"]+)['"]/gm))
      visit(new URL(name, file));
  };
  // A command is loaded when it runs; comparing needs no figures unless one is asked for.
  for (const entry of ['main', 'commands/compare']) visit(pathToFileURL(`${ROOT}dist/src/cli/${entry}.js`));
  expect(seen.size).toBeGreaterThan(50);
  expect([...seen].filter((file) => /figure|svg|page-parts/.test(file))).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { METRICS } from '../../src/analysis/metrics.js';
import { ROOT } from '../fixtures.js';
import { workingFolder } from './svcca.js';

const { svcca, layer } = workingFolder();
const PAIR = ['fixtures/net-a/fc3.npy', 'fixtures/net-b/logits.npy'];
const schema = JSON.parse(readFileSync(`${ROOT}src/report/schemas/compare.schema.json`, 'utf8'));
const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

async function printed(format: string, ...args: string[]): Promise<string> {
  const { code, stdout } = await svcca([
    'compare',
    ...(args.length > 0 && args[0].endsWith('.npy') ? [] : PAIR),
    ...args,
    '--format',
    format,
    '-q',
  ]);
  expect(code).toBe(0);
  return stdout;
}

/** The report, which must be what its schema says. */
async function report(...args: string[]) {
  const parsed = JSON.parse(await printed('json', ...args));
  valid(parsed);
  expect(valid.errors ?? []).toEqual([]);
  return parsed;
}

describe('json', () => {
  test.each([
    [[]],
    [['--variance', '1']],
    [['--variance', '0.5', '--energy', 'singular']],
    [['--directions', '3']],
    [['--layout', 'nd']],
    ...METRICS.map((metric) => [['--metric', metric]]),
  ])('%j fits the schema', async (args) => {
    const { options, metrics } = await report(...args);
    expect(Object.keys(metrics).map((name) => name.replace('ckaD', 'cka-d'))).toEqual(options.metric);
  });

  test('of extreme layers fits the schema too: null has a reason', async () => {
    const three = layer('three.npy', { rows: 3, columns: 2 });
    const { metrics, reasons } = await report(three, three, '--layout', 'nd');
    expect([metrics.ckaDebiased, typeof reasons.ckaDebiased]).toEqual([null, 'string']);
    const wide = layer('wide.npy', { rows: 12, columns: 30 });
    expect((await report(wide, wide, '--layout', 'nd')).warnings[0].code).toBe('forced-ones');
    const one = layer('one.npy', { columns: 1 });
    expect((await report(one, layer('y.npy'))).correlations).toHaveLength(1);
    for (const scale of [1e300, 1e-300]) {
      const scaled = layer('scaled.npy', { value: (row, column) => scale * Math.sin(row * row + column) });
      expect((await report(scaled, 'y.npy')).metrics.svcca).toBeGreaterThan(0);
    }
  });

  test('jsonl is the same on one line', async () => {
    const line = await printed('jsonl');
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual(JSON.parse(await printed('json')));
  });

  test('the same input gives the same bytes', async () => expect(await printed('json')).toBe(await printed('json')));

  test('swapped layers swap sides', async () => {
    const [forth, back] = [await report(), await report(PAIR[1], PAIR[0])].map(({ metrics, x, y }) => ({
      metrics,
      x,
      y,
    }));
    expect([back.x.k, back.y.k, back.x.path]).toEqual([forth.y.k, forth.x.k, forth.y.path]);
    expect(back.metrics.weighted.xy).toBeCloseTo(forth.metrics.weighted.yx, 12);
    expect(back.metrics.pwcca.x).toBeCloseTo(forth.metrics.pwcca.y, 12);
    for (const name of ['svcca', 'cca', 'r2', 'gcd', 'cka', 'ckaDebiased', 'procrustes']) {
      expect(back.metrics[name]).toBeCloseTo(forth.metrics[name], 12);
    }
  });
});

describe('csv and tsv', () => {
  test('hold every value to the last digit', async () => {
    const { metrics } = await report();
    const rows = (await printed('csv'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(rows[0]).toEqual(['x', 'y', 'metric', 'side', 'value', 'chance', 'variance', 'kx', 'ky', 'datapoints']);
    const values = rows.slice(1).map(([, , metric, side, value]) => [metric + side, Number(value)]);
    expect(Object.fromEntries(values)).toEqual({
      svcca: metrics.svcca,
      'weightedx|y': metrics.weighted.xy,
      'weightedy|x': metrics.weighted.yx,
      weightedmean: metrics.weighted.mean,
      r2: metrics.r2,
      gcd: metrics.gcd,
      cca: metrics.cca,
      pwccax: metrics.pwcca.x,
      pwccay: metrics.pwcca.y,
      cka: metrics.cka,
      'cka-debiased': metrics.ckaDebiased,
      procrustes: metrics.procrustes,
    });
    expect((await printed('tsv')).replaceAll('\t', ',')).toBe(await printed('csv'));
  });

  test('a name cannot break a row', async () => {
    const name = layer('a,"b"\n\tc.npy');
    expect(await printed('csv', name, name, '--metric', 'cka')).toContain(
      '\n"a,""b""\n\tc.npy","a,""b""\n\tc.npy",cka,',
    );
    expect((await printed('tsv', name, name, '--metric', 'cka')).split('\n')[1]).toMatch(
      /^a,"b" c.npy\ta,"b" c.npy\tcka\t/,
    );
  });
});

describe('the table', () => {
  test('leads with the first metric and fits into 110 columns', async () => {
    const lines = (await printed('table', '--metric', 'cka,svcca')).split('\n');
    expect(lines[0]).toMatch(/^cka 0\.\d{4}$/);
    for (const line of (await printed('table')).split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('columns stand under each other, whatever the names are made of', async () => {
    const [x, y] = [layer('日本語.npy'), layer('u\u0308.npy')];
    const lines = (await printed('table', x, y, '--metric', 'cka')).split('\n');
    const [first, second] = ['  x  ', '  y  '].map((start) => lines.find((line) => line.startsWith(start)) ?? '');
    const shown = (line: string) => line.slice(0, line.indexOf('nd,'));
    expect(shown(first)).toBe(`  x  日本語.npy  `);
    expect(shown(second)).toBe(`  y  u\u0308.npy       `);
  });

  test('a column of numbers stays one where no number is known', async () => {
    expect(await printed('table', '--metric', 'cka')).toContain('          –  alignment');
  });

  test('control characters show, and move nothing', async () => {
    const name = layer('red\u001b[31m.npy');
    expect(await printed('table', name, name)).toContain('red\\u001b[31m.npy');
    expect(await printed('md', name, name)).toContain('red\\\\u001b\\[31m.npy');
  });
});

test('markdown has a table a group', async () => {
  const text = await printed('md');
  expect(text.startsWith('**svcca 0.')).toBe(true);
  expect(text.match(/^### .*/gm)).toEqual(['### layers', '### kept directions', '### every direction', '### geometry']);
});

describe('what was decided is said', () => {
  const notes = async (...args: string[]) => (await svcca(['compare', ...args, '--metric', 'cka'])).stderr;

  test('by the length that both share', async () => {
    expect(await notes(...PAIR)).toContain(
      `note: ${PAIR[0]}: 400 × 32 float32, read as datapoints × neurons (found by the length both share)\n`,
    );
  });

  test('by the longer length where both fit, with a warning and the way out', async () => {
    const wide = layer('wide.npy', { rows: 12, columns: 30 });
    const said = await notes(wide, wide);
    expect(said).toContain(
      'wide.npy: 12 × 30 float64, read as neurons × datapoints (the longer of the two lengths both share)\n',
    );
    expect(said).toContain(
      'warning: both layers are 12 × 30, and the longer axis was taken for the datapoints: if each row is a datapoint, say --layout nd',
    );
    expect(await notes(wide, wide, '--layout', 'dn')).not.toContain('the longer axis');
  });

  test('by --layout', async () => {
    expect(await notes(...PAIR, '--layout', 'nd')).toContain('(as --layout nd says)');
  });
});

describe('a part of the datapoints', () => {
  test('is the first ones or a seeded sample, the same again with the same seed, and stands in the report', async () => {
    const first = await report('--datapoints', '300');
    expect([first.x.datapoints, first.options]).toMatchObject([300, { datapoints: 300, sample: null, seed: null }]);
    const sample = await report('--sample', '300', '--seed', '5');
    expect([sample.y.datapoints, sample.options]).toMatchObject([300, { datapoints: null, sample: 300, seed: 5 }]);
    expect(await report('--sample', '300', '--seed', '5')).toEqual(sample);
    const values = [first, sample, await report('--sample', '300', '--seed', '6'), await report()];
    expect(new Set(values.map(({ metrics }) => metrics.svcca)).size).toBe(4);
  });

  test('cannot be more than there are, or both at once', async () => {
    const many = await svcca(['compare', ...PAIR, '--datapoints', '401', '-q']);
    expect([many.code, many.stdout]).toEqual([2, '']);
    expect(many.stderr).toContain('has 400 datapoints, but 401 were asked for');
    expect((await svcca(['compare', ...PAIR, '--datapoints', '3', '--sample', '3'])).code).toBe(2);
  });

  test('of one datapoint is refused', async () => {
    expect((await svcca(['compare', ...PAIR, '--datapoints', '1'])).code).toBe(2);
  });
});

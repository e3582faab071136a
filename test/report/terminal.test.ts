import { describe, expect, test } from '@jest/globals';
import { crossFacts } from '../../src/report/cross-facts.js';
import { displayWidth } from '../../src/report/display-width.js';
import { dynamicsFacts } from '../../src/report/dynamics-facts.js';
import { colourOf } from '../../src/report/figure/colour-ramp.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { shortenName } from '../../src/report/shorten-name.js';
import { sparkline } from '../../src/report/sparkline.js';
import { renderTable } from '../../src/report/table.js';
import { coloured } from '../../src/report/terminal-colour.js';
import { heatmap } from '../../src/report/terminal-heatmap.js';
import { thinned } from '../../src/report/thinned.js';
import { blocks, madeUpDynamics } from './figure/made-up-dynamics.js';
import { madeUpCross } from './made-up-cross.js';

const plain = (width = 80) => ({ colour: 'none', width }) as const;
const truecolor = (width = 80) => ({ colour: 'truecolor', width }) as const;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this takes away
const bare = (line: string) => line.replace(/\u001b\[[0-9;]*m/g, '');
const names = (count: number) => Array.from({ length: count }, (_, i) => `layer${i + 1}`);

test('a line of bars has eight heights of the same width from 0 to 1, and a dot where there is no value', () => {
  expect(sparkline([0, 0.124, 0.126, 0.5, 0.874, 0.876, 1, 1.0000000001, -0.3, null])).toBe('▁▁▂▅▇███▁·');
});

test('what is thinned keeps its first and its last, and all where there is room', () => {
  expect(thinned(5, 9)).toEqual([0, 1, 2, 3, 4]);
  expect(thinned(9, 3)).toEqual([0, 4, 8]);
  expect(thinned(100, 1)).toEqual([99]);
  expect(thinned(0, 4)).toEqual([]);
});

test('a long name loses its beginning, and takes no more columns than it may whatever its script', () => {
  expect(shortenName('model.layers.10.mlp', 8)).toBe('….10.mlp');
  for (const name of ['第一層第二層第三層', '\u202eevil\u001b[31m-and-long', 'a'.repeat(300)])
    expect(displayWidth(shortenName(name, 9))).toBeLessThanOrEqual(9);
});

describe('a picture of similarities', () => {
  const table = {
    title: 'pane',
    rows: ['a', 'b'],
    values: [
      [0, 0.1999999],
      [0.2, null],
    ],
  } as const;

  test('is digits without colours, ten times the value cut off, the first row at the bottom', () => {
    expect(
      heatmap(
        {
          ...table,
          values: [
            [0, 1],
            [-0.4, null],
          ],
        },
        plain(),
      ).slice(0, 4),
    ).toEqual(['pane', '  columns from a to b', '  b 0·', '  a 09']);
    expect(heatmap(table, plain()).slice(2, 4)).toEqual(['  b 2·', '  a 01']);
  });

  test('has cells of two columns in the colours of figures, dots where there is no value', () => {
    const [, , upper, lower] = heatmap(
      {
        ...table,
        values: [
          [0, 1],
          [1, null],
        ],
      },
      truecolor(),
    );
    const [dark, bright] = [colourOf(0), colourOf(1)].map((ground) => coloured('  ', { ground }, 'truecolor'));
    expect(upper).toBe(`  b ${bright}··`);
    expect(lower).toBe(`  a ${dark}${bright}`);
    expect(bare(lower)).toBe('  a     ');
  });

  test.each([20, 40, 80, 120, 200])('never exceeds %i columns, nor the 96 layers their pane', (width) => {
    const rows = names(96);
    const values = rows.map((_, r) => rows.map((_other, c) => (r === c ? 1 : 0.25)));
    for (const colour of ['none', '256', 'truecolor'] as const) {
      const lines = heatmap({ title: 'pane', rows, values }, { colour, width }).slice(2, -1).map(bare);
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      expect(lines.length).toBeLessThanOrEqual(96);
      expect(lines[0]).toContain('yer96');
    }
  });

  test('says how many of its columns are shown', () => {
    const rows = names(96);
    const values = rows.map(() => rows.map(() => 0.5));
    const heading = (width: number) => heatmap({ title: 'pane', rows, values }, plain(width))[1];
    expect(heading(120)).toBe('  columns from layer1 to layer96');
    expect(heading(80)).toBe('  columns from layer1 to layer96; 70 of 96 shown');
  });

  test('puts two rows on a line where cells of two columns are too wide', () => {
    const rows = names(50);
    const values = rows.map(() => rows.map(() => 0.5));
    expect(heatmap({ title: 'pane', rows, values }, truecolor(80))).toHaveLength(2 + 25 + 1);
    expect(heatmap({ title: 'pane', rows, values }, truecolor(120))).toHaveLength(2 + 50 + 1);
  });

  test('in 256 colours takes the nearest of the cube or of the greys', () => {
    const code = (ground: `#${string}`) => bareCode(coloured(' ', { ground }, '256'));
    expect([code('#ff0000'), code('#000000'), code('#5f87af'), code('#121212'), code('#ffffff')]).toEqual([
      '196',
      '16',
      '67',
      '233',
      '231',
    ]);
  });
});

describe('the dynamics of a run', () => {
  test('lead with who settles first, and give every layer its bars, its step and its floor', () => {
    const report = madeUpDynamics({ isGap: (step, layer) => step === 2 && layer === 1 });
    const { headline, tables, pictures } = dynamicsFacts(report);
    expect(headline).toMatch(/^conv1 .*first, at step/);
    expect(tables[0].rows).toHaveLength(report.layers.length);
    const [name, bars, , , settled, floor] = tables[0].rows[1];
    expect([name, (bars as string)[2], settled, floor]).toEqual(['bn1', '·', '1,000', 0.08]);
    expect(pictures?.[0][0]).toBe('layers at step 10,000 (rows, bottom up) beside those at step 20,000');
  });

  test('of 96 layers at 16 steps fit into 80 columns', () => {
    const report = madeUpDynamics({ layers: blocks(96), steps: Array.from({ length: 16 }, (_, i) => i * 1000) });
    const lines = renderTable(dynamicsFacts(report, plain(80))).split('\n');
    const body = lines.filter((line) => line.startsWith('  '));
    expect(Math.max(...body.map(displayWidth))).toBeLessThanOrEqual(80);
  });

  test('of one step and one layer are told as well', () => {
    const text = renderTable(dynamicsFacts(madeUpDynamics({ layers: ['only'], steps: ['final'], floors: false })));
    expect(text).toContain('  only   █');
  });

  test('have no picture of text in Markdown', () => {
    expect(renderMarkdown(dynamicsFacts(madeUpDynamics()))).not.toContain('ten times the value');
  });
});

test('two networks are told by how far in depth best matches lie apart, from both sides', () => {
  const { headline, tables } = crossFacts(madeUpCross());
  expect(headline).toBe('the layers most alike lie 0.05 of the depth apart on average');
  expect(tables.map(({ rows }) => rows.length)).toEqual([4, 7]);
  expect(tables[0].rows[3]).toEqual(['block4.conv', 1, 'block7.conv', 1, 0.9, 0.25]);
});

function bareCode(text: string): string | undefined {
  return /48;5;(\d+)m/.exec(text)?.[1];
}

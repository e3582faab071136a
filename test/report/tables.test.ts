import { expect, test } from '@jest/globals';
import type { Facts } from '../../src/report/facts.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { COLOUR, renderTable } from '../../src/report/table.js';

const facts: Facts = {
  headline: 'svcca 0.5000',
  remarks: ['two layers'],
  tables: [
    {
      title: 'layers',
      note: 'what was read',
      columns: [{ name: 'layer' }, { name: 'k' }, { name: 'value', digits: 2 }],
      rows: [
        ['層.npy', 7, 0.5],
        ['a|b_c.npy', 120, null],
      ],
    },
  ],
  warnings: ['beware\u001b[31m'],
};

test('a table aligns text left and numbers right by the columns of a terminal, and shows control characters as text', () => {
  expect(renderTable(facts)).toBe(
    [
      'svcca 0.5000',
      'two layers',
      '',
      'layers  what was read',
      '  layer        k  value',
      '  層.npy       7   0.50',
      '  a|b_c.npy  120      –',
      '',
      'warning: beware\\u001b[31m',
      '',
    ].join('\n'),
  );
});

test('colour changes nothing but the style', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this removes
  expect(renderTable(facts, COLOUR).replace(/\u001b\[\d+m/g, '')).toBe(renderTable(facts));
});

test('Markdown escapes what would be markup', () => {
  expect(renderMarkdown(facts)).toBe(
    [
      '**svcca 0.5000**',
      '',
      'two layers',
      '',
      '### layers',
      '',
      'what was read',
      '',
      '| layer | k | value |',
      '| --- | ---: | ---: |',
      '| 層.npy | 7 | 0.50 |',
      '| a\\|b\\_c.npy | 120 | – |',
      '',
      '> **warning:** beware\\\\u001b\\[31m',
      '',
    ].join('\n'),
  );
});

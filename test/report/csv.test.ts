import { expect, test } from '@jest/globals';
import { renderCsv, renderTsv } from '../../src/report/csv.js';

const rows = {
  columns: ['path', 'value'],
  rows: [
    ['a,b "c"\nd.npy', 0.1 + 0.2],
    ['tab\there', null],
  ],
};

test('CSV quotes what RFC 4180 wants quoted, keeps every digit, and leaves null empty', () => {
  expect(renderCsv(rows)).toBe('path,value\n"a,b ""c""\nd.npy",0.30000000000000004\ntab\there,\n');
});

test('TSV has exactly one tab between fields and one line a row, whatever the names hold', () => {
  expect(renderTsv(rows)).toBe('path\tvalue\na,b "c" d.npy\t0.30000000000000004\ntab here\t\n');
});

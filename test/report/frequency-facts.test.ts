import { expect, test } from '@jest/globals';
import type { FrequencyReport } from '../../src/analysis/frequency-report.js';
import { defectRemark, frequencyTable } from '../../src/report/frequency-facts.js';

const report: FrequencyReport = {
  height: 2,
  width: 4,
  rule: 'equal',
  similarity: [
    [0.5, 0.25, null, 0.25],
    [1, 0, 0, 0],
  ],
  kx: [
    [2, 1, 0, 1],
    [1, 1, 1, 1],
  ],
  ky: [
    [4, 1, 1, 1],
    [1, 1, 1, 1],
  ],
  varianceX: [
    [0.5, 0.1, 0, 0.1],
    [0.1, 0.1, 0, 0.1],
  ],
  varianceY: [
    [0.4, 0.1, 0.1, 0.1],
    [0.1, 0.1, 0, 0.1],
  ],
  defect: { x: 0.123, y: null },
};

test('frequencies stand in octaves, each direction counting alike', () => {
  const [zero, one, two] = frequencyTable(report).rows;
  expect(zero).toEqual(['0', 1, 0.5, 2, 4, 50, 40]);
  // The neighbours on either axis and both diagonals: (0.25 + 0.25 + 1 + 0 + 0) / 5.
  expect(one.slice(0, 5)).toEqual(['1', 5, 0.3, 5, 5]);
  expect(two.slice(0, 5)).toEqual(['2–3', 2, 0, 1, 2]);
});

test('an octave without a direction in common has no similarity, nor one whose correlations are not known', () => {
  const similarity = [
    [null, 0.5, 0.5, 0.5],
    [0.5, 0.5, 0.5, 0.5],
  ];
  expect(frequencyTable({ ...report, similarity }).rows[0][2]).toBeNull();
  expect(frequencyTable({ ...report, kx: report.kx.map((row) => row.map(() => 0)) }).rows[1][2]).toBeNull();
});

test('the defect is told of layers that have one', () => {
  expect(defectRemark(report)).toMatch(/: 12 % in x$/);
  expect(defectRemark({ ...report, defect: { x: null, y: null } })).toBeUndefined();
});

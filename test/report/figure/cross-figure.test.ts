import { describe, expect, test } from '@jest/globals';
import { colourOf } from '../../../src/report/figure/colour-ramp.js';
import { crossFigure } from '../../../src/report/figure/cross-figure.js';
import { renderSvg } from '../../../src/report/figure/svg.js';
import type { CrossReport } from '../../../src/report/run-reports.js';
import { cellTables, parseXml, textBoxes } from './drawing.js';
import { madeUpCross } from './made-up-runs.js';

const draw = (report: CrossReport) => parseXml(renderSvg(crossFigure(report)));
const words = (report: CrossReport) => textBoxes(draw(report)).map(({ text }) => text);

describe('the matrix of two networks', () => {
  const report = madeUpCross();
  const scene = crossFigure(report);
  const [{ x, y, rows, columns, cellWidth, cellHeight }] = scene.readouts;

  test('has square cells of the colours of their values, first layers at the bottom and on the left', () => {
    expect([rows, columns]).toEqual([13, 9]);
    expect(cellWidth).toBe(cellHeight);
    const [map] = cellTables(draw(report));
    expect(map).toEqual([...report.matrix].reverse().map((row) => row.map((value) => colourOf(value ?? Number.NaN))));
  });

  test('has a dot in the middle of the best match of every row', () => {
    const dots = scene.marks.flatMap((mark) => (mark.kind === 'dot' && mark.fill === '#1a1d21' ? [mark] : []));
    const cells = dots.map((dot) => [rows - 0.5 - (dot.y - y) / cellHeight, (dot.x - x) / cellWidth - 0.5]);
    const expected = report.best.rows.map(({ layer, match }) => [
      report.rows.indexOf(layer),
      report.columns.indexOf(match),
    ]);
    cells.forEach((cell, i) => {
      cell.forEach((place, axis) => {
        expect(place).toBeCloseTo(expected[i][axis], 9);
      });
    });
    expect(cells).toHaveLength(13);
  });

  test('has depth beside both axes: the whole depth is in the middle of the last layer', () => {
    const boxes = textBoxes(draw(report)).filter(({ text }) => text === '1');
    const middles = boxes.map(({ left, right, top, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 }));
    expect(middles.some((middle) => Math.abs(middle.x - (x + 8.5 * cellWidth)) < 1 && middle.y < y)).toBe(true);
    expect(
      middles.some((middle) => Math.abs(middle.y - (y + 0.5 * cellHeight)) < 2 && middle.x > x + 9 * cellWidth),
    ).toBe(true);
  });

  test('says what chance would give, and nothing of it where there is no floor', () => {
    expect(words(report)).toContain('Chance alone would give 0.050 to 0.058, by the sizes of the layers.');
    expect(words(madeUpCross({ floors: false })).join(' ')).not.toMatch(/chance/i);
  });
});

describe('the headline of a matrix', () => {
  test('counts the layers whose best match is at their depth', () => {
    const layers = ['a', 'b', 'c', 'd'];
    expect(words(madeUpCross({ rows: layers, columns: layers }))[0]).toBe(
      'All 4 layers have their best match at the same depth of the other network.',
    );
    const mirrored = madeUpCross({ rows: layers, columns: layers, isNull: (row, column) => row + column !== 3 });
    expect(words(mirrored)[0]).toBe('No layer has its best match at the same depth of the other network.');
  });

  test('has beside it whether the order of the layers was guessed', () => {
    const { inputs, ...rest } = madeUpCross();
    const guessed = { ...rest, inputs: { ...inputs, rows: { ...inputs.rows, order: 'natural' } } };
    expect(words(guessed).join(' ')).toContain('the order of the layers of runs/a was guessed from their names');
    expect(words(madeUpCross()).join(' ')).not.toContain('guessed');
  });
});

import { describe, expect, test } from '@jest/globals';
import { classesFigure } from '../../../src/report/figure/classes-figure.js';
import type { PathMark } from '../../../src/report/figure/scene.js';
import { madeUpClasses } from './made-up-runs.js';

const MANY = Array.from({ length: 201 }, (_, i) => `class ${i}`);

const paths = (report: ReturnType<typeof madeUpClasses>) =>
  classesFigure(report).marks.flatMap((mark): PathMark[] => (mark.kind === 'path' ? [mark] : []));
const words = (report: ReturnType<typeof madeUpClasses>) =>
  classesFigure(report).marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe('few classes', () => {
  const report = madeUpClasses();

  test('have a line each over all layers, named at its end', () => {
    const lines = paths(report).filter(({ points, width }) => points.length === report.layers.length && width === 1.75);
    expect(lines).toHaveLength(10);
    expect(words(report).filter((text) => report.classes.includes(text))).toHaveLength(10);
  });

  test('are drawn at the heights of R', () => {
    const [first] = paths(report).filter(({ width }) => width === 1.75);
    const rise = first.points[0][1] - first.points[first.points.length - 1][1];
    const { correlation } = report;
    const last = correlation.length - 1;
    const rises = report.classes.map((_, c) => 360 * ((correlation[last][c] ?? 0) - (correlation[0][c] ?? 0)));
    expect(Math.min(...rises.map((expected) => Math.abs(rise - expected)))).toBeLessThan(1e-9);
  });

  test('stand above the dashed floor of chance', () => {
    const dashed = paths(report).filter(({ dash, stroke }) => dash !== undefined && stroke === 'chance');
    expect(dashed.map(({ points }) => points.length)).toEqual([13]);
    expect(words(report)).toContain('chance');
  });
});

describe('many classes', () => {
  const report = madeUpClasses({ classes: MANY });

  test('are a median in two bands, with the five most and the five least visible by name', () => {
    const marks = paths(report);
    expect(marks.filter(({ fill }) => fill === 'wash' || fill === 'grid')).toHaveLength(2);
    const named = words(report).filter((text) => MANY.includes(text));
    const means = MANY.map((name, c) => ({
      name,
      mean: report.correlation.reduce((sum, row) => sum + (row[c] ?? 0), 0),
    }));
    const ranked = means.sort((a, b) => b.mean - a.mean).map(({ name }) => name);
    expect([...named].sort()).toEqual([...ranked.slice(0, 5), ...ranked.slice(-5)].sort());
    expect(words(report)).toContain('median');
  });

  test('lie half of them in the inner band, eight of ten in the outer one', () => {
    const [outer, inner] = ['wash', 'grid'].map((fill) => paths(report).find((mark) => mark.fill === fill) as PathMark);
    const [place, count] = [6, report.layers.length];
    const values = report.correlation[place].map((value) => value ?? 0).sort((a, b) => a - b);
    const heightOf = ({ points }: PathMark) => points[2 * count - 1 - place][1] - points[place][1];
    expect(heightOf(inner)).toBeCloseTo(360 * (values[150] - values[50]), 9);
    expect(heightOf(outer)).toBeCloseTo(360 * (values[180] - values[20]), 9);
  });
});

test('the headline names the most and the least visible class', () => {
  expect(words(madeUpClasses())[0]).toMatch(
    /^airplane is the most visible class \(mean R over the layers 0\.\d\d\), horse the least$/,
  );
});

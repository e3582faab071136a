import { describe, expect, test } from '@jest/globals';
import { colourOf } from '../../../src/report/figure/colour-ramp.js';
import { centredMap, firstFrequency } from '../../../src/report/figure/frequency-order.js';
import { DARK, LIGHT } from '../../../src/report/figure/palette.js';
import { roundStep, wholeTicks } from '../../../src/report/figure/scale.js';
import { shortenNames } from '../../../src/report/figure/shorten-names.js';
import { spreadLabels } from '../../../src/report/figure/spread-labels.js';
import { textWidth, wrapText } from '../../../src/report/figure/text-width.js';
import { thinLine } from '../../../src/report/figure/thin-line.js';

/** Relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the colour scale', () => {
  const levels = Array.from({ length: 256 }, (_, i) => colourOf(i / 255));

  test('has 256 colours, each one lighter than the one before', () => {
    expect(new Set(levels).size).toBe(256);
    const lightness = levels.map(luminance);
    expect(lightness.every((value, i) => i === 0 || value > lightness[i - 1])).toBe(true);
  });

  test('rises in even steps of lightness (the cube root of luminance)', () => {
    const lightness = Array.from({ length: 11 }, (_, i) => Math.cbrt(luminance(colourOf(i / 10))));
    const steps = lightness.slice(1).map((value, i) => value - lightness[i]);
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.35);
  });

  test('is fixed: what lies outside 0 and 1 has the colour of the end', () => {
    expect([colourOf(-0.2), colourOf(1.2)]).toEqual([levels[0], levels[255]]);
  });
});

test.each([
  ['light', LIGHT],
  ['dark', DARK],
])('text contrasts with %s paper by 4.5 at least', (_, palette) => {
  for (const role of ['ink', 'muted', 'accent', 'chance'] as const) {
    const [dark, light] = [luminance(palette[role]), luminance(palette.paper)].sort((a, b) => a - b);
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
  }
});

test('frequencies go from the most negative to the most positive', () => {
  expect([1, 2, 3, 4, 5].map(firstFrequency)).toEqual([0, -1, -1, -2, -2]);
  expect(centredMap([['0', '1', '2', '-2', '-1']])).toEqual(['-2', '-1', '0', '1', '2']);
  expect(centredMap([['0'], ['1'], ['-2'], ['-1']])).toEqual(['-2', '-1', '0', '1']);
});

test('ticks are round and hold zero', () => {
  expect([1, 1.1, 3, 7, 10, 12, 700, 1000].map(roundStep)).toEqual([1, 2, 5, 10, 10, 20, 1000, 1000]);
  expect(wholeTicks(-4, 3, 20)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3]);
  expect(wholeTicks(-56, 55, 6)).toEqual([-40, -20, 0, 20, 40]);
  expect(wholeTicks(0, 0, 5)).toEqual([0]);
  expect(wholeTicks(2, 1, 5)).toEqual([]);
});

test('a thinned line has the first and the last place of every stretch', () => {
  expect(thinLine(5, 3)).toEqual([0, 1, 2, 3, 4]);
  expect(thinLine(10, 3)).toEqual([0, 2, 3, 5, 6, 9]);
});

test('labels keep their distance, their order and their bounds, and stay where they are otherwise', () => {
  expect(spreadLabels([10, 50], { distance: 20, top: 0, bottom: 100 })).toEqual([10, 50]);
  expect(spreadLabels([10, 15], { distance: 20, top: 0, bottom: 100 })).toEqual([10, 30]);
  expect(spreadLabels([95, 99], { distance: 20, top: 0, bottom: 100 })).toEqual([80, 100]);
});

describe('names that are too long', () => {
  const room = { width: 100, size: 10 };

  test('lose folders from the left', () => {
    const [x, y] = shortenNames(['/home/someone/runs/7/net-a/fc2.npy', 'b.npy'], room);
    expect([x, y]).toEqual(['…/7/net-a/fc2.npy', 'b.npy']);
    expect(textWidth(x, room)).toBeLessThanOrEqual(100);
  });

  test('stay different where they differ in the middle', () => {
    const [x, y] = shortenNames(
      [`${'f/'.repeat(40)}1/${'g'.repeat(50)}`, `${'f/'.repeat(40)}2/${'g'.repeat(50)}`],
      room,
    );
    expect([x, y]).toEqual(['…f/f/f/f/1/gggggg…', '…f/f/f/f/2/gggggg…']);
  });
});

test('text is wrapped between words and no line is wider than its room', () => {
  const lines = wrapText('one two three four five six seven', { width: 80, size: 10 });
  expect(lines.join(' ')).toBe('one two three four five six seven');
  expect(Math.max(...lines.map((line) => textWidth(line, { size: 10 })))).toBeLessThanOrEqual(80);
  expect(lines.length).toBeGreaterThan(2);
});

test('ideographs and pictures take more room than letters, accents none', () => {
  const width = (text: string) => textWidth(text, { size: 10 });
  expect(width('層')).toBeGreaterThan(width('M'));
  expect(width('😀')).toBeGreaterThan(width('M'));
  expect(width('e\u0301')).toBe(width('e'));
});

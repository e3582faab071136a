import { expect, test } from '@jest/globals';
import { freezePlanFigure } from '../../../src/report/figure/freeze-plan-figure.js';
import type { RectMark } from '../../../src/report/figure/scene.js';
import { madeUpPlan } from './made-up-runs.js';

const report = madeUpPlan();
const { marks } = freezePlanFigure(report);
const bars = (fill: string) =>
  marks.flatMap((mark): RectMark[] => (mark.kind === 'rect' && mark.fill === fill ? [mark] : []));
const words = marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

test('a group has a solid bar while it trains and a pale one afterwards, as long as its share of the steps', () => {
  const [solid, pale] = [bars('accent'), bars('wash')];
  expect([solid.length, pale.length]).toEqual([8, 7]);
  const whole = solid[7].width;
  solid.forEach(({ width }, group) => {
    expect(width / whole).toBeCloseTo((group + 1) / 8, 9);
  });
  pale.forEach(({ width, x }, group) => {
    expect(width + solid[group].width).toBeCloseTo(whole, 9);
    expect(x).toBeCloseTo(solid[group].x + solid[group].width, 9);
  });
});

test('the first group is at the bottom', () => {
  const heights = bars('accent').map(({ y }) => y);
  expect([...heights].sort((a, b) => b - a)).toEqual(heights);
});

test('layers that freeze together share a bar, and the step stands beside it', () => {
  expect(words).toEqual(expect.arrayContaining(['conv1, bn1', '2,500', 'fc1, bn5', '15,000', 'logits', 'to the end']));
});

test('the headline says what is spared, and the recipe promises no accuracy', () => {
  expect(words[0]).toBe('Freezing spares 43.8 % of the backward pass, 29.2 % of the whole training.');
  expect(words.join(' ')).toContain('promises no accuracy');
  const nothing = freezePlanFigure({ ...report, savings: { backward: 0, whole: 0 } });
  expect(nothing.description).toMatch(/^Freezing spares nothing\./);
});

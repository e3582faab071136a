import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { svgToPng } from '../../../src/io/svg-to-png.js';
import { colourOf } from '../../../src/report/figure/colour-ramp.js';
import { dynamicsFigure } from '../../../src/report/figure/dynamics-figure.js';
import { MOST_PANES } from '../../../src/report/figure/panes-panel.js';
import { renderSvg } from '../../../src/report/figure/svg.js';
import type { DynamicsReport } from '../../../src/report/run-reports.js';
import { cellTables, parseXml, textBoxes } from './drawing.js';
import { blocks, CONVNET, EIGHT_STEPS, madeUpDynamics } from './made-up-dynamics.js';
import { type Pixels, pngPixels } from './png-pixels.js';

const GOLDEN = new URL('../../../../fixtures/golden/figures/dynamics.svg', import.meta.url);

const draw = (report: DynamicsReport) => parseXml(renderSvg(dynamicsFigure(report)));
const words = (report: DynamicsReport) => textBoxes(draw(report)).map(({ text }) => text);
const pixelsOf = async (report: DynamicsReport) => pngPixels(await svgToPng(renderSvg(dynamicsFigure(report))));

test('a small run is drawn as it was when someone looked at it', () => {
  const report = madeUpDynamics({
    layers: ['conv1', 'bn <1>', 'logits'],
    steps: ['init', 100, 500, 20_000],
    isGap: (step, layer) => step === 1 && layer === 1,
  });
  expect(renderSvg(dynamicsFigure(report))).toBe(readFileSync(GOLDEN, 'utf8'));
});

describe('the panes', () => {
  const report = madeUpDynamics();

  test('are one for every step, with the first layer at the bottom, all on the scale from 0 to 1', () => {
    const tables = cellTables(draw(report));
    const [panes, bars] = [tables.slice(0, 8), tables.slice(8)];
    panes.forEach((table, step) => {
      const upwards = [...report.panes[step]].reverse();
      expect(table).toEqual(upwards.map((row) => row.map((value) => colourOf(value ?? Number.NaN))));
    });
    expect(bars).toHaveLength(1);
    expect([bars[0][0], bars[0][bars[0].length - 1]]).toEqual([[colourOf(1)], [colourOf(0)]]);
  });

  test('are called by their steps, and the outer ones name the layers', () => {
    const shown = words(report);
    const titles = [
      'step 0',
      'step 100',
      'step 500',
      'step 1,000',
      'step 2,500',
      'step 5,000',
      'step 10,000',
      'step 20,000',
    ];
    expect(titles.map((title) => shown.filter((text) => text === title).length)).toEqual(titles.map(() => 1));
    // Two rows of panes, four columns, and the end of a line.
    for (const layer of CONVNET) expect([layer, shown.filter((text) => text === layer).length]).toEqual([layer, 7]);
  });

  test('are an even subset with the first and the last where there are too many, and the figure says so', () => {
    const steps = Array.from({ length: 41 }, (_, i) => i * 10);
    const shown = words(madeUpDynamics({ steps })).filter((text) => text.startsWith('step '));
    const titles = shown.filter((text) => /^step \d+$/.test(text));
    expect(titles).toHaveLength(MOST_PANES);
    expect([titles[0], titles[MOST_PANES - 1]]).toEqual(['step 0', 'step 400']);
    expect(words(madeUpDynamics({ steps })).join(' ')).toContain('16 of 41 steps are shown');
  });

  test('have a bar beside every layer that has settled', () => {
    const scene = dynamicsFigure(report);
    const [first] = scene.readouts;
    const bars = scene.marks.flatMap((mark) => (mark.kind === 'rect' && mark.fill === 'accent' ? [mark] : []));
    scene.readouts.forEach(({ x, y, rows, columns, cellWidth, cellHeight }, pane) => {
      const beside = bars.filter(
        (bar) => bar.x > x && bar.x < x + columns * cellWidth + 12 && bar.y >= y && bar.y < y + rows * cellHeight,
      );
      const covered = beside.reduce((sum, { height }) => sum + height / first.cellHeight, 0);
      const settled = report.settled.filter((step) => step !== null && EIGHT_STEPS.indexOf(Number(step)) <= pane);
      expect([pane, Math.round(covered)]).toEqual([pane, settled.length]);
    });
  });

  test('tell the values of their cells to a page', () => {
    const { readouts } = dynamicsFigure(report);
    expect(readouts.map(({ name }) => name).slice(0, 2)).toEqual(['step 0', 'step 100']);
    const [{ rows, columns, rowRuler, fields }] = readouts;
    expect([rows, columns]).toEqual([13, 13]);
    expect(rowRuler).toEqual({ name: 'at step 0', labels: [...CONVNET].reverse() });
    expect(fields.map(({ name }) => name)).toEqual(['similarity', 'by chance']);
    expect(fields[0].values[12 * 13]).toBeCloseTo(report.panes[0][0][0] ?? Number.NaN, 4);
  });
});

describe('the words', () => {
  test('say which layers settle first and last, and the order', () => {
    const shown = words(madeUpDynamics());
    expect(shown[0]).toBe('conv1 and bn1 settle first, at step 1,000; logits and 3 more last, at step 20,000.');
    expect(shown[1]).toBe('Bottom-up order: Kendall’s τ 0.93.');
    expect(shown.slice(2, 4).join(' ')).toBe(
      'Similarity: weighted SVCCA (mean of both sides), 99 % of the variance, 2,000 datapoints; convolutional layers compared as dft; settled: from there on within 0.05 of the final similarity.',
    );
  });

  test('say why there is no order', () => {
    const report = { ...madeUpDynamics(), bottomUp: null, reasons: { bottomUp: 'all layers settle at one step' } };
    expect(words(report)).toContain('Bottom-up order: undefined (all layers settle at one step).');
  });

  test('stand at the ends of lines in the order of settling where all end alike, the step beside them', () => {
    const boxes = textBoxes(draw(madeUpDynamics())).filter(({ left }) => left > 700);
    const names = boxes.filter(({ text }) => CONVNET.includes(text)).slice(-13);
    const downwards = [...names].sort((a, b) => a.top - b.top).map(({ text }) => text);
    expect(downwards).toEqual(CONVNET);
  });

  test('speak of chance only where there is a floor', () => {
    expect(words(madeUpDynamics())).toContain('chance, at most');
    expect(words(madeUpDynamics({ floors: false })).join(' ')).not.toContain('chance');
  });
});

describe('the PNG', () => {
  const wrong = (pixels: Pixels, report: DynamicsReport) =>
    dynamicsFigure(report).readouts.flatMap(({ name, x, y, columns, cellWidth, cellHeight, fields: [{ values }] }) =>
      values.flatMap((value, i) => {
        if (typeof value !== 'number') return [];
        const [column, row] = [i % columns, Math.floor(i / columns)];
        const colour = pixels.at(2 * (x + (column + 0.5) * cellWidth), 2 * (y + (row + 0.5) * cellHeight));
        // The page's values are rounded: one level of colour this way or that.
        const near = [value - 5e-5, value, value + 5e-5].map(colourOf);
        return near.includes(colour as `#${string}`) ? [] : [`${name} ${row} ${column}: ${colour}, not ${near[1]}`];
      }),
    );

  test('has in the middle of every cell the colour of its value', async () => {
    const report = madeUpDynamics({ isGap: (step, layer) => step === 2 && layer === 4 });
    expect(wrong(await pixelsOf(report), report)).toEqual([]);
  });

  test('has it for 16 panes of 96 layers too', async () => {
    const report = madeUpDynamics({ layers: blocks(96), steps: Array.from({ length: 16 }, (_, i) => i * 500) });
    expect(wrong(await pixelsOf(report), report)).toEqual([]);
  });

  test('has white paper, text on it, and hatching where a value is missing', async () => {
    const report = madeUpDynamics({ isGap: (step) => step === 2 });
    const pixels = await pixelsOf(report);
    expect([pixels.at(2, 2), pixels.at(pixels.width - 3, pixels.height - 3)]).toEqual(['#ffffff', '#ffffff']);
    const coloursIn = (left: number, top: number, width: number, height: number) => {
      const counts = new Map<string, number>();
      for (let y = 2 * top; y < 2 * (top + height); y++) {
        for (let x = 2 * left; x < 2 * (left + width); x++)
          counts.set(pixels.at(x, y), (counts.get(pixels.at(x, y)) ?? 0) + 1);
      }
      return counts;
    };
    // The headline, 20 pixels high, from the margin on.
    expect(coloursIn(28, 30, 400, 22).get('#1a1d21')).toBeGreaterThan(1000);
    const gap = dynamicsFigure(report).readouts[2];
    const inside = coloursIn(Math.ceil(gap.x + 2), Math.ceil(gap.y + 2), 100, 100);
    const white = (inside.get('#ffffff') ?? 0) / 40_000;
    expect(white).toBeGreaterThan(0.3);
    expect(white).toBeLessThan(0.9);
  });
});

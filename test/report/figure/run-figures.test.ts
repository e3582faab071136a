import { describe, expect, test } from '@jest/globals';
import { type DrawnReport, reportScene } from '../../../src/report/figure/report-scene.js';
import { renderSvg } from '../../../src/report/figure/svg.js';
import { everything, parseXml, textBoxes } from './drawing.js';
import { blocks, CONVNET, madeUpDynamics } from './made-up-dynamics.js';
import { madeUpClasses, madeUpCross, madeUpPlan } from './made-up-runs.js';

const HOSTILE = [
  '</text><script>alert("1")</script>&amp;\'\u202egpj 層 😀 \ud800',
  'שלום conv',
  `${'a/'.repeat(20)}${'b'.repeat(300)}1`,
  `${'a/'.repeat(20)}${'b'.repeat(300)}2`,
  'bell\u0007\nline',
];
const EVEN_STEPS = Array.from({ length: 16 }, (_, i) => 1000 * i);
const MANY_STEPS = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 2000, 3000, 5000, 10_000, 100_000, 'final'];
const MANY_CLASSES = Array.from({ length: 1000 }, (_, i) => `class ${i}`);

const cases: { readonly [name: string]: DrawnReport } = {
  'dynamics of 8 steps and 13 layers': madeUpDynamics(),
  'dynamics of 16 steps and 96 layers': madeUpDynamics({ layers: blocks(96), steps: EVEN_STEPS }),
  'dynamics of one step': madeUpDynamics({ layers: ['fc1', 'fc2', 'fc3'], steps: [1000] }),
  'dynamics of one layer': madeUpDynamics({ layers: ['fc1'], steps: [0, 10, 100] }),
  'dynamics of 18 steps, one with a name': madeUpDynamics({ steps: MANY_STEPS, floors: false }),
  'dynamics with gaps': madeUpDynamics({ isGap: (step, layer) => step === 5 || (step === 7 && layer === 7) }),
  'dynamics of nothing but gaps': madeUpDynamics({ isGap: () => true }),
  'dynamics of layers with hostile names': madeUpDynamics({
    layers: HOSTILE,
    steps: ['init', 10, '<b>&"\u202e', 'final'],
  }),
  'two networks': madeUpCross(),
  'two deep networks': madeUpCross({ rows: blocks(96), columns: blocks(48) }),
  'a layer beside a network': madeUpCross({ rows: ['fc'], columns: CONVNET }),
  'two networks without a value': madeUpCross({ isNull: () => true, floors: false }),
  'networks with hostile names': madeUpCross({
    rows: HOSTILE,
    columns: HOSTILE,
    isNull: (row, column) => row === column,
  }),
  'ten classes': madeUpClasses(),
  'a thousand classes': madeUpClasses({ classes: MANY_CLASSES, layers: blocks(48) }),
  'classes of one layer': madeUpClasses({ layers: ['fc'] }),
  'classes without a value': madeUpClasses({ isNull: () => true }),
  'classes with hostile names': madeUpClasses({ layers: HOSTILE, classes: HOSTILE }),
  'a linear plan': madeUpPlan(),
  'a plan of a deep network': madeUpPlan({ layers: blocks(96), rule: 'last' }),
  'a plan of one layer': madeUpPlan({ layers: ['fc'], totalSteps: 1 }),
  'a plan of layers with hostile names': madeUpPlan({ layers: HOSTILE, rule: 'previous', totalSteps: 1e7 }),
};

describe.each(Object.entries(cases))('the figure of %s', (_, report) => {
  const scene = reportScene(report);
  const svg = renderSvg(scene);
  const drawing = parseXml(svg);
  const boxes = textBoxes(drawing);

  test('has every text inside', () => {
    expect(boxes.length).toBeGreaterThan(5);
    expect(
      boxes.filter(({ left, top, right, bottom }) => {
        return !(left >= 0 && top >= 0 && right <= scene.width && bottom <= scene.height);
      }),
    ).toEqual([]);
  });

  test('has no text over another', () => {
    const clashes = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.text} | ${b.text}`),
    );
    expect(clashes).toEqual([]);
  });

  test('has the same bytes every time and at most 3 MB of them', () => {
    expect(renderSvg(reportScene(report))).toBe(svg);
    expect(svg.length).toBeLessThan(3e6);
  });

  test('holds no number that is none', () => expect(svg).not.toMatch(/NaN|Infinity|undefined|null/));

  test('is made of drawing elements only, whatever names are', () => {
    const names = new Set(everything(drawing).map(({ name }) => name));
    const known = ['svg', 'title', 'desc', 'defs', 'pattern', 'g', 'path', 'rect', 'circle', 'text'];
    expect([...names].filter((name) => !known.includes(name))).toEqual([]);
  });

  test('has a colour for every line on a page, which has no roles written out', () => {
    const page = parseXml(renderSvg(scene, { classes: true }));
    const lines = everything(page).filter(({ attributes }) => attributes['stroke-width'] !== undefined);
    const colourless = lines.filter(({ attributes }) => {
      return attributes['stroke'] === undefined && !attributes['class']?.includes('stroke-');
    });
    expect(colourless.map(({ attributes }) => attributes)).toEqual([]);
  });

  test('tells a value, or that there is none, for every cell', () => {
    for (const { fields, rows, columns } of scene.readouts) {
      expect(fields.map(({ values }) => values.length)).toEqual(fields.map(() => rows * columns));
    }
  });
});

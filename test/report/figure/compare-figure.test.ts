import { describe, expect, test } from '@jest/globals';
import type { CompareReport } from '../../../src/report/compare-report.js';
import { colourOf } from '../../../src/report/figure/colour-ramp.js';
import { compareFigure } from '../../../src/report/figure/compare-figure.js';
import { renderSvg } from '../../../src/report/figure/svg.js';
import { cellTables, type Element, everything, parseXml, textBoxes } from './drawing.js';
import { madeUpFrequencies, madeUpReport } from './made-up.js';

const HEADLINE = { metric: 'svcca', side: null, value: 0.5777 } as const;
const HOSTILE = [
  '</text><script>alert("1")</script>&amp;\'\u202egpj 層 😀 \ud800',
  `${'a/'.repeat(20)}${'b'.repeat(300)}`,
] as const;

const svgOf = (report: CompareReport) => renderSvg(compareFigure(report, HEADLINE));
const draw = (report: CompareReport) => parseXml(svgOf(report));
const words = (drawing: Element) => textBoxes(drawing).map(({ text }) => text);

const cases: { readonly [name: string]: CompareReport } = {
  'dense layers': madeUpReport(),
  'one correlation': madeUpReport({ count: 1 }),
  '65 000 correlations, some forced': madeUpReport({ count: 65_000, forced: 900 }),
  'chance near nothing': madeUpReport({ floor: 0.002, edge: 0.003 }),
  'chance near everything': madeUpReport({ floor: 0.998, edge: 1, forced: 40 }),
  'hostile names': madeUpReport({ paths: HOSTILE, frequencies: madeUpFrequencies({ height: 4, width: 4 }) }),
  'a 1 × 1 map': madeUpReport({ frequencies: madeUpFrequencies({ height: 1, width: 1, rule: 'zero' }) }),
  'a 3 × 3 map': madeUpReport({ frequencies: madeUpFrequencies({ height: 3, width: 3, rule: 'aliased' }) }),
  'a 7 × 5 map': madeUpReport({ frequencies: madeUpFrequencies({ height: 7, width: 5, rule: 'cropped' }) }),
  'a 5 × 40 map': madeUpReport({ frequencies: madeUpFrequencies({ height: 5, width: 40 }) }),
  'a 1 × 300 map': madeUpReport({ frequencies: madeUpFrequencies({ height: 1, width: 300 }) }),
  'a 300 × 2 map': madeUpReport({ frequencies: madeUpFrequencies({ height: 300, width: 2 }) }),
  'a 128 × 128 map': madeUpReport({ frequencies: madeUpFrequencies({ height: 128, width: 128 }) }),
  'a map of one value': madeUpReport({
    frequencies: madeUpFrequencies({ height: 32, width: 32, isNull: (u, v) => u + v > 0 }),
  }),
};

describe.each(Object.entries(cases))('the figure of %s', (_, report) => {
  const drawing = draw(report);
  const [, , width, height] = drawing.attributes['viewBox'].split(' ').map(Number);
  const boxes = textBoxes(drawing);

  test('has every text inside', () => {
    expect(boxes.length).toBeGreaterThan(20);
    expect(
      boxes.filter((box) => !(box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height)),
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

  test('has the same bytes every time', () => expect(svgOf(report)).toBe(svgOf(report)));

  test('holds no number that is none', () => expect(svgOf(report)).not.toMatch(/NaN|Infinity|undefined|null/));
});

describe('the map of frequencies', () => {
  const boxes = (path: Element | undefined) =>
    [...(path?.attributes['d'] ?? '').matchAll(/M(\S+) ([\d.]+)h([\d.]+)v([\d.]+)/g)].map(([, ...box]) =>
      box.map(Number),
    );

  test('has a cell for every frequency, of the colour of its value', () => {
    const frequencies = madeUpFrequencies({ height: 9, width: 6 });
    const [map] = cellTables(draw(madeUpReport({ frequencies })));
    expect(map).toHaveLength(9);
    // Row 4, column 3 is the zero frequency.
    map.forEach((row, i) => {
      const expected = row.map((_, j) => colourOf(frequencies.similarity[(i + 5) % 9][(j + 3) % 6] ?? Number.NaN));
      expect([i, row]).toEqual([i, expected]);
      expect(row).toHaveLength(6);
    });
  });

  test('hatches what has no value, over paper', () => {
    const frequencies = madeUpFrequencies({ height: 9, width: 6, isNull: (u, v) => (u + v) % 3 === 0 });
    const drawing = draw(madeUpReport({ frequencies }));
    const hatched = everything(drawing).filter(
      ({ name, attributes }) =>
        name === 'path' && attributes['d'].startsWith('M') && attributes['fill'] === 'url(#hatch)',
    );
    expect(hatched).toHaveLength(1);
    expect(boxes(hatched[0])).toHaveLength(18);
    const under = everything(drawing).find(
      ({ attributes: { d, fill } }) => d === hatched[0].attributes['d'] && fill === '#ffffff',
    );
    expect(under).toBeDefined();
    expect(words(drawing)).toContain('a layer keeps no direction at this frequency');
    expect(words(draw(madeUpReport()))).not.toContain('a layer keeps no direction at this frequency');
  });

  test('gives 0 and 1 the ends of the scale, whatever else there is', () => {
    const made = madeUpFrequencies({ height: 2, width: 2 });
    const similarity = [
      [1, 0.5],
      [0.5, 0],
    ];
    const [map, bar] = cellTables(draw(madeUpReport({ frequencies: { ...made, similarity } })));
    expect(map).toEqual([
      [colourOf(0), colourOf(0.5)],
      [colourOf(0.5), colourOf(1)],
    ]);
    expect([bar[0], bar[bar.length - 1]]).toEqual([[colourOf(1)], [colourOf(0)]]);
  });

  test('has the zero frequency in its middle', () => {
    const made = madeUpFrequencies({ height: 5, width: 4 });
    const similarity = made.similarity.map((row, u) => row.map((_, v) => (u === 0 && v === 0 ? 1 : 0)));
    const drawing = draw(madeUpReport({ frequencies: { ...made, similarity } }));
    const [map] = cellTables(drawing);
    expect(map.map((row) => row.indexOf(colourOf(1)))).toEqual([-1, -1, 2, -1, -1]);
    const labels = textBoxes(drawing).filter(({ text }) => /^(−\d|\d)$/.test(text));
    expect(labels.map(({ text }) => text).join(' ')).toContain('−2 −1 0 1 −2 −1 0 1 2');
  });

  test.each([
    ['cropped', 'An approximation'],
    ['zero', 'a lower bound'],
    ['aliased', '(exact)'],
  ] as const)('says what the rule %s means', (rule, said) => {
    const drawing = draw(madeUpReport({ frequencies: madeUpFrequencies({ height: 4, width: 4, rule }) }));
    expect(words(drawing).join(' ')).toContain(said);
  });

  test('is not drawn where ρ was not asked for', () => {
    const made = madeUpFrequencies({ height: 4, width: 4 });
    const similarity = made.similarity.map((row) => row.map(() => null));
    const drawing = draw(madeUpReport({ frequencies: { ...made, similarity } }));
    expect([cellTables(drawing), words(drawing).includes('Similarity by frequency')]).toEqual([[], false]);
  });
});

describe('the correlations', () => {
  const points = (drawing: Element) => {
    const line = everything(drawing).find(({ attributes }) => attributes['stroke-width'] === '1.75');
    return (line?.attributes['d'] ?? '')
      .slice(1)
      .split('L')
      .map((point) => point.split(' ').map(Number));
  };

  test('are all there where they are few', () => {
    expect(points(draw(madeUpReport({ count: 40 })))).toHaveLength(40);
  });

  test('are thinned where they are many, and keep both ends', () => {
    const [few, many] = [40, 65_000].map((count) => points(draw(madeUpReport({ count }))));
    expect(many.length).toBeLessThan(1000);
    expect(many[0][1]).toBe(few[0][1]);
    expect(many.every(([, y], i) => i === 0 || y >= many[i - 1][1])).toBe(true);
    expect(many[many.length - 1][1]).toBeGreaterThan(few[few.length - 1][1]);
  });

  test('stand beside chance at its heights, and forced ones are rings', () => {
    const drawing = draw(madeUpReport({ forced: 3, floor: 0.25, edge: 0.75 }));
    expect(words(drawing)).toEqual(expect.arrayContaining(['chance edge', '0.750', 'chance mean', '0.250']));
    const dashed = everything(drawing).filter(({ attributes }) => attributes['stroke-dasharray'] !== undefined);
    const [edge, mean] = dashed.map(({ attributes }) => Number(/^M\S+ (\S+?)L/.exec(attributes['d'])?.[1]));
    const one = points(drawing)[0][1];
    expect(mean - one).toBeCloseTo(3 * (edge - one), 1);
    const rings = everything(drawing).filter(
      ({ name, attributes }) => name === 'circle' && attributes['stroke'] !== undefined,
    );
    expect(rings.filter(({ attributes }) => Number(attributes['cy']) === one)).toHaveLength(3);
  });
});

test('every metric has its value and its chance in figures', () => {
  const text = words(draw(madeUpReport()));
  for (const expected of ['svcca', '0.5777', '0.281', 'weighted x|y', '0.7105', 'cka-debiased', '−0.0148', '0.000']) {
    expect(text).toContain(expected);
  }
});

test('the header says how layers with positions were read, and how many datapoints are independent', () => {
  const report = madeUpReport();
  const { x, y, chance } = report;
  const read = { ...x, conv: 'channels', datapoints: 3200 } as const;
  const drawing = draw({ ...report, x: read, y: { ...y, ...read }, chance: chance && { ...chance, independent: 50 } });
  expect(words(drawing).join(' ')).toContain(
    '3200 datapoints (50 independent), 48 neurons, rank 48, compared as channels',
  );
});

test('names are text, whatever is in them, and too long ones keep their ends', () => {
  const drawing = draw(cases['hostile names']);
  expect(everything(drawing).some(({ name }) => name === 'script')).toBe(false);
  const text = words(drawing);
  expect(text).toContain('</text><script>alert("1")</script>&amp;\'\\u202egpj 層 😀 \ufffd');
  expect(text.find((line) => line.startsWith('…'))).toMatch(/^…b{50,}$/);
});

test('without correlations only the metrics are drawn', () => {
  const drawing = draw({ ...madeUpReport(), correlations: null, chance: null });
  expect(words(drawing)).toContain('Metrics');
  expect(words(drawing)).not.toContain('Canonical correlations');
});

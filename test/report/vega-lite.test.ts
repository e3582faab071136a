import { describe, expect, test } from '@jest/globals';
import { colourOf } from '../../src/report/figure/colour-ramp.js';
import { vegaLiteSpec } from '../../src/report/vega-lite.js';
import { CONVNET, madeUpDynamics } from './figure/made-up-dynamics.js';
import { madeUpClasses, madeUpCross, madeUpPlan } from './figure/made-up-runs.js';

interface Encoding {
  readonly [channel: string]: { readonly field: string; readonly sort?: unknown; readonly scale?: Scale };
}
interface Scale {
  readonly type?: string;
  readonly domain?: readonly unknown[];
  readonly range?: readonly string[];
  readonly constant?: number;
}
interface View {
  readonly data?: { readonly name?: string; readonly values?: readonly Row[] };
  readonly encoding?: Encoding;
  readonly facet?: { readonly field: string; readonly sort: readonly string[] };
  readonly spec?: View;
  readonly vconcat?: readonly View[];
  readonly layer?: readonly View[];
}
interface Row {
  readonly [field: string]: string | number | null;
}
interface Spec extends View {
  readonly $schema: string;
  readonly datasets?: { readonly [name: string]: readonly Row[] };
}

/** As whoever reads the file gets it. */
const specOf = (report: Parameters<typeof vegaLiteSpec>[0]): Spec => JSON.parse(JSON.stringify(vegaLiteSpec(report)));

/** Views with what they say of themselves and the rows that they draw. */
function drawn(spec: Spec): { view: View; rows: readonly Row[] }[] {
  const found: { view: View; rows: readonly Row[] }[] = [];
  const visit = (view: View, outer: View['data']) => {
    const data = view.data ?? outer;
    if (view.encoding !== undefined) {
      found.push({ view, rows: data?.values ?? spec.datasets?.[data?.name ?? ''] ?? [] });
    }
    for (const inner of [...(view.vconcat ?? []), ...(view.layer ?? []), ...(view.spec ? [view.spec] : [])])
      visit(inner, data);
  };
  visit(spec, undefined);
  return found;
}

const reports = {
  dynamics: madeUpDynamics(),
  cross: madeUpCross(),
  classes: madeUpClasses(),
  'a plan': madeUpPlan(),
};

describe.each(Object.entries(reports))('the specification of %s', (_, report) => {
  const spec = specOf(report);

  test('names the version that it is written in', () => {
    expect(spec.$schema).toBe('https://vega.github.io/schema/vega-lite/v5.json');
  });

  test('has all its data in it, and every channel names a field of them', () => {
    const views = drawn(spec);
    expect(views.length).toBeGreaterThan(0);
    for (const { view, rows } of views) {
      expect(rows.length).toBeGreaterThan(0);
      const fields = Object.values(view.encoding ?? {}).flat();
      for (const { field } of fields) expect([field, field in rows[0]]).toEqual([field, true]);
    }
    expect(JSON.stringify(spec)).not.toContain('"url"');
  });
});

describe('the specification of dynamics', () => {
  const spec = specOf(reports.dynamics);
  const [panes, curves] = drawn(spec);

  test('has a pane for every step, in order, and a cell for every value', () => {
    const { facet } = spec.vconcat?.[0] ?? {};
    expect(facet?.field).toBe('step');
    expect(facet?.sort.slice(0, 4)).toEqual(['step 0', 'step 100', 'step 500', 'step 1,000']);
    expect(panes.rows).toHaveLength(8 * 13 * 13);
    expect(panes.rows[13]).toMatchObject({
      ...{ step: 'step 0', layer: 'bn1', final: 'conv1' },
      similarity: reports.dynamics.panes[0][1][0],
      chance: reports.dynamics.floors?.[0][1][0],
    });
  });

  test('has one colour scale from 0 to 1, whatever the values, and the first layer at the bottom', () => {
    const { color, x, y } = panes.view.encoding ?? {};
    expect(color.scale?.domain).toEqual([0, 1]);
    expect([color.scale?.range?.[0], color.scale?.range?.[8]]).toEqual([colourOf(0), colourOf(1)]);
    expect(x.sort).toEqual(CONVNET);
    expect(y.sort).toEqual([...CONVNET].reverse());
  });

  test('leaves out cells without a value, and breaks lines there', () => {
    const gaps = drawn(specOf(madeUpDynamics({ isGap: (step, layer) => step === 1 && layer === 2 })));
    expect(gaps[0].rows).toHaveLength(8 * 13 * 13 - 13);
    expect(gaps[1].rows.filter(({ similarity }) => similarity === null)).toHaveLength(1);
  });

  test('has its steps by their logarithm, in proportion, or side by side where they have names', () => {
    const axisOf = (steps: readonly (number | string)[]) =>
      drawn(specOf(madeUpDynamics({ steps })))[1].view.encoding?.['x'];
    expect(curves.view.encoding?.['x'].scale).toMatchObject({ type: 'symlog', constant: 100 });
    expect(axisOf([0, 10, 20, 30])?.scale).not.toHaveProperty('type');
    expect(axisOf(['init', 10, 'final'])).toMatchObject({
      field: 'step',
      type: 'ordinal',
      sort: ['init', '10', 'final'],
    });
  });
});

test('the specification of two networks marks the best match of every row', () => {
  const [matrix, best] = drawn(specOf(reports.cross));
  expect(matrix.rows).toHaveLength(13 * 9);
  expect(best.rows).toEqual(reports.cross.best.rows.map(({ layer, match }) => ({ row: layer, column: match })));
});

test('the specification of a plan divides training into what trains and what is frozen', () => {
  const [{ rows }] = drawn(specOf(reports['a plan']));
  expect(rows.slice(0, 2)).toEqual([
    { layer: 'conv1', from: 0, to: 2500, state: 'trains' },
    { layer: 'conv1', from: 2500, to: 20_000, state: 'frozen' },
  ]);
  expect(rows[rows.length - 1]).toEqual({ layer: 'logits', from: 0, to: 20_000, state: 'trains' });
});

test('control characters in names are made visible', () => {
  const [{ rows, view }] = drawn(specOf(madeUpDynamics({ layers: ['a\u202eb', 'c\u0007'] })));
  expect([...new Set(rows.map(({ layer }) => layer))]).toEqual(['a\\u202eb', 'c\\u0007']);
  expect(view.encoding?.['x'].sort).toEqual(['a\\u202eb', 'c\\u0007']);
});

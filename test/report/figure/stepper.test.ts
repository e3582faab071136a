import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pageParts } from '../../../src/io/page-parts.js';
import { dynamicsFigure } from '../../../src/report/figure/dynamics-figure.js';
import { packValues } from '../../../src/report/figure/pack-values.js';
import { renderPage } from '../../../src/report/figure/page.js';
import { stepperData } from '../../../src/report/figure/stepper.js';
import { blocks, madeUpDynamics } from './made-up-dynamics.js';

const unpacked = (text: string) => {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i)).map((code) =>
    code === 65535 ? null : (code - 10000) / 10000,
  );
};
const page = async (report: Parameters<typeof stepperData>[0]) =>
  renderPage(dynamicsFigure(report), await pageParts(), { stepper: stepperData(report) });

test('packed values come back to four decimals, and what is none as none', () => {
  const value = fc.option(fc.double({ min: -1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const back = unpacked(packValues(values));
      expect(back).toHaveLength(values.length);
      for (const [i, item] of values.entries()) {
        if (item === null) expect(back[i]).toBeNull();
        else expect(Math.abs((back[i] ?? 9) - item)).toBeLessThanOrEqual(0.5001e-4);
      }
    }),
  );
});

test('a page steps through every side of a metric, the one of the report first', () => {
  const report = madeUpDynamics();
  const { views, steps, settled, floors } = stepperData(report);
  expect(views.map(({ name }) => name)).toEqual([
    'the mean of both',
    'by what the layer at this step holds',
    'by what the final layer holds',
  ]);
  expect(unpacked(views[0].panes[3])[14]).toBeCloseTo(report.panes[3][1][1] ?? 9, 4);
  expect([steps[3], settled[0], floors?.length]).toEqual(['step 1,000', 3, 8]);
  expect(stepperData({ ...report, side: null, sides: null }).views).toHaveLength(1);
});

test('its policy allows its two scripts and its style, and nothing else', async () => {
  const html = await page(madeUpDynamics({ layers: ['</script><script>alert(1)</script>'] }));
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script);
  expect(scripts).toHaveLength(2);
  expect(html).toContain(`script-src ${scripts.map(hash).join(' ')};`);
  expect(html.match(/<\/script>/g)).toHaveLength(4);
});

test('16 steps of 96 layers make a page of about three million bytes', async () => {
  const html = await page(
    madeUpDynamics({ layers: blocks(96), steps: Array.from({ length: 16 }, (_, i) => i * 1000) }),
  );
  expect(html.length).toBeLessThan(3.5e6);
});

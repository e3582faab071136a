import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pageParts } from '../../src/io/page-parts.js';
import { colourOf } from '../../src/report/figure/colour-ramp.js';
import { compareFigure } from '../../src/report/figure/compare-figure.js';
import { crossFigure } from '../../src/report/figure/cross-figure.js';
import { dynamicsFigure } from '../../src/report/figure/dynamics-figure.js';
import { renderPage } from '../../src/report/figure/page.js';
import { stepperData } from '../../src/report/figure/stepper.js';
import type { DynamicsReport } from '../../src/report/run-reports.js';
import { madeUpReport } from '../report/figure/made-up.js';
import { madeUpDynamics } from '../report/figure/made-up-dynamics.js';
import { madeUpCross } from '../report/made-up-cross.js';
import { type BrowserPage, openChromium } from './chromium.js';

/** Pages as Chromium shows them: driven by keys and by a pointer, with everything that goes wrong or out noticed. */
let chromium: Awaited<ReturnType<typeof openChromium>>;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svcca-page-'));
  chromium = await openChromium();
});
afterAll(async () => {
  await chromium?.close();
  rmSync(folder, { recursive: true, force: true });
});

let opened = 0;
async function openHtml(html: string): Promise<BrowserPage> {
  const file = join(folder, `page-${++opened}.html`);
  writeFileSync(file, html);
  return chromium.open(file);
}

async function openRun(report: DynamicsReport): Promise<BrowserPage> {
  return openHtml(renderPage(dynamicsFigure(report), await pageParts(), { stepper: stepperData(report) }));
}

const fills = (page: BrowserPage) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('#pane g[shape-rendering] rect')].map((cell) => cell.getAttribute('fill'))`,
  );
const textOf = (page: BrowserPage, selector: string) =>
  page.evaluate<string>(`document.querySelector('${selector}').textContent`);
const told = (page: BrowserPage) =>
  page.evaluate<string[][] | null>(
    `document.getElementById('values').hidden ? null : [...document.querySelectorAll('#values tr')].map((line) => [...line.cells].map((cell) => cell.textContent))`,
  );
const focus = (page: BrowserPage, selector: string) => page.evaluate(`document.querySelector('${selector}').focus()`);
const boxOf = (page: BrowserPage, selector: string) =>
  page.evaluate<{ x: number; y: number; width: number; height: number }>(
    `(({ x, y, width, height }) => ({ x, y, width, height }))(document.querySelector('${selector}').getBoundingClientRect())`,
  );
const settle = (page: BrowserPage) =>
  page.send('Runtime.evaluate', { expression: 'new Promise(requestAnimationFrame)', awaitPromise: true });

describe('the page of a run', () => {
  const report = madeUpDynamics({ isGap: (step, layer) => step === 2 && layer === 3 });
  const colours = (step: number) =>
    report.panes[step].flat().map((s) => (s === null ? 'url(#no-value)' : colourOf(Number(s.toFixed(4)))));
  let page: BrowserPage;
  beforeEach(async () => {
    page = await openRun(report);
  });

  test('shows the pane of the step that the slider is moved to by keys', async () => {
    expect(await fills(page)).toEqual(colours(0));
    await focus(page, '#step');
    await page.press('ArrowRight');
    await page.press('ArrowRight');
    expect(await fills(page)).toEqual(colours(2));
    expect(await textOf(page, '#step-name')).toBe('step 500 (3 of 8)');
    await page.press('End');
    expect(await fills(page)).toEqual(colours(7));
    await page.press('ArrowLeft');
    expect(await fills(page)).toEqual(colours(6));
    await page.press('Home');
    expect(await fills(page)).toEqual(colours(0));
    expect(page.complaints).toEqual([]);
  });

  test('tells under the pointer what is there, and goes on telling when the step changes', async () => {
    const { x, y, width, height } = await boxOf(page, '#pane .target');
    const [row, column] = [4, 6];
    const cell = width / report.layers.length;
    await page.moveTo({ x: x + (column + 0.5) * cell, y: y + height - (row + 0.5) * cell });
    const lines = (step: number) => [
      ['at this step', report.layers[row]],
      ['at step 20,000', report.layers[column]],
      ['similarity', String(Number(report.panes[step][row][column]?.toFixed(4)))],
      ['by chance', String(Number(report.floors?.[step][row][column]?.toFixed(4)))],
    ];
    expect(await told(page)).toEqual(lines(0));
    await focus(page, '#step');
    await page.press('End');
    expect(await told(page)).toEqual(lines(7));
    await page.moveTo({ x: 5, y: 5 });
    expect(await told(page)).toBeNull();
  });

  test('leads from cell to cell by arrow keys, and stays inside', async () => {
    await focus(page, '#pane .target');
    const [first, second] = [(await told(page))?.[0][1], (await told(page))?.[1][1]];
    expect([first, second]).toEqual([report.layers[12], report.layers[0]]);
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.press(key);
    expect((await told(page))?.slice(0, 2).map(([, name]) => name)).toEqual([report.layers[11], report.layers[2]]);
    for (let i = 0; i < 15; i++) await page.press('ArrowUp');
    expect((await told(page))?.[0][1]).toBe(report.layers[12]);
    await page.press('End');
    expect((await told(page))?.[1][1]).toBe(report.layers[12]);
    expect(await textOf(page, '#curve-name')).toMatch(/^logits: 0\.15\d* at step 0; settles at step 20,000$/);
    await page.press('Escape');
    expect(await told(page)).toBeNull();
  });

  test('plays by the space bar from the first step on, and stops by it', async () => {
    await focus(page, '#step');
    await page.press(' ');
    expect(await textOf(page, '#play')).toBe('Pause');
    await page.send('Runtime.evaluate', {
      expression: `new Promise((resolve) => { const wait = () => document.getElementById('step').value === '2' ? resolve() : setTimeout(wait, 20); wait(); })`,
      awaitPromise: true,
    });
    await page.press(' ');
    expect([await textOf(page, '#play'), await textOf(page, '#step-name')]).toEqual(['Play', 'step 500 (3 of 8)']);
  });

  test('goes to the step that is pointed at among the curves', async () => {
    await page.evaluate(`document.getElementById('curves').scrollIntoView()`);
    const { x, y, width, height } = await boxOf(page, '#curves');
    await page.click({ x: x + width * 0.97, y: y + height / 2 });
    expect(await textOf(page, '#step-name')).toBe('step 20,000 (8 of 8)');
  });

  test('is dark where the system is, and light on paper', async () => {
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await paper()).toBe('rgb(255, 255, 255)');
    const features = [{ name: 'prefers-color-scheme', value: 'dark' }];
    await page.send('Emulation.setEmulatedMedia', { features });
    expect(await paper()).toBe('rgb(21, 24, 28)');
    expect(await page.evaluate(`getComputedStyle(document.querySelector('svg[aria-describedby] > rect')).fill`)).toBe(
      'rgb(21, 24, 28)',
    );
    await page.send('Emulation.setEmulatedMedia', { media: 'print', features });
    expect(await paper()).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(`getComputedStyle(document.getElementById('play')).display`)).toBe('none');
  });

  test('is the figure alone where no script runs', async () => {
    await page.send('Emulation.setScriptExecutionDisabled', { value: true });
    await page.send('Page.reload');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { root } = (await page.send('DOM.getDocument', { depth: 1 })) as { root: { nodeId: number } };
    const shown = async (selector: string) => {
      const { nodeId } = await page.send('DOM.querySelector', { nodeId: root.nodeId, selector });
      return page.send('DOM.getBoxModel', { nodeId }).then(
        () => true,
        () => false,
      );
    };
    expect([await shown('#stepper'), await shown('svg[aria-describedby]')]).toEqual([false, true]);
  });
});

test('either side of a metric can be chosen', async () => {
  const report = madeUpDynamics();
  const halved = report.panes.map((pane) => pane.map((row) => row.map((value) => (value === null ? null : value / 2))));
  const page = await openRun({ ...report, sides: { xy: report.panes, yx: halved } });
  await focus(page, '#views input');
  await page.press('ArrowLeft');
  await settle(page);
  expect(await fills(page)).toEqual(halved[0].flat().map((value) => colourOf(Number(value?.toFixed(4)))));
});

test('hostile names are text: nothing of them runs, loads or breaks out', async () => {
  const layers = [
    '<img src=x onerror=alert(1)>',
    '</script><script>alert(2)</script>',
    `"'><svg onload=alert(3)>`,
    'שכבה ראשונה',
    '\u202egnp.evil',
    'x'.repeat(300),
    '__proto__',
    '\u2028&amp;<!--',
  ];
  const page = await openRun(madeUpDynamics({ layers, steps: ['<b>init</b>', '</script>', 'javascript:alert(4)'] }));
  await focus(page, '#pane .target');
  for (let i = 0; i < layers.length; i++) {
    const name = (await told(page))?.[0][1];
    expect(name?.replace(/\\u[0-9a-f]{4}/g, '')).toBe(layers[layers.length - 1 - i].replace(/[\u2028\u202e]/g, ''));
    const box = await boxOf(page, '#values');
    expect([box.x >= 0, box.x + box.width <= 1100]).toEqual([true, true]);
    await page.press('ArrowDown');
  }
  expect(await page.evaluate(`document.querySelectorAll('img, script[src], b, #pane svg').length`)).toBe(0);
  const { width } = await boxOf(page, '#pane');
  expect(width).toBeLessThan(1000);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(page.complaints).toEqual([]);
});

test.each([
  ['one layer', madeUpDynamics({ layers: ['only'] })],
  ['one step', madeUpDynamics({ steps: [7] })],
  ['no sides and no floors', { ...madeUpDynamics({ floors: false }), side: null, sides: null, metric: 'cka' as const }],
])('a run of %s is shown as well', async (_, report) => {
  const page = await openRun(report);
  expect((await fills(page)).length).toBe(report.layers.length ** 2);
  expect(page.complaints).toEqual([]);
});

test('what the page did not come with does not run', async () => {
  const report = madeUpDynamics();
  const html = renderPage(dynamicsFigure(report), await pageParts(), { stepper: stepperData(report) });
  const page = await openHtml(
    html.replace('<main>', '<main><script>document.title = "run"</script><img src="https://127.0.0.1/x">'),
  );
  expect(await page.evaluate('document.title')).not.toBe('run');
  expect(page.complaints.join('\n')).toContain('Content Security Policy');
});

test.each([
  ['a comparison', compareFigure(madeUpReport(), { metric: 'svcca', side: null, value: 0.5777 })],
  ['two networks', crossFigure(madeUpCross())],
])('the page of %s tells its values by keys', async (_, scene) => {
  const page = await openHtml(renderPage(scene, await pageParts()));
  await focus(page, '.target');
  await page.press('ArrowRight');
  expect((await told(page))?.length).toBeGreaterThan(1);
  expect(page.complaints).toEqual([]);
});

import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { pageParts } from '../../../src/io/page-parts.js';
import { compareFigure } from '../../../src/report/figure/compare-figure.js';
import { renderPage } from '../../../src/report/figure/page.js';
import type { Scene } from '../../../src/report/figure/scene.js';
import { madeUpFrequencies, madeUpReport } from './made-up.js';

const END = '</script><!--<script>alert(1)</script>';
const frequencies = madeUpFrequencies({ height: 3, width: 5, isNull: (u, v) => u === 0 && v === 1 });
const scene = compareFigure(
  madeUpReport({ count: 3, forced: 1, paths: [END, '"><img src=x onerror=alert(1)>'], frequencies }),
  {
    metric: 'svcca',
    side: null,
    value: 0.5777,
  },
);
const page = renderPage(scene, await pageParts());

const contents = (html: string, tag: string) =>
  [...html.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 'gs'))].map(([, text]) => text);

test('the policy allows the one style and the one script that are there, and nothing else', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1].split('; ');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [style, ...otherStyles] = contents(page, 'style');
  const [data, script, ...otherScripts] = contents(page, 'script');
  expect([otherStyles, otherScripts]).toEqual([[], []]);
  expect(policy).toEqual([
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(scene.readouts)));
});

test('nothing is loaded from anywhere, and no attribute holds style or script', () => {
  expect(page.replace('xmlns="http://www.w3.org/2000/svg"', '').replace(/const SVG = '[^']*'/, '')).not.toContain(
    '://',
  );
  expect(page).not.toMatch(/<(img|link|iframe|object|image|use)\b|\s(style|on\w+)="|@import|url\((?!#hatch)/);
});

test('names are never markup, in data neither', () => {
  expect(page.match(/<\/?script/g)).toHaveLength(4);
  expect(page).not.toContain('<!--');
  const name = '</script><b>&\u2028';
  const named: Scene = { ...scene, readouts: [{ ...scene.readouts[0], columnRuler: { name, labels: [name] } }] };
  const [data] = contents(
    renderPage(named, { style: '', script: '', stepperStyle: '', stepperScript: '', sha256: () => '' }),
    'script',
  );
  expect(JSON.parse(data)[0].columnRuler.labels).toEqual([name]);
});

test('the values of every direction and every frequency are there to be told', () => {
  const [correlations, map] = scene.readouts;
  expect([correlations.rows, correlations.columns, map.rows, map.columns]).toEqual([1, 3, 3, 5]);
  expect(correlations.fields.map(({ name, values }) => [name, values.length])).toEqual([
    ['ρ', 3],
    ['forced to 1', 3],
  ]);
  expect(map.fields.map(({ name }) => name)).toEqual([
    'similarity',
    'directions of x',
    'directions of y',
    'share of variance of x',
    'share of variance of y',
  ]);
  expect([map.rowRuler, map.columnRuler]).toEqual([
    { name: 'u (vertical)', first: -1 },
    { name: 'v (horizontal)', first: -2 },
  ]);
  // The middle of 3 × 5 is the zero frequency; (0, 1) is to its right.
  const { values } = map.fields[0];
  expect([values[7], values[8]]).toEqual([Number(frequencies.similarity[0][0]?.toPrecision(5)), null]);
});

test('a role has the same class in the drawing and in the style', () => {
  const [style] = contents(page, 'style');
  const classes = [...page.matchAll(/class="((?:fill|stroke)-[^"]*)"/g)].flatMap(([, names]) => names.split(' '));
  expect(classes.length).toBeGreaterThan(50);
  expect(classes.filter((name) => !style.includes(`.${name}{`))).toEqual([]);
  expect(style).toContain('@media screen and (prefers-color-scheme:dark)');
});

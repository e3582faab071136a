import { expect, test } from '@jest/globals';
import type { Dynamics } from '../../src/analysis/dynamics-result.js';
import { dynamicsHeadline } from '../../src/report/dynamics-headline.js';

const LAYERS = ['a', 'b', 'c', 'd'];
const STEPS = [0, 10, 1000, 'final'] as const;

function headlineOf(settled: Dynamics['settled'], { steps = STEPS, bottomUp = 1 as number | null } = {}) {
  const layers = LAYERS.slice(0, settled.length);
  return dynamicsHeadline({ layers, steps, settled, bottomUp, reasons: {} } as unknown as Dynamics);
}

test.each([
  [[0, 10, 10, 1000], 'a settles first, at step 0; d last, at step 1,000'],
  [[10, 0, 0, 'final'], 'b and c settle first, at step 0; d last, at step “final”'],
  [[0, 0, 0, 10], 'a and 2 more settle first, at step 0; d last, at step 10'],
  [[0, 1000, 1000, 1000], 'a settles first, at step 0; d and 2 more last, at step 1,000'],
  [[10, 10, 10, 10], 'Every layer settles at step 10'],
  [['final', 'final', 'final', 'final'], 'No layer settles before the last step'],
  [[10, null, 10, null], 'a and c settle at step 10'],
  [[10, null], 'a settles at step 10'],
  [[10], 'a settles at step 10'],
  [[null, null], 'No layer has a final representation to settle at'],
] as const)('layers that settle at %j: %s', (settled, order) => {
  expect(headlineOf(settled).order).toBe(order);
});

test('one step tells nothing of settling', () => {
  const only = {
    layers: LAYERS,
    steps: [5],
    settled: [5, 5, 5, 5],
    bottomUp: null,
    reasons: {},
  } as unknown as Dynamics;
  expect(dynamicsHeadline(only).order).toBe('There is no step beside step 5 that a layer could settle at');
});

test('the order is a number with a real minus sign, or undefined', () => {
  expect(headlineOf([0, 10], { bottomUp: -0.5 }).bottomUp).toBe('Bottom-up order: Kendall’s τ −0.50');
  expect(headlineOf([0, 10], { bottomUp: null }).bottomUp).toBe('Bottom-up order: undefined');
});

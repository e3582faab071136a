import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bareStep, compareSteps, saidStep } from '../../src/io/step-name.js';

describe('the step in a name', () => {
  test.each([
    ['step_1000', 1000, ''],
    ['step-1000', 1000, ''],
    ['step1000', 1000, ''],
    ['Step=1000', 1000, ''],
    ['global_step2000', 2000, ''],
    ['iter_0001000', 1000, ''],
    ['checkpoint-500', 500, ''],
    ['checkpoint-final', 'final', ''],
    ['step_10k', 10_000, ''],
    ['step1.5M', 1_500_000, ''],
    ['step_0.1k', 100, ''],
    ['epoch=3-step=1000', 1000, ''],
    ['step=1000-epoch=3', 1000, ''],
    ['ckpt_3_step_100', 100, ''],
    ['fc1_step100', 100, 'fc1'],
    ['step100_fc1', 100, 'fc1'],
    ['a.step_7.b', 7, 'a_b'],
    ['layer one_step_7', 7, 'layer one'],
    ['step_100.conv1', 100, 'conv1'],
  ])('%s is %p, and the rest is %p', (name, step, rest) => {
    expect(saidStep(name)).toEqual({ step, rest, unit: 'step' });
  });

  test('of epochs counts epochs', () => expect(saidStep('epoch_03')).toEqual({ step: 3, rest: '', unit: 'epoch' }));

  test.each(['footstep_1', 'conv1', 'first_step', 'stepper3', 'step_1x', 'layer4.1.conv2', 'steps'])(
    '%s has none',
    (name) => expect(saidStep(name)).toBeUndefined(),
  );

  test.each([
    ['1000', 1000],
    ['007', 7],
    ['10k', 10_000],
    ['1.5M', 1_500_000],
    ['init', 'init'],
    ['Final', 'Final'],
    ['1.5', undefined],
    ['00_conv1', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['final_conv', undefined],
  ])('as all of %s is %p', (name, step) => expect(bareStep(name)).toBe(step));

  test('is any whole number again', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('step_', 'step', 'checkpoint-', 'iter=', ''), (step, word) => {
        expect(saidStep(`${word}${step}`)?.step ?? bareStep(`${word}${step}`)).toBe(step);
      }),
      { seed: 5 },
    );
  });
});

test('steps are in an order: initial ones, numbers, other names, final ones', () => {
  const steps = ['init', 0, 2, 10, 1e6, 'swa', 'final'];
  expect([...steps].reverse().sort(compareSteps)).toEqual(steps);
  fc.assert(
    fc.property(fc.shuffledSubarray(steps), (some) => {
      expect([...some].sort(compareSteps)).toEqual(steps.filter((step) => some.includes(step)));
    }),
    { seed: 5 },
  );
});

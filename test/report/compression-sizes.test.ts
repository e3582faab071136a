import { expect, test } from '@jest/globals';
import type { ProjectReport } from '../../src/report/compression-reports.js';
import { sizeMismatch } from '../../src/report/report-sizes.js';

const worth = { residual: [0.9, 0.5, 0.1], accuracy: [0.2, 0.6, 0.9], agreement: null };

/** The parts of a projection whose lengths depend on each other. */
function projection(changes: object = {}): ProjectReport {
  return {
    schema: 'svcca.project/1',
    directions: { aligned: 2, correlations: [0.9, 0.4] },
    curve: { k: [1, 2, 4], methods: [{ method: 'random', ...worth, deviation: worth }] },
    distributed: [{ k: 2, neurons: [1, 2, 4], worth }],
    ...changes,
  } as unknown as ProjectReport;
}

test('lists of a projection that are as long as their axes fit', () => {
  expect(sizeMismatch(projection())).toBeNull();
});

test.each<[string, object, number, number]>([
  ['directions.correlations', { directions: { aligned: 3, correlations: [0.9, 0.4] } }, 2, 3],
  ['curve.methods[0].residual', { curve: { k: [1, 2], methods: [{ ...worth, deviation: null }] } }, 3, 2],
  [
    'curve.methods[0].deviation.accuracy',
    { curve: { k: [1, 2, 4], methods: [{ ...worth, deviation: { ...worth, accuracy: [0.1] } }] } },
    1,
    3,
  ],
  ['distributed[0].worth.residual', { distributed: [{ k: 2, neurons: [1], worth }] }, 3, 1],
])('%s of another length is named', (place, changes, found, expected) => {
  expect(sizeMismatch(projection(changes))).toEqual({
    place,
    found: `a list of ${found}`,
    expected: `a list of ${expected}`,
  });
});

test('a plan needs the inputs of every layer', () => {
  const { directions, curve } = projection();
  const plan = { schema: 'svcca.compress-plan/1', inputs: [{}, {}], layers: [{ directions, curve }] } as never;
  expect(sizeMismatch(plan)).toEqual({ place: 'inputs', found: 'a list of 2', expected: 'a list of 1' });
});

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { mismatch } from '../../src/report/structure.js';
import { ROOT } from '../fixtures.js';
import { blocks, madeUpDynamics } from './figure/made-up-dynamics.js';
import { madeUpCross } from './made-up-cross.js';

const schemaOf = (kind: string) => JSON.parse(readFileSync(`${ROOT}src/report/schemas/${kind}.schema.json`, 'utf8'));
const asRead = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const options = { layout: 'auto', conv: 'dft', tokens: null, datapoints: null, sample: null, seed: null };
const small = madeUpDynamics({
  layers: blocks(2),
  steps: [0, 'final'],
  isGap: (step, layer) => step === 0 && layer === 1,
});
const dynamics = asRead({ ...small, options: { side: 'mean', epsilon: 0.05, ...small.options, ...options } });
const made = madeUpCross({ rows: ['a'], columns: ['b', 'c'] });
const cross = asRead({ ...made, options: { side: 'mean', ...made.options, ...options } });

type Place = { readonly holder: { [key: string]: unknown }; readonly key: string };

function places(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as { [key: string]: unknown };
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...places(holder[key])]);
}

test.each([
  ['dynamics', dynamics],
  ['cross', cross],
])('a report of %s is what its schema says, to us and to ajv', (kind, report) => {
  expect(mismatch(report, schemaOf(kind))).toBeNull();
  const valid = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schemaOf(kind));
  valid(report);
  expect(valid.errors ?? []).toEqual([]);
});

test.each([
  ['dynamics', dynamics],
  ['cross', cross],
])('of a changed report of %s we say what ajv says', (kind, report) => {
  const schema = schemaOf(kind);
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schema);
  const count = places(report).length;
  const change = fc.oneof(
    fc.record({
      kind: fc.constant('set'),
      value: fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(2, -2, 'xy')),
    }),
    fc.record({ kind: fc.constantFrom('remove', 'add'), value: fc.constant(null) }),
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(count - 1), change, (i, { kind: how, value }) => {
      const changed = asRead(report);
      const { holder, key } = places(changed)[i];
      if (how === 'remove') delete holder[key];
      else if (how === 'add') holder['__proto__x'] = value;
      else holder[key] = value;
      const read = asRead(changed);
      const ours = mismatch(read, schema) === null;
      expect(ours).toBe(valid(read));
      if (!ours) refused++;
    }),
    { seed: 5, numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(100);
});

test('the place, what is found there and what was expected are named', () => {
  const wrong = (change: (report: typeof dynamics & { [key: string]: unknown }) => void) => {
    const changed = asRead(dynamics) as typeof dynamics & { [key: string]: unknown };
    change(changed);
    return mismatch(changed, schemaOf('dynamics'));
  };
  const set = (value: unknown) => wrong(({ panes }) => ((panes as unknown[][][])[1][0][1] = value));
  expect(set('<b>')).toEqual({ place: 'panes[1][0][1]', found: '"<b>"', expected: 'a number or null' });
  expect(set(1.5)).toEqual({ place: 'panes[1][0][1]', found: '1.5', expected: 'at most 1.0000000001' });
  expect(set([[]])?.found).toBe('a list of 1');
  expect(wrong((report) => Reflect.deleteProperty(report, 'curves'))).toEqual({
    place: 'curves',
    found: 'nothing',
    expected: 'a value',
  });
  expect(wrong((report) => Object.assign(report, { 'a b': 1 }))?.place).toBe('["a b"]');
  expect(wrong((report) => Object.assign(report, { sides: { xy: [], yx: 'x' } }))).toEqual({
    place: 'sides.yx',
    found: '"x"',
    expected: 'a list',
  });
  expect(wrong((report) => Object.assign(report, JSON.parse('{"__proto__x": 1, "constructor": 2}')))?.expected).toBe(
    'nothing of that name',
  );
});

import { describe, expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { defaultEngine } from '../../src/engine/default-engine.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { activationsFrom } from '../../src/similarity/activations.js';
import { readJson } from '../fixtures.js';

interface Case {
  readonly name: string;
  readonly rankX: number;
  readonly rankY: number;
  readonly conditionX: number;
  readonly conditionY: number;
  readonly correlations: readonly number[];
  readonly x: readonly number[][];
  readonly y: readonly number[][];
}

const { cases }: { cases: Case[] } = readJson('golden/nasty.json');

/** DESIGN's bar for every ρ at t = 1. */
function bar({ conditionX, conditionY }: Case): number {
  return 30 * Number.EPSILON * (conditionX + conditionY);
}

/** The entries that are not undefined. */
function given(options: { blockRows: number | undefined; gramFrom: number | undefined }) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function layer(rows: readonly number[][]) {
  return activationsFrom(rows.flat(), { datapoints: rows.length, neurons: rows[0].length });
}

test('there are enough nasty pairs to mean something', () => expect(cases.length).toBeGreaterThan(40));

const runs = [defaultEngine, plainEngine].flatMap((engine) =>
  [undefined, 3].flatMap((blockRows) => [0, undefined].map((gramFrom) => ({ engine, blockRows, gramFrom }))),
);

describe.each(runs)(
  '$engine.name engine, blocks of $blockRows, Gram matrices from $gramFrom values:',
  ({ engine, blockRows, gramFrom }) => {
    test.each(cases)('$name has correlations within 30·eps·(κx + κy) of the exact ones', async (nasty) => {
      const options = { engine, ...given({ blockRows, gramFrom }) };
      const { x, y, correlations } = await compare(layer(nasty.x), layer(nasty.y), { metrics: ['cca'], ...options });
      expect([x.rank, y.rank]).toEqual([nasty.rankX, nasty.rankY]);
      const worst = Math.max(...nasty.correlations.map((rho, i) => Math.abs(rho - (correlations ?? [])[i])));
      expect(worst / bar(nasty)).toBeLessThanOrEqual(1);
    });
  },
);

import { describe, expect, test } from '@jest/globals';
import type { Metric } from '../../src/analysis/metrics.js';
import { dumpSimilarity } from '../../src/analysis/pair-similarity.js';
import type { Run, RunDump } from '../../src/analysis/run.js';
import { selfSimilarity } from '../../src/analysis/self-similarity.js';
import { defaultEngine } from '../../src/engine/default-engine.js';
import { DEFAULT_CUT } from '../../src/similarity/kept-directions.js';
import { layer, mapEntries, normalRows, type Rows } from '../properties/layers.js';

const opened = { now: 0, most: 0, times: 0 };

function dump(rows: Rows, name: string): RunDump {
  const activations = layer(rows, name);
  return {
    name,
    datapoints: rows.length,
    neurons: rows[0].length,
    open: async () => {
      opened.most = Math.max(opened.most, ++opened.now);
      opened.times++;
      return { activations, close: async () => void opened.now-- };
    },
    digest: async () => name,
  };
}

const FIRST = normalRows(50, 4, 1);
const SECOND = mapEntries(FIRST, (value, i, j) => value + 0.3 * Math.sin(7 * i + j));

function runOf(cells: readonly (readonly (RunDump | null)[])[]): Run {
  return { layers: cells[0].map((_, l) => `fc${l + 1}`), steps: cells.map((_, t) => 10 * t), cells };
}

describe('the similarity of a layer with itself one step before', () => {
  const options = { metric: 'weighted' as Metric, independent: 50, cut: DEFAULT_CUT, engine: defaultEngine };

  test('is that of the two dumps, and null at the first step', async () => {
    const [a, b] = [dump(FIRST, 'a'), dump(SECOND, 'b')];
    const pair = await dumpSimilarity(b, a, options);
    const [curve] = await selfSimilarity(runOf([[a], [b], [b]]), options);
    expect(curve[0]).toBeNull();
    expect(curve[1]).toBeCloseTo(((pair.xy ?? Number.NaN) + (pair.yx ?? Number.NaN)) / 2, 12);
    expect(curve[2]).toBeCloseTo(1, 12);
    const [preserved] = await selfSimilarity(runOf([[a], [b]]), { ...options, side: 'xy' });
    expect(preserved[1]).toBeCloseTo(pair.xy ?? Number.NaN, 12);
  });

  test('is null on both sides of a gap', async () => {
    const a = dump(FIRST, 'a');
    const [curve] = await selfSimilarity(runOf([[a], [null], [a], [a]]), options);
    expect(curve.map((value) => value !== null)).toEqual([false, false, false, true]);
  });

  test('takes one reading of every dump, one at a time', async () => {
    const cells = [1, 2, 3].map((t) => [dump(normalRows(20, 3, t), `a${t}`), dump(normalRows(20, 2, t), `b${t}`)]);
    opened.times = opened.most = 0;
    const done: number[] = [];
    const curves = await selfSimilarity(runOf(cells), {
      independent: 20,
      onProgress: (dumps) => void done.push(dumps),
    });
    expect([opened.times, opened.most, curves.length]).toEqual([6, 1, 2]);
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

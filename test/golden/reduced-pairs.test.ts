import { describe, expect, test } from '@jest/globals';
import { dynamics } from '../../src/analysis/dynamics.js';
import { METRICS, type Metric } from '../../src/analysis/metrics.js';
import type { RunDump } from '../../src/analysis/run.js';
import { dumpActivations } from '../../src/io/dump-activations.js';
import type { Layout } from '../../src/io/layout.js';
import { openDump } from '../../src/io/open-dump.js';
import { fixture, fixtureNames, readJson } from '../fixtures.js';

/** What METHODS promises beside an independent float64 script. */
const TOLERANCE = 1e-10;

const pairs = fixtureNames('golden')
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, golden: readJson(`golden/${name}`) }))
  .filter(({ golden }) => golden.kind === 'pair');

interface Side {
  readonly path: string;
  readonly datapoints: number;
  readonly neurons: number;
}

function dumpOf({ path, datapoints, neurons }: Side, layout: Layout): RunDump {
  const open = async () => {
    const dump = await openDump(fixture(path));
    return { activations: dumpActivations(dump, { layout, datapoints, neurons }), close: () => dump.close() };
  };
  return { name: path, datapoints, neurons, open, digest: async () => path };
}

/** Both sides' values, or the value twice. */
function sidesOf(metric: Metric, { metrics }: any): [unknown, unknown] {
  const value = metrics[metric === 'cka-debiased' ? 'ckaDebiased' : metric];
  if (metric === 'weighted') return [value.xy, value.yx];
  return metric === 'pwcca' ? [value.x, value.y] : [value, value];
}

describe.each(pairs)('$name', ({ golden }) => {
  const { variance, energy, directions, layout } = golden.options;
  const cut = { variance, energy, directions: directions ?? undefined };
  const [x, y] = [dumpOf(golden.x, layout), dumpOf(golden.y, layout)];

  test.each(METRICS)('has the same %s where each layer is reduced by itself', async (metric) => {
    const run = { layers: ['layer'], steps: [0, 1], cells: [[x], [y]] };
    const { panes, sides, summaries } = await dynamics(run, { metric, cut });
    const [value] = panes[0][0];
    const found = sides === null ? [value, value] : [sides.xy[0][0][0], sides.yx[0][0][0]];
    sidesOf(metric, golden).forEach((expected, i) => {
      if (expected === null) {
        if (metric === 'cka-debiased') expect(found[i]).toBeNull();
      } else expect(Math.abs((found[i] ?? Number.NaN) - (expected as number))).toBeLessThanOrEqual(TOLERANCE);
    });
    const { rank, k99, deadNeurons, duplicateNeurons } = golden.x;
    expect(summaries[0][0]).toMatchObject({ rank, k99, deadNeurons, duplicateNeurons });
  });
});

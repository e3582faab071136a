import { describe, expect, test } from '@jest/globals';
import { cross } from '../../src/analysis/cross.js';
import { dynamics, settledAt } from '../../src/analysis/dynamics.js';
import type { Run, RunDump } from '../../src/analysis/run.js';
import { layer as activations, normalRows } from '../properties/layers.js';

/** A layer of random neurons. */
function dump(name: string, { datapoints = 30, neurons = 4, seed = 1 } = {}): RunDump {
  const open = async () => ({
    activations: activations(normalRows(datapoints, neurons, seed), name),
    close: async () => {},
  });
  return { name, datapoints, neurons, open, digest: async () => `${name} ${seed}` };
}

function run(cells: Run['cells'], layers = cells[0].map((_, l) => `fc${l + 1}`)): Run {
  return { layers, steps: cells.map((_, t) => 10 * t), cells };
}

describe('panes of a run', () => {
  test('are of layers over the same datapoints, or both are named', async () => {
    const cells = [[dump('early', { datapoints: 29 })], [dump('late')]];
    await expect(dynamics(run(cells))).rejects.toMatchObject({
      kind: 'input',
      message: 'early has 29 datapoints but late has 30',
    });
    const networks = cells.map((dumps) => ({ layers: ['fc'], dumps }));
    await expect(cross(networks[0], networks[1])).rejects.toMatchObject({
      kind: 'input',
      message: 'early has 29 datapoints but late has 30',
    });
  });

  test('have gaps where there is no dump, and are otherwise what they are without gaps', async () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((seed) => dump(`layer ${seed}`, { seed }));
    const whole = await dynamics(
      run([
        [a, b],
        [c, d],
      ]),
    );
    const holed = await dynamics(
      run([
        [null, b],
        [c, d],
      ]),
    );
    expect(holed.panes[0]).toEqual([[null, null], whole.panes[0][1]]);
    expect(holed.panes[1]).toEqual(whole.panes[1]);
    expect(holed.summaries[0][0]).toBeNull();
    const final = await dynamics(
      run([
        [a, b],
        [c, null],
      ]),
    );
    expect(final.panes[0]).toEqual(whole.panes[0].map(([value]) => [value, null]));
    expect(final.settled[1]).toBeNull();
  });

  test('need a dump at the last step', async () => {
    await expect(dynamics(run([[dump('early')], [null]]))).rejects.toMatchObject({ kind: 'input' });
  });

  test('end in a pane that is symmetric but for the sides, with ones on its diagonal', async () => {
    const cells = [[1, 2, 3].map((seed) => dump(`layer ${seed}`, { seed, neurons: 2 + seed }))];
    const { panes, sides } = await dynamics(run(cells));
    panes[0].forEach((row, i) => {
      expect(row[i]).toBeCloseTo(1, 14);
      row.forEach((value, j) => {
        expect(value).toBe(panes[0][j][i]);
        expect(sides?.xy[0][i][j]).toBe(sides?.yx[0][j][i]);
      });
    });
  });

  test('do not change with the order of the layers', async () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((seed) => dump(`layer ${seed}`, { seed }));
    const one = await dynamics(
      run([
        [a, b],
        [c, d],
      ]),
    );
    const other = await dynamics(
      run([
        [b, a],
        [d, c],
      ]),
    );
    expect(other.panes).toEqual(one.panes.map((pane) => pane.map((row) => [...row].reverse()).reverse()));
  });
});

describe('a layer settles', () => {
  const steps = [0, 10, 20, 30, 'final'];

  test('at the first step from which on it stays as near to its end as that', () => {
    expect(settledAt([0.2, 0.95, 0.5, 0.9, 1], steps, 0.1)).toBe(30);
    expect(settledAt([0.9, 0.95, 0.9, 0.9, 1], steps, 0.1)).toBe(0);
    expect(settledAt([0.2, 0.3, 0.5, 0.7, 1], steps, 0.1)).toBe('final');
  });

  test('at a step that was seen: a gap tells nothing, and without an end there is none', () => {
    expect(settledAt([0.2, 0.95, null, 0.9, 1], steps, 0.1)).toBe(10);
    expect(settledAt([0.2, null, 0.95, 0.9, 1], steps, 0.1)).toBe(20);
    expect(settledAt([0.2, 1, 1, 1, null], steps, 0.1)).toBeNull();
  });
});

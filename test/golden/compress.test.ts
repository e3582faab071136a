import { describe, expect, test } from '@jest/globals';
import { compressedLayer } from '../../src/analysis/factor-pair.js';
import { layerDirections } from '../../src/analysis/layer-directions.js';
import { predictions } from '../../src/analysis/predictions.js';
import { project } from '../../src/analysis/project.js';
import { projectedActivations } from '../../src/analysis/projected-activations.js';
import { defaultEngine as engine } from '../../src/engine/default-engine.js';
import { column, type Matrix } from '../../src/engine/matrix.js';
import type { Activations } from '../../src/similarity/activations.js';
import { refittedNeurons, zeroedNeurons } from '../../src/similarity/neuron-restrictions.js';
import { readJson } from '../fixtures.js';
import { goldenLayer, goldenOptions } from '../golden-layer.js';

const golden = readJson('golden/compress.json');
const cases: [string, any][] = Object.entries(golden.cases);
const withWeights = cases.filter(([, { next }]) => next !== null);

/** Values are of order 1; directions lose digits as 1 over the gap of their correlations, 1e-5 at least. Shares are counts. */
const RESIDUAL = 1e-11;
const CORRELATION = 1e-12;
/** Outputs are of order 10. */
const OUTPUT = 1e-10;

/** A list beside the script's; null where the script has none says nothing. */
function nearAll(actual: any, expected: any, tolerance: number, what: string): void {
  expect([what, actual?.length]).toEqual([what, expected.length]);
  expected.forEach((value: number | null, i: number) => {
    if (value !== null && !(actual[i] !== null && Math.abs(actual[i] - value) <= tolerance)) {
      expect([`${what}[${i}]`, actual[i]]).toEqual([`${what}[${i}]`, value]);
    }
  });
}

/** Residuals, and shares to the last datapoint, where the script has them. */
function sameWorth(actual: any, expected: any, what: string): void {
  nearAll([actual.residual].flat(), [expected.residual].flat(), RESIDUAL, `${what}: residual`);
  for (const share of ['accuracy', 'agreement']) {
    const values = [expected[share]].flat();
    if (values.some((value) => value !== null)) nearAll([actual[share]].flat(), values, 1e-12, `${what}: ${share}`);
  }
}

describe('beside an independent script', () => {
  test.each(cases)('%s: as many directions are aligned and kept, with the same ρ', async (_name, row) => {
    const { found } = await layerDirections(await goldenLayer(row.layer), await goldenOptions(row));
    const { aligned, kept, rank, correlations } = row;
    expect(found).toMatchObject({ aligned, kept, rank });
    if (correlations === null) expect(found.correlations).toBeNull();
    else nearAll(found.correlations, correlations, CORRELATION, 'ρ');
  });

  test.each(cases)('%s: every method is worth the same at every k', async (_name, row) => {
    const { projection } = await project(await goldenLayer(row.layer), {
      ...(await goldenOptions(row)),
      k: row.k,
      draws: 1,
    });
    expect(projection.curve.k).toEqual(row.k);
    expect(projection.evaluated?.accuracy ?? null).toBe(row.accuracy);
    for (const { method, ...worth } of projection.curve.methods) {
      if (!method.startsWith('random')) sameWorth(worth, row.methods[method], method);
    }
    const alone = row.other === null && row.logits === null;
    expect(projection.curve.methods.filter(({ method }) => method in row.methods)).toHaveLength(alone ? 3 : 5);
  });

  test.each(cases)('%s: the same neurons matter most to the directions, and do as well', async (_name, row) => {
    for (const { k, neurons, worth } of row.distributed) {
      const distributed = { k: [k], neurons };
      const options = { ...(await goldenOptions(row)), k: [1], draws: 1, distributed };
      const { projection } = await project(await goldenLayer(row.layer), options);
      sameWorth(projection.distributed[0].worth, worth, `${k} directions in fewer neurons`);
    }
  });

  test.each(cases)('%s: given neurons are worth the same, with the others refitted or zero', async (_name, row) => {
    const { next, heldOut, labels, ...options } = await goldenOptions(row);
    const { space, means } = await layerDirections(await goldenLayer(row.layer), options);
    for (const { neurons, refitted, zeroed } of row.sets) {
      const others = Array.from({ length: space.neurons }, (_, j) => j).filter((j) => !neurons.includes(j));
      const making = { engine, most: neurons.length, order: Int32Array.from([...neurons, ...others]) };
      for (const [restrict, expected] of [
        [refittedNeurons, refitted],
        [zeroedNeurons, zeroed],
      ] as const) {
        const restriction = restrict(space, making);
        const worth = {
          residual: restriction.residuals[neurons.length],
          accuracy: null as number | null,
          agreement: null as number | null,
        };
        if (next !== undefined && heldOut !== undefined) {
          const candidate = { map: restriction.map(), k: [neurons.length] };
          const { candidates } = await predictions(heldOut, [candidate], { next, labels, means, engine });
          worth.accuracy = candidates[0].right[0] / heldOut.datapoints;
          worth.agreement = candidates[0].agreeing[0] / heldOut.datapoints;
        }
        sameWorth(worth, expected, `${neurons.length} neurons`);
      }
    }
  });

  test.each(withWeights)(
    '%s: the factors give the same outputs, and so do the projected activations',
    async (_name, row) => {
      const { next, heldOut, ...options } = await goldenOptions(row);
      if (next === undefined || heldOut === undefined) throw new Error('weights or activations are missing');
      const directions = await layerDirections(await goldenLayer(row.layer), options);
      for (const { k, method, bias, outputs } of row.factors.filter((factors: any) => factors.k <= row.kept)) {
        const factors = compressedLayer(directions, next, { k, method, engine });
        expect([factors.weight1.rows, factors.weight2.cols, factors.bias.length]).toEqual([k, k, row.size.outputs]);
        nearAll(ninth(factors.bias), bias, OUTPUT, 'bias');
        const encoded = engine.product(factors.weight1, await firstTwo(heldOut));
        const projected = await firstTwo(projectedActivations(heldOut, directions, { k, method }));
        const ways = {
          factors: engine.product(factors.weight2, encoded),
          projected: engine.product(next.weights, projected),
        };
        outputs.forEach((expected: number[], i: number) => {
          for (const [way, added] of [
            ['factors', factors.bias],
            ['projected', next.bias],
          ] as const) {
            const own = column(ways[way], i).map((value, j) => value + added[j]);
            nearAll(ninth(own), expected, OUTPUT, `outputs ${i} of ${k} ${method} ${way}`);
          }
        });
      }
    },
  );
});

/** The first two datapoints, as columns. */
async function firstTwo(layer: Activations): Promise<Matrix> {
  for await (const { values } of layer.blocks(2))
    return { rows: layer.neurons, cols: 2, data: Float64Array.from(values) };
  throw new Error('no datapoints');
}

function ninth(values: Float64Array): number[] {
  return Array.from(values).filter((_, i) => i % 9 === 0);
}

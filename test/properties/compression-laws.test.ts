import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Method } from '../../src/analysis/compression-result.js';
import { compressedLayer, factorPair } from '../../src/analysis/factor-pair.js';
import {
  type LayerDirections,
  type LayerDirectionsOptions,
  layerDirections,
} from '../../src/analysis/layer-directions.js';
import { randomOrders } from '../../src/analysis/neuron-orders.js';
import type { NextLayer } from '../../src/analysis/next-layer.js';
import { type ProjectOptions, project } from '../../src/analysis/project.js';
import { projectedActivations } from '../../src/analysis/projected-activations.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import { layer, mapEntries, normalRows, type Rows, relatedPairs, sideBySide, times } from './layers.js';

const { abs, max, sqrt } = Math;

const SOME = normalRows(40, 8, 1);
const OTHER = times(SOME, normalRows(8, 5, 2)).map((row, i) =>
  row.map((value, j) => value + normalRows(40, 5, 3)[i][j]),
);
const ROUNDING = 1e-10;

/** Layers that break careless code, and a layer over the same datapoints. */
const LAYERS: readonly [string, Rows][] = [
  ['an ordinary layer', SOME],
  ['a layer of ReLUs, some dead', mapEntries(SOME, (value, _, j) => (j % 3 === 2 ? 0 : max(0, value)))],
  ['duplicated neurons', sideBySide(SOME, SOME)],
  ['neurons that are sums of others', sideBySide(SOME, times(SOME, normalRows(8, 4, 4)))],
  ['neurons on scales from 1 to 1e-12', mapEntries(SOME, (value, _, j) => value * 10 ** (-1.7 * j))],
  ['neurons of 1e140', mapEntries(SOME, (value) => value * 1e140)],
  ['neurons of 1e-140', mapEntries(SOME, (value) => value * 1e-140)],
  ['means of 1000', mapEntries(SOME, (value) => value + 1000)],
  ['more neurons than datapoints', normalRows(40, 60, 5)],
  [
    'constant neurons that are not zero',
    sideBySide(
      SOME,
      SOME.map(() => [3, -1]),
    ),
  ],
];

const WAYS: readonly [string, LayerDirectionsOptions['other']][] = [
  ['alone', undefined],
  ['with another layer', { activations: layer(OTHER, 'other'), as: 'layer' }],
  ['with logits', { activations: layer(times(OTHER, normalRows(5, 3, 6)), 'logits'), as: 'logits' }],
];

const CASES = LAYERS.flatMap(([name, rows]) => WAYS.map(([way, other]) => [name, way, rows, other] as const));

async function read(rows: ReturnType<typeof layer>): Promise<number[][]> {
  const out: number[][] = [];
  for await (const { rows: count, values } of rows.blocks(7)) {
    for (let i = 0; i < count; i++) out.push(Array.from(values.subarray(i * rows.neurons, (i + 1) * rows.neurons)));
  }
  return out;
}

function norm(rows: Rows): number {
  const largest = rows.flat().reduce((most, value) => max(most, abs(value)), 0);
  if (largest === 0) return 0;
  return largest * sqrt(rows.flat().reduce((sum, value) => sum + (value / largest) ** 2, 0));
}

function centred(rows: Rows): number[][] {
  const means = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  return mapEntries(rows, (value, _, j) => value - means[j]);
}

function minus(a: Rows, b: Rows): number[][] {
  return mapEntries(a, (value, i, j) => value - b[i][j]);
}

function rowsOf({ rows, cols, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => data[j * rows + i]));
}

function transposed(rows: Rows): number[][] {
  return rows[0].map((_, j) => rows.map((row) => row[j]));
}

function nextLayer(weights: Rows, bias: readonly number[]): NextLayer {
  const data = Float64Array.from(transposed(weights).flat());
  return {
    name: 'next',
    weights: { rows: weights.length, cols: weights[0].length, data },
    bias: Float64Array.from(bias),
  };
}

/** W·x + b for every row x. */
function outputs(rows: Rows, weights: Rows, bias: readonly number[]): number[][] {
  return times(rows, transposed(weights)).map((row) => row.map((value, j) => value + bias[j]));
}

function places(rows: Rows): number[] {
  return rows.map((row) => row.indexOf(Math.max(...row)));
}

function share(a: readonly number[], b: readonly number[]): number {
  return a.filter((value, i) => value === b[i]).length / a.length;
}

describe.each(CASES)('directions of %s, %s', (_, __, rows, other) => {
  test('are uncorrelated and of unit norm, and E·D is the identity', async () => {
    const directions = await layerDirections(layer(rows), { cut: FULL_RANK, ...(other ? { other } : {}) });
    const { rank } = directions.found;
    const { encoder, decoder } = factorPair(directions, { k: rank, method: 'oblique' });
    const values = times(centred(rows), transposed(rowsOf(encoder)));
    const gram = times(transposed(values), values);
    expect(norm(mapEntries(gram, (value, i, j) => value - (i === j ? 1 : 0)))).toBeLessThan(1e-9);
    const pair = times(rowsOf(encoder), rowsOf(decoder));
    expect(norm(mapEntries(pair, (value, i, j) => value - (i === j ? 1 : 0)))).toBeLessThan(1e-9);
  });

  test.each(['oblique', 'orthonormal'] as const)('give the activations back at full rank, %s', async (method) => {
    const directions = await layerDirections(layer(rows), { cut: FULL_RANK, ...(other ? { other } : {}) });
    const k = directions.found.rank;
    const back = await read(projectedActivations(layer(rows), directions, { k, method }));
    expect(norm(minus(back, rows)) / norm(centred(rows))).toBeLessThan(ROUNDING);
  });

  test.each(['oblique', 'orthonormal'] as const)('leave the residual that the curve says, %s', async (method) => {
    const { projection, directions } = await project(layer(rows), {
      cut: FULL_RANK,
      draws: 1,
      ...(other ? { other } : {}),
    });
    const { k, methods } = projection.curve;
    const curve = methods.find((found) => found.method === (other === undefined ? 'pca' : method));
    for (const [i, count] of k.entries()) {
      const back = await read(projectedActivations(layer(rows), directions, { k: count, method }));
      const residual = norm(minus(back, rows)) / norm(centred(rows));
      expect(abs(residual - (curve?.residual[i] as number))).toBeLessThan(ROUNDING);
    }
  });

  test('leave least by PCA, then by orthonormal loadings, by least squares, and by orthonormalised coefficients', async () => {
    const { projection, directions } = await project(layer(rows), { draws: 1, ...(other ? { other } : {}) });
    const { k, methods } = projection.curve;
    const of = (method: Method) => methods.find((found) => found.method === method)?.residual as readonly number[];
    const pca = of('pca');
    if (other === undefined) {
      expect(methods.map(({ method }) => method)).not.toContain('oblique');
      return;
    }
    for (const [i, count] of k.entries()) {
      expect(pca[i]).toBeLessThanOrEqual(of('orthonormal')[i] + ROUNDING);
      expect(of('orthonormal')[i]).toBeLessThanOrEqual(of('oblique')[i] + ROUNDING);
      if (count > directions.found.kept) continue;
      const worst = residualByCoefficients(
        rows,
        rowsOf(factorPair(directions, { k: count, method: 'oblique' }).encoder),
      );
      expect(of('oblique')[i]).toBeLessThanOrEqual(worst + ROUNDING);
    }
  });

  test('fold the mean into the bias: W₂(E·x) + b′ is W applied to the projected x, and b', async () => {
    const directions = await layerDirections(layer(rows), other ? { other } : {});
    const [weights, bias] = [normalRows(4, rows[0].length, 9), [1, -2, 3, 0]];
    for (const method of ['oblique', 'orthonormal'] as const) {
      const k = Math.ceil(directions.found.kept / 2);
      const factors = compressedLayer(directions, nextLayer(weights, bias), { k, method });
      const projected = await read(projectedActivations(layer(rows), directions, { k, method }));
      const expected = outputs(projected, weights, bias);
      const encoded = times(rows, transposed(rowsOf(factors.weight1)));
      const actual = outputs(encoded, rowsOf(factors.weight2), [...factors.bias]);
      expect(norm(minus(actual, expected)) / norm(outputs(rows, weights, bias))).toBeLessThan(ROUNDING);
    }
  });
});

/** What orthonormalised coefficients leave: x → μ + QQᵀ(x − μ) with the columns of Q spanning those of A. */
function residualByCoefficients(rows: Rows, coefficients: Rows): number {
  const basis: number[][] = [];
  for (const row of coefficients) {
    const largest = Math.max(...row.map(abs));
    let rest = row.map((value) => value / largest);
    for (let pass = 0; pass < 3; pass++) {
      for (const unit of basis) {
        const along = unit.reduce((sum, value, j) => sum + value * rest[j], 0);
        rest = rest.map((value, j) => value - along * unit[j]);
      }
    }
    const length = norm([rest]);
    basis.push(rest.map((value) => value / length));
  }
  const x = centred(rows);
  return norm(minus(x, times(times(x, transposed(basis)), basis))) / norm(x);
}

describe('neurons', () => {
  const rows = mapEntries(sideBySide(SOME, times(SOME, normalRows(8, 3, 4))), (value, _, j) =>
    j === 2 ? 5 : max(-0.5, value) + j,
  );
  const neurons = rows[0].length;
  const k = [1, 2, 3, 5, 7];

  test('are refitted by least squares, or zeroed, in the order of their mean magnitudes', async () => {
    const { projection } = await project(layer(rows), { k, draws: 1 });
    const means = rows[0].map((_, j) => rows.reduce((sum, row) => sum + abs(row[j]), 0));
    const order = rows[0].map((_, j) => j).sort((a, b) => means[b] - means[a]);
    for (const [i, count] of k.entries()) {
      const kept = order.slice(0, count);
      const at = (method: Method) =>
        projection.curve.methods.find((found) => found.method === method)?.residual[i] as number;
      expect(abs(at('largest') - residualOfSpan(rows, kept))).toBeLessThan(ROUNDING);
      const zeroed = mapEntries(rows, (value, _, j) => (kept.includes(j) ? value : 0));
      expect(abs(at('largest-zeroed') - norm(minus(zeroed, rows)) / norm(centred(rows)))).toBeLessThan(ROUNDING);
    }
  });

  test('that are drawn at random have the mean and the deviation of their draws', async () => {
    const { projection } = await project(layer(rows), { k, draws: 3, seed: 7 });
    const drawn = randomOrders({ neurons, draws: 3, seed: 7 }).map((order) =>
      k.map((count) => residualOfSpan(rows, [...order.slice(0, count)])),
    );
    const random = projection.curve.methods.find(({ method }) => method === 'random');
    for (const [i] of k.entries()) {
      const values = drawn.map((draw) => draw[i]);
      const mean = (values[0] + values[1] + values[2]) / 3;
      const deviation = sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
      expect(abs((random?.residual[i] as number) - mean)).toBeLessThan(ROUNDING);
      expect(abs((random?.deviation?.residual[i] as number) - deviation)).toBeLessThan(ROUNDING);
    }
  });

  test('are drawn the same for the same seed only, each of them once', () => {
    const orders = (seed: number) => randomOrders({ neurons: 9, draws: 4, seed }).map((order) => [...order]);
    expect(orders(3)).toEqual(orders(3));
    expect(orders(3)).not.toEqual(orders(4));
    for (const order of orders(3)) expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

/** What least squares on some neurons leaves, by modified Gram–Schmidt over the datapoints. */
function residualOfSpan(rows: Rows, kept: readonly number[]): number {
  let columns = transposed(centred(rows));
  const whole = norm(columns);
  for (const j of kept) {
    for (let pass = 0; pass < 2; pass++) {
      const length = norm([columns[j]]);
      if (length < 1e-11 * whole) continue;
      const unit = columns[j].map((value) => value / length);
      columns = columns.map((values) => {
        const along = values.reduce((sum, value, i) => sum + value * unit[i], 0);
        return values.map((value, i) => value - along * unit[i]);
      });
    }
  }
  return norm(columns) / whole;
}

describe('with the next layer', () => {
  const [weights, bias] = [normalRows(3, 8, 21), [0.5, -0.2, 0]];
  const held = mapEntries(normalRows(30, 8, 22), (value) => value + 0.3);
  const labels = Int32Array.from(places(outputs(held, weights, [0, 0, 0])));
  const common: ProjectOptions = {
    other: { activations: layer(OTHER), as: 'layer' },
    next: nextLayer(weights, bias),
    labels,
    heldOut: layer(held, 'held out'),
    draws: 2,
  };

  test.each([
    ['few points, off the neurons', [1, 4]],
    ['many points, off the features', [1, 2, 3, 4, 5, 6, 7, 8]],
  ])('accuracy and agreement are those of the projected activations: %s', async (_, k) => {
    const { projection, directions } = await project(layer(SOME), { ...common, cut: FULL_RANK, k });
    const whole = places(outputs(held, weights, bias));
    expect(projection.evaluated).toEqual({
      name: 'held out',
      datapoints: 30,
      heldOut: true,
      accuracy: share(whole, [...labels]),
    });
    for (const method of ['oblique', 'orthonormal'] as const) {
      const curve = projection.curve.methods.find((found) => found.method === method);
      for (const [i, count] of k.entries()) {
        const back = await read(projectedActivations(layer(held), directions, { k: count, method }));
        const answers = places(outputs(back, weights, bias));
        expect(curve?.accuracy?.[i]).toBeCloseTo(share(answers, [...labels]), 12);
        expect(curve?.agreement?.[i]).toBeCloseTo(share(answers, whole), 12);
      }
    }
    const zeroed = projection.curve.methods.find(({ method }) => method === 'largest-zeroed');
    const order = largestOf(SOME);
    for (const [i, count] of k.entries()) {
      const kept = mapEntries(held, (value, _, j) => (order.indexOf(j) < count ? value : 0));
      expect(zeroed?.agreement?.[i]).toBeCloseTo(share(places(outputs(kept, weights, bias)), whole), 12);
    }
  });

  test('distributedness keeps the neurons of the largest loadings after the projection', async () => {
    const { projection, directions } = await project(layer(SOME), {
      ...common,
      distributed: { k: [2], neurons: [5, 1, 8] },
    });
    const [{ k, neurons, worth }] = projection.distributed;
    expect([k, neurons]).toEqual([2, [1, 5, 8]]);
    const { decoder } = factorPair(directions, { k: 2, method: 'oblique' });
    const sizes = rowsOf(decoder).map(([a, b]) => a * a + b * b);
    const order = sizes.map((_, j) => j).sort((a, b) => sizes[b] - sizes[a]);
    const restrict = (rows: Rows, n: number) => mapEntries(rows, (value, _, j) => (order.indexOf(j) < n ? value : 0));
    for (const [i, n] of neurons.entries()) {
      const own = await read(projectedActivations(layer(SOME), directions, { k: 2, method: 'oblique' }));
      expect(worth.residual[i]).toBeCloseTo(norm(minus(restrict(own, n), SOME)) / norm(centred(SOME)), 10);
      const back = await read(projectedActivations(layer(held), directions, { k: 2, method: 'oblique' }));
      const answers = places(outputs(restrict(back, n), weights, bias));
      expect(worth.accuracy?.[i]).toBeCloseTo(share(answers, [...labels]), 12);
    }
  });
});

function largestOf(rows: Rows): number[] {
  const means = rows[0].map((_, j) => rows.reduce((sum, row) => sum + abs(row[j]), 0));
  return means.map((_, j) => j).sort((a, b) => means[b] - means[a]);
}

test('directions beyond the aligned ones follow by the variance that they explain', async () => {
  await fc.assert(
    fc.asyncProperty(relatedPairs({ datapoints: 40, neurons: 7 }), async ({ x, y }) => {
      const few = y.map((row) => row.slice(0, 2));
      const directions = await layerDirections(layer(x), {
        cut: FULL_RANK,
        other: { activations: layer(few), as: 'logits' },
      });
      const { aligned, rank, kept } = directions.found;
      const explained = explainedBy(directions, kept);
      expect(aligned).toBe(Math.min(rank, few[0].length, x.length - 1));
      for (let j = aligned + 1; j < kept; j++) expect(explained[j]).toBeLessThanOrEqual(explained[j - 1] * (1 + 1e-9));
    }),
    { numRuns: 30 },
  );
});

function explainedBy(directions: LayerDirections, k: number): number[] {
  const { decoder } = factorPair(directions, { k, method: 'oblique' });
  return transposed(rowsOf(decoder)).map((column) => column.reduce((sum, value) => sum + value * value, 0));
}

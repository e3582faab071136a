import { describe, expect, test } from '@jest/globals';
import { compare } from '../../src/analysis/compare.js';
import { eigenvectorsServe, routeFor, unresolvedBlocks } from '../../src/similarity/accuracy-ladder.js';
import type { Activations } from '../../src/similarity/activations.js';
import { alikeCondition, alikeNeurons, hadamard, layerOf, turnedNeurons } from '../hadamard.js';

const EPSILON = Number.EPSILON;
const DATAPOINTS = 256;
const above = (value: number) => value * (1 + 2 * EPSILON);
const well = { condition: 1, norm: 1 };

describe('the border', () => {
  test.each([
    [1, 12],
    [Math.SQRT2, 12 * Math.SQRT2 ** 2],
    [3, 108],
    [5, 212],
    [100, 212],
  ])('of one Gram matrix is, for a largest singular value of %d, the condition %d', (norm, condition) => {
    expect(routeFor({ conditions: [{ condition, norm }, well], neurons: 9 })).toBe('gram');
    expect(routeFor({ conditions: [well, { condition: above(condition), norm }], neurons: 9 })).toBe('refined');
  });

  test.each([1, 2, 100, 4096])('of a second pass is 1/√(10·%i·eps), not included', (neurons) => {
    const condition = Math.sqrt(1 / (10 * neurons * EPSILON));
    const route = (own: number) => routeFor({ conditions: [well, { condition: own, norm: 1 }], neurons });
    expect([route(condition * (1 - EPSILON)), route(condition)]).toEqual(['refined', 'qr']);
  });

  test.each([Number.POSITIVE_INFINITY, Number.NaN])('is crossed by a condition of %d', (condition) => {
    expect(routeFor({ conditions: [well, { condition, norm: 1 }], neurons: 2 })).toBe('qr');
  });
});

describe('eigenvectors of a Gram matrix serve at a cut', () => {
  const below = (value: number) => value * (1 - 2 * EPSILON);
  /** Kept down to λ² = `last`, with `next` as the square after the cut. */
  const serve = (last: number, next: number, condition: number) =>
    eigenvectorsServe({ squares: Float64Array.of(1, last, next, next), k: 2, condition });

  test('that falls into a gap of λ₁²/(30·κ·√n) or more, whatever follows', () => {
    expect([serve(1 / 60, 0, 1), serve(below(1 / 60), 0, 1)]).toEqual([true, false]);
    expect([serve(0.5, 0.5 - 1 / 60, 1), serve(1 / 6000, 0, 100)]).toEqual([true, true]);
  });

  test('between equal ones while it turns them no more than singular vectors: up to λ₁² = 300·√n·2·λ_k²', () => {
    const tied = (square: number) => serve(square, square, 1000);
    expect([tied(above(1 / 1200)), tied(below(1 / 1200))]).toEqual([true, false]);
  });

  test('between equal ones while the kept ones stay orthogonal within the bar: up to λ₁² = 30·κ·√n·λ_k²', () => {
    const tied = (square: number, condition: number) => serve(square, square, condition);
    expect([tied(above(1 / 60), 1), tied(below(1 / 60), 1)]).toEqual([true, false]);
    expect([tied(above(1 / 600), 10), tied(below(1 / 600), 10)]).toEqual([true, false]);
  });

  test('not where λ₁/λ_k is above 212, however well the neurons are conditioned', () => {
    const long = (square: number) =>
      eigenvectorsServe({
        squares: Float64Array.from([1, ...Array(99_999).fill(square)]),
        k: 2,
        condition: 1e3,
      });
    expect([long(above(212 ** -2)), long(below(212 ** -2))]).toEqual([true, false]);
  });
});

const ROUTES = {
  gram: 'route: the Gram matrix of the neurons, one pass',
  refined: 'route: the Gram matrix of the neurons and a second pass that made them orthonormal (Cholesky QR)',
  qr: 'route: Householder QR of the neurons',
};

/** Counts how often the blocks are asked for. */
function counted(layer: Activations) {
  const count = { passes: 0, blocks: 0 };
  const blocks = async function* (rows: number) {
    count.passes++;
    for await (const block of layer.blocks(rows)) {
      count.blocks++;
      yield block;
    }
  };
  return { layer: { ...layer, blocks }, count };
}

/** Neurons just within and beyond a border, with the routes that they take. */
const sides = [
  // Two neurons: κ² = (1 + r)/(1 − r) = 12²(1 + r)² where own is 5.908e7.
  { neurons: 2, own: 5.92e7, route: 'gram' },
  { neurons: 2, own: 5.9e7, route: 'refined' },
  // Sixty: the largest singular value is nearly √60, and κ = 212 where own is 3.654e7.
  { neurons: 60, own: 3.8e7, route: 'gram' },
  { neurons: 60, own: 3.6e7, route: 'refined' },
  // Two again: κ = √(1/(20·eps)) = 1.5e7 where own is 94.
  { neurons: 2, own: 110, route: 'refined' },
  { neurons: 2, own: 80, route: 'qr' },
  { neurons: 2, own: 0, route: 'qr' },
] as const;

test.each(sides)(
  '$neurons neurons alike but for $own in 1e9 take the route $route, are read as often as that takes, and keep to the bar',
  async ({ neurons, own, route }) => {
    const x = counted(layerOf(alikeNeurons(neurons, own), DATAPOINTS, { name: 'x' }));
    const y = counted(layerOf(turnedNeurons(neurons, own), DATAPOINTS, { name: 'y' }));
    const options = { metrics: ['cca', 'cka-debiased'] as const, cut: { variance: 1, energy: 'variance' as const } };
    const { decisions, correlations } = await compare(x.layer, y.layer, { ...options, gramFrom: 0, blockRows: 100 });
    expect(decisions).toContain(ROUTES[route]);
    const passes = route === 'gram' ? 1 : 2;
    for (const { count } of [x, y]) expect(count).toEqual({ passes, blocks: 3 * passes });
    expect(correlations).toHaveLength(own === 0 ? 1 : neurons);
    const bar = 30 * EPSILON * 2 * (own === 0 ? 1 : alikeCondition(neurons, own));
    for (const rho of correlations ?? []) expect(Math.abs(rho - 0.6)).toBeLessThanOrEqual(bar);
  },
);

describe('Householder QR at once', () => {
  const cases = {
    'a pipe': [{ once: true }, {}],
    'a pipe beside a file': [{}, { once: true }],
  };
  test.each(Object.entries(cases))('is the way of %s, read once', async (_, [moreX, moreY]) => {
    const x = counted(layerOf(alikeNeurons(3, 5e8), DATAPOINTS, moreX));
    const y = counted(layerOf(turnedNeurons(3, 5e8), DATAPOINTS, moreY));
    const { decisions } = await compare(x.layer, y.layer, { gramFrom: 0 });
    expect(decisions).toContain(ROUTES.qr);
    expect([x.count.passes, y.count.passes]).toEqual([1, 1]);
  });

  test.each([4, 5])('is the way of neurons that are nearly as many as %i datapoints', async (datapoints) => {
    const columns = [0, 1, 2].map((j) => (i: number) => Math.sin(1 + i * (j + 2) ** 2));
    const x = counted(layerOf(columns, datapoints));
    const { decisions } = await compare(x.layer, x.layer, { metrics: ['cca'], gramFrom: 0 });
    expect(decisions).toContain(datapoints === 4 ? ROUTES.qr : ROUTES.gram);
  });

  test.each([2 ** 18 - 16, 2 ** 18])('is the way of %i values, if they are fewer than 2^18', async (values) => {
    const columns = [2, 3, 5, 7, 11, 13, 17, 19].map((j) => (i: number) => Math.sin(i * j + (i * j) ** 2));
    const x = layerOf(columns, values / 16);
    const { decisions } = await compare(x, x, { metrics: ['cca'] });
    expect(decisions).toContain(values < 2 ** 18 ? ROUTES.qr : ROUTES.gram);
  });
});

test('layers that are nearly equal are read again for the Procrustes angle, by QR', async () => {
  const columns = alikeNeurons(3, 5e8);
  const near = columns.map((column, j) => (i: number) => column(i) + hadamard(i, 100 + j));
  const [x, y] = [columns, near].map((own) => counted(layerOf(own, DATAPOINTS)));
  const { decisions, distances } = await compare(x.layer, y.layer, { metrics: ['procrustes'], gramFrom: 0 });
  expect([decisions[1], x.count.passes, y.count.passes]).toEqual([ROUTES.gram, 2, 2]);
  // ‖Y − X‖/‖X‖: lengths of 1 and of 1e9·√1.25, at right angles.
  expect(distances.procrustes).toBeCloseTo(1e-9 / Math.sqrt(1.25), 15);
});

describe('a block of frequencies is read again', () => {
  const noise = 4 * EPSILON;
  const tolerance = 1e-12;
  const squares = (...values: number[]) => Float64Array.from(values);
  const read = (
    blocks: Float64Array[],
    { most = blocks.map(({ length }) => length), largest = blocks.map(() => 1) } = {},
  ) =>
    unresolvedBlocks(
      blocks.map((own, b) => ({ squares: own, largest: largest[b] })),
      { tolerance, most },
    );

  test('where it has a value that rounding may have made, from that of its entries to as much below zero', () => {
    const margin = 8 * noise;
    const cut = tolerance ** 2;
    for (const value of [0, cut, margin, -margin * 0.9, margin / 2]) {
      expect(read([squares(1, value), squares(1, 0.5)])).toEqual([true, false]);
    }
    expect(read([squares(1, -margin * 2), squares(1)])).toEqual([false, false]);
  });

  test('where a value loses more than 30·eps·κ, with κ that of all blocks', () => {
    // λ² · 30·eps·κ = noise, for κ = 1/λ of this value itself: λ = noise / (30·eps).
    const border = (4 / 30) ** 2;
    expect(read([squares(1, above(border))])).toEqual([false]);
    expect(read([squares(1, border * (1 - 4 * EPSILON))])).toEqual([true]);
    // The same value is good enough beside one that makes κ larger, which is not.
    expect(read([squares(1, border / 4), squares(1, border / 100)])).toEqual([false, true]);
    const small = 1e-6;
    expect(read([squares(1, border), squares(1, small)])).toEqual([false, true]);
  });

  test('of small entries, by their own rounding', () => {
    const size = 1e-8;
    expect(read([squares(1, 0.5), squares(size, size / 2)])).toEqual([false, true]);
    expect(read([squares(1, 0.5), squares(size, size / 2)], { largest: [1, size] })).toEqual([false, false]);
    expect(read([squares(1, 0.5), squares(size, 0)], { largest: [1, size] })).toEqual([false, true]);
  });

  test('not for values beyond those that its datapoints allow, nor where it has none', () => {
    expect(read([squares(1, 0.5, 0, 0)], { most: [2] })).toEqual([false]);
    expect(read([squares(1, 0.5, 0, 0)], { most: [3] })).toEqual([true]);
    expect(read([squares(1), squares()])).toEqual([false, false]);
  });
});

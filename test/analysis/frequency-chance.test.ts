import { describe, expect, test } from '@jest/globals';
import { type Comparison, compare } from '../../src/analysis/compare.js';
import { chanceLaw, forcedOnes, weightedFloor } from '../../src/similarity/chance.js';
import { FULL_RANK } from '../../src/similarity/kept-directions.js';
import { mapLayer, mapValues, noiseMaps } from '../properties/maps.js';

const noise = (datapoints: number, [height, width, channels]: readonly number[], seed: number) =>
  noiseMaps(datapoints, { height, width, channels }, seed);

/** Every frequency with what is kept there, and the datapoints that the law of real layers has there: one more where no mean is taken off. */
function frequenciesOf({ frequencies, recipes }: Comparison) {
  if (frequencies === undefined) throw new Error('the layers have space');
  const { datapoints } = recipes['svcca'];
  return frequencies.kx.flatMap((row, u) =>
    row.map((kx, v) => {
      const sizes = { kx, ky: frequencies.ky[u][v], datapoints: u + v === 0 ? datapoints : datapoints + 1 };
      return { ...sizes, fewest: Math.min(kx, sizes.ky), u, v };
    }),
  );
}

function codes({ warnings }: Comparison): string[] {
  return warnings.map(({ code }) => code);
}

describe('the chance figures of frequencies', () => {
  test.each([
    [50, [4, 3, 3], [4, 3, 2]],
    [40, [6, 4, 2], [3, 2, 4]],
    [25, [5, 5, 2], [3, 4, 3]],
    [6, [3, 3, 4], [3, 3, 3]],
    [60, [4, 4, 3], [1, 1, 5]],
  ])('are sums of the laws of each, over %i datapoints', async (datapoints, left, right) => {
    const [x, y] = [noise(datapoints, left, 1), noise(datapoints, right, 2)];
    const found = await compare(mapLayer(x), mapLayer(y), { cut: { variance: 0.9, energy: 'variance' } });
    const { chance, correlations } = found;
    const met = frequenciesOf(found).filter(({ fewest }) => fewest > 0);
    const sum = (value: (own: (typeof met)[number]) => number) => met.reduce((all, own) => all + value(own), 0);
    const [kx, ky] = [found.x.k, found.y.k];
    const fewest = Math.min(kx, ky);
    const floor = sum((own) => own.fewest * chanceLaw(own).floor) / fewest;
    const square = sum((own) => own.fewest * chanceLaw(own).meanSquare);
    expect(chance).toMatchObject({ of: 'svcca', independent: datapoints, kx, ky, bartlett: null });
    expect(chance?.floor).toBeCloseTo(floor, 12);
    expect(chance?.floors.svcca).toBeCloseTo(floor, 12);
    expect(chance?.floors.r2).toBeCloseTo(Math.min(1, square / fewest), 12);
    expect(chance?.floors.gcd).toBeCloseTo(Math.min(1, square / Math.sqrt(kx * ky)), 12);
    expect(chance?.edge).toBeCloseTo(Math.max(...met.map((own) => chanceLaw(own).edge)), 12);
    expect(chance?.forcedOnes).toBe(sum(forcedOnes));
    const b = square / fewest;
    if (b < 1) expect(chance?.r2Corrected).toBeCloseTo(((found.metrics.r2 ?? 0) - b) / (1 - b), 10);
    expect(correlations).toHaveLength(fewest);
    expect((correlations ?? []).filter((rho) => rho > 0)).toHaveLength(sum((own) => own.fewest));
    const full = await compare(mapLayer(x), mapLayer(y), { cut: FULL_RANK });
    expect(found.chance?.full).toEqual({
      kx: full.chance?.kx,
      ky: full.chance?.ky,
      floor: full.chance?.floor,
      edge: full.chance?.edge,
      above: full.chance?.above,
      forcedOnes: full.chance?.forcedOnes,
    });
    expect(found.chance?.floors.cca).toBe(full.chance?.floor);
  });

  test('count as above what exceeds the edge of its own frequency, once for each frequency and its negative', async () => {
    const x = noise(80, [3, 4, 2], 1);
    // The sums over rows of positions are those of x: two channels at the three frequencies without cycles along the width.
    const y = mapValues(noise(80, [3, 4, 2], 2), (value, { i, y: r, c }) => {
      const row = [0, 1, 2, 3].map((s) => x.rows[i][(r * 4 + s) * 2 + c]);
      return value + 3 * row.reduce((sum, own) => sum + own, 0);
    });
    const { chance } = await compare(mapLayer(x), mapLayer(y), { cut: FULL_RANK });
    expect(chance?.above).toBeGreaterThanOrEqual(6);
    expect(chance?.above).toBeLessThanOrEqual(9);
  });

  test('of Weighted SVCCA weigh every frequency by its λ', async () => {
    const [x, y] = [noise(30, [4, 3, 1], 1), noise(30, [4, 3, 1], 2)];
    const found = await compare(mapLayer(x), mapLayer(y), { cut: FULL_RANK });
    const [sums, weights] = [
      [0, 0],
      [0, 0],
    ];
    for (const { u, v } of frequenciesOf(found)) {
      const real = u % 2 === 0 && v === 0;
      const dimensions = u + v === 0 ? 29 : 30;
      const times = real ? 1 : 2;
      const length = weightedFloor({ ky: times, datapoints: times * dimensions + 1 });
      [found.frequencies?.varianceX, found.frequencies?.varianceY].forEach((shares, side) => {
        const lambda = Math.sqrt(shares?.[u][v] ?? 0);
        sums[side] += lambda * length;
        weights[side] += lambda;
      });
    }
    const [xy, yx] = sums.map((own, side) => own / weights[side]);
    expect(found.chance?.floors.weighted?.xy).toBeCloseTo(xy, 10);
    expect(found.chance?.floors.weighted?.yx).toBeCloseTo(yx, 10);
  });

  test('are what independent layers have, nearly', async () => {
    const [x, y] = [noise(60, [6, 5, 5], 3), noise(60, [6, 5, 4], 4)];
    const { chance, metrics } = await compare(mapLayer(x), mapLayer(y), { cut: FULL_RANK });
    for (const name of ['svcca', 'cca', 'pwcca', 'r2', 'gcd', 'weighted'] as const) {
      const [value, floor] = [metrics[name], chance?.floors[name]].map((own) =>
        typeof own === 'object' && own !== null ? Object.values(own)[0] : own,
      );
      expect(Math.abs((value ?? 0) / (floor ?? 1) - 1)).toBeLessThan(0.06);
    }
    expect(Math.abs(chance?.r2Corrected ?? 1)).toBeLessThan(0.01);
  });
});

describe('warnings of frequencies', () => {
  test('say how many correlations are forced to 1, which they are', async () => {
    const found = await compare(mapLayer(noise(4, [3, 2, 3], 1)), mapLayer(noise(4, [3, 2, 3], 2)), { cut: FULL_RANK });
    // Over 3 dimensions at the zero frequency all 3, over 4 at the others 2 of 3.
    expect(found.chance?.forcedOnes).toBe(3 + 2 * 5);
    expect((found.correlations ?? []).filter((rho) => rho > 1 - 1e-12)).toHaveLength(13);
    expect(found.chance?.above).toBe(0);
    expect(codes(found)).toEqual(['forced-ones']);
    expect(found.warnings[0].message).toMatch(/^13 correlations are exactly 1 whatever the data/);
  });

  test('say where only all directions force correlations to 1', async () => {
    const cut = { variance: 0.99, energy: 'variance', directions: 4 } as const;
    const found = await compare(mapLayer(noise(9, [3, 3, 6], 1)), mapLayer(noise(9, [3, 3, 6], 2)), { cut });
    expect(found.chance?.forcedOnes).toBe(0);
    const forced = found.warnings.filter(({ code }) => code === 'forced-ones');
    expect(forced).toHaveLength(1);
    expect(forced[0].message).toContain(`over every direction, ${4 + 3 * 8} correlations are exactly 1`);
  });

  test('say how many datapoints would do', async () => {
    const few = await compare(mapLayer(noise(19, [3, 3, 4], 1)), mapLayer(noise(19, [3, 3, 3], 2)), { cut: FULL_RANK });
    const message = few.warnings.find(({ code }) => code === 'few-datapoints')?.message;
    expect(message).toContain('19 datapoints for up to 4 directions at a frequency');
    expect(message).toContain('20 datapoints or more');
    const enough = await compare(mapLayer(noise(20, [3, 3, 4], 1)), mapLayer(noise(20, [3, 3, 3], 2)), {
      cut: FULL_RANK,
    });
    expect(codes(enough)).not.toContain('few-datapoints');
  });

  test('say what is left out of maps whose sizes do not fit, and of a layer without space', async () => {
    const cropped = await compare(mapLayer(noise(60, [5, 6, 2], 1)), mapLayer(noise(60, [4, 3, 2], 2)));
    expect(cropped.frequencies?.rule).toBe('cropped');
    expect(codes(cropped)).toContain('cropped-frequencies');
    expect(cropped.warnings[0].message).toContain('5 × 6 and 4 × 3');
    expect(cropped.warnings[0].message).toContain('3 × 3 lowest frequencies');
    for (const swapped of [false, true]) {
      const layers = [mapLayer(noise(60, [4, 4, 2], 1), 'conv'), mapLayer(noise(60, [1, 1, 5], 2), 'logits')];
      const [a, b] = swapped ? layers.reverse() : layers;
      const flat = await compare(a, b);
      expect(flat.frequencies?.rule).toBe('zero');
      expect(codes(flat)).toContain('zero-frequency-only');
      expect(flat.warnings[0].message).toMatch(/^logits has no space/);
    }
  });

  test('are none for layers that are alike over many datapoints', async () => {
    const x = noise(60, [4, 3, 2], 1);
    const own = noise(60, [4, 3, 2], 2);
    const y = mapValues(x, (value, { i, y: r, x: s, c }) => value + own.rows[i][(r * 3 + s) * 2 + c]);
    expect((await compare(mapLayer(x), mapLayer(y))).warnings).toEqual([]);
  });
});

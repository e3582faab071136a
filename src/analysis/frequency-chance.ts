import { chanceLaw, countAbove, forcedOnes, weightedFloor } from '../similarity/chance.js';
import type { SpectralOverlaps } from '../similarity/spectral-overlaps.js';
import type { ChanceFigures, ChanceFloors, ChanceReport } from './chance-report.js';
import type { FrequencyOverlap, FrequencyResult } from './frequency-result.js';
import { CORRELATION_METRICS, CUT_METRICS, type Metric } from './metrics.js';

const { max, min, sqrt } = Math;

/**
 * The chance figures of layers compared frequency by frequency: each block has the datapoints themselves to correlate over, not their
 * shifts, and its own law; sums over blocks count missing ρ as zeros, as the values do.
 */
export function frequencyChance(
  pair: BlocksOfPair,
  { values, cut, full }: FrequencyResult,
  { metrics, datapoints }: { metrics: readonly Metric[]; datapoints: number },
): ChanceReport | null {
  const asked = CORRELATION_METRICS.filter((metric) => metrics.includes(metric));
  if (asked.length === 0) return null;
  const of = asked.some((metric) => CUT_METRICS.includes(metric)) ? 'svcca' : 'cca';
  const centred = pair.plan.blocks.map((block) => block.centred !== false);
  const kept = sumsOf(cut, { centred, datapoints });
  const every = sumsOf(full, { centred, datapoints });
  const stage = of === 'svcca' ? kept : every;
  const seesAll = metrics.includes('cca') || metrics.includes('pwcca');
  const meanSquare = min(1, kept.squares / min(cut.kx, cut.ky));
  return {
    of,
    independent: datapoints,
    ...stage.figures,
    r2Corrected: values.r2 === undefined || meanSquare === 1 ? null : (values.r2 - meanSquare) / (1 - meanSquare),
    floors: floors(asked, { pair, cut, kept, every, centred, datapoints }),
    full: seesAll ? every.figures : null,
    bartlett: null,
  };
}

interface BlocksOfLayer {
  readonly blocks: SpectralOverlaps['x']['blocks'];
}

interface BlocksOfPair extends Pick<SpectralOverlaps, 'plan'> {
  readonly x: BlocksOfLayer;
  readonly y: BlocksOfLayer;
}

/** The datapoints of a law over m dimensions: one more, for the mean. */
function lawDatapoints(datapoints: number, centred: boolean): number {
  return centred ? datapoints : datapoints + 1;
}

interface Sums {
  readonly figures: ChanceFigures;
  /** Σ ρ² that chance gives. */
  readonly squares: number;
}

function sumsOf(
  { kx, ky, blocks }: FrequencyOverlap,
  { centred, datapoints }: { centred: readonly boolean[]; datapoints: number },
): Sums {
  let [floor, squares, edge, above, forcedAll] = [0, 0, 0, 0, 0];
  let known = true;
  blocks.forEach((block, b) => {
    if (min(block.kx, block.ky) === 0) return;
    const sizes = { kx: block.kx, ky: block.ky, datapoints: lawDatapoints(datapoints, centred[b]) };
    const law = chanceLaw(sizes);
    const forced = forcedOnes(sizes);
    const { multiplicity, correlations } = block;
    floor += multiplicity * min(block.kx, block.ky) * law.floor;
    squares += multiplicity * min(block.kx, block.ky) * law.meanSquare;
    edge = max(edge, law.edge);
    forcedAll += multiplicity * forced;
    if (correlations === undefined) known = false;
    else above += multiplicity * countAbove(correlations, { edge: law.edge, forced });
  });
  const figures = { kx, ky, floor: floor / min(kx, ky), edge, above: known ? above : null, forcedOnes: forcedAll };
  return { figures, squares };
}

function floors(
  asked: readonly Metric[],
  {
    pair,
    cut,
    kept,
    every,
    centred,
    datapoints,
  }: {
    pair: BlocksOfPair;
    cut: FrequencyOverlap;
    kept: Sums;
    every: Sums;
    centred: readonly boolean[];
    datapoints: number;
  },
): ChanceFloors {
  const result: ChanceFloors = {};
  for (const metric of asked) {
    if (metric === 'svcca') result.svcca = kept.figures.floor;
    if (metric === 'cca') result.cca = every.figures.floor;
    if (metric === 'pwcca') result.pwcca = every.figures.floor;
    if (metric === 'r2') result.r2 = min(1, kept.squares / min(cut.kx, cut.ky));
    if (metric === 'gcd') result.gcd = min(1, kept.squares / sqrt(cut.kx * cut.ky));
    if (metric === 'weighted') {
      const others = cut.blocks.map(({ kx, ky }) => [ky, kx]);
      const [xy, yx] = [pair.x, pair.y].map((space, side) =>
        preservationFloor(space, {
          kept: cut.blocks.map(({ kx, ky }) => (side === 0 ? kx : ky)),
          other: others.map((pairOf) => pairOf[side]),
          centred,
          datapoints,
        }),
      );
      result.weighted = { xy, yx, mean: (xy + yx) / 2 };
    }
  }
  return result;
}

/** W of independent layers: the mean length of a direction's projection onto the other's at its frequency, weighted by λ. */
function preservationFloor(
  { blocks }: BlocksOfLayer,
  {
    kept,
    other,
    centred,
    datapoints,
  }: { kept: readonly number[]; other: readonly number[]; centred: readonly boolean[]; datapoints: number },
): number {
  let [sum, weight] = [0, 0];
  blocks.forEach(({ singularValues, multiplicity }, b) => {
    const dimensions = lawDatapoints(datapoints, centred[b]) - 1;
    // Complex directions have twice as many real dimensions, the whole space too.
    const length =
      other[b] === 0 ? 0 : weightedFloor({ ky: multiplicity * other[b], datapoints: multiplicity * dimensions + 1 });
    for (let i = 0; i < kept[b]; i++) {
      sum += multiplicity * singularValues[i] * length;
      weight += multiplicity * singularValues[i];
    }
  });
  return sum / weight;
}

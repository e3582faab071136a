import type { Activations } from '../similarity/activations.js';
import { type SpectralPair, spectralPair } from '../similarity/dft-conv.js';
import { pairOverlaps } from '../similarity/spectral-overlaps.js';
import type { SpectralSpace } from '../similarity/spectral-space.js';
import { spectrumFigures } from '../similarity/spectrum.js';
import type { CompareOptions, Comparison, LayerSummary } from './compare.js';
import { engineDecision, recipes } from './compare-recipes.js';
import { frequencyChance } from './frequency-chance.js';
import { frequencyMetrics } from './frequency-metrics.js';
import type { FrequencyMap, FrequencyReport } from './frequency-report.js';
import type { FrequencyOverlap } from './frequency-result.js';
import { frequencyWarnings } from './frequency-warnings.js';

const { min } = Math;

/**
 * Compares layers of which at least one has space, frequency by frequency (METHODS §5): what `compare` would say of the flattened layers over all circular
 * shifts of the datapoints.
 */
export async function compareFrequencies(
  layers: readonly [Activations, Activations],
  {
    metrics,
    cut,
    engine,
    blockRows,
    directions = false,
    onProgress,
    onStage,
  }: CompareOptions & Required<Pick<CompareOptions, 'metrics' | 'cut' | 'engine'>>,
): Promise<Comparison> {
  const pair = await spectralPair(layers, { engine, blockRows, onProgress, onStage });
  try {
    const found = directions ? pair : undefined;
    const result = frequencyMetrics(pairOverlaps(pair, engine), { metrics, cut, engine, directions: found, onStage });
    const { datapoints } = layers[0];
    const chance = frequencyChance(pair, result, { metrics, datapoints });
    const stage = chance?.of === 'cca' ? result.full : result.cut;
    return {
      engine: engine.name,
      x: summary(pair.x, { datapoints, k: result.cut.kx }),
      y: summary(pair.y, { datapoints, k: result.cut.ky }),
      metrics: result.values,
      reasons: result.values.ckaDebiased === null ? { ckaDebiased: SHIFTS_DEPEND } : {},
      recipes: recipes(metrics, {
        x: pair.x,
        y: pair.y,
        datapoints,
        cut,
        kept: result.cut,
      }),
      distances: result.angle === undefined ? {} : { procrustes: result.angle },
      correlations: allCorrelations(stage),
      chance,
      frequencies: frequencyReport(pair, result.cut),
      warnings: frequencyWarnings({ pair, cut: result.cut, chance, datapoints }),
      ...(result.directions === undefined ? {} : { frequencyDirections: result.directions }),
      decisions: [engineDecision(engine), routeDecision(pair), ...[pair.x, pair.y].map(rankDecision)],
    };
  } finally {
    pair.release();
  }
}

const SHIFTS_DEPEND = 'undefined here: shifts of an image are not independent datapoints';

function summary(space: SpectralSpace, { datapoints, k }: { datapoints: number; k: number }): LayerSummary {
  const { name, neurons, rank, deadNeurons, duplicateNeurons } = space;
  return { name, datapoints, neurons, rank, k, ...spectrumFigures(space), deadNeurons, duplicateNeurons };
}

/** ρ of all blocks, those of a frequency and its negative both, falling; null where a block lacks its own. */
function allCorrelations(stage: FrequencyOverlap): number[] | null {
  const all: number[] = [];
  for (const { multiplicity, correlations, kx, ky } of stage.blocks) {
    if (min(kx, ky) === 0) continue;
    if (correlations === undefined) return null;
    for (let twice = 0; twice < multiplicity; twice++) for (const rho of correlations) all.push(rho);
  }
  // Where one layer has more directions at a frequency than the other, the missing ρ are zeros.
  while (all.length < min(stage.kx, stage.ky)) all.push(0);
  return [...Float64Array.from(all).sort()].reverse();
}

function frequencyReport(pair: SpectralPair, cut: FrequencyOverlap): FrequencyReport {
  const { plan, x, y } = pair;
  const shares = [x, y].map((space) => {
    const sums = space.blocks.map(({ singularValues }) =>
      singularValues.reduce((sum, value) => sum + value * value, 0),
    );
    const total = space.blocks.reduce((sum, { multiplicity }, b) => sum + multiplicity * sums[b], 0);
    return sums.map((own) => own / total);
  });
  const similarity = cut.blocks.map(({ kx, ky, correlations }) =>
    correlations === undefined || min(kx, ky) === 0
      ? null
      : correlations.reduce((sum, rho) => sum + rho, 0) / min(kx, ky),
  );
  return {
    height: plan.height,
    width: plan.width,
    rule: plan.rule,
    similarity: mapOfBlocks(pair, similarity),
    kx: mapOfBlocks(
      pair,
      cut.blocks.map(({ kx }) => kx),
    ),
    ky: mapOfBlocks(
      pair,
      cut.blocks.map(({ ky }) => ky),
    ),
    varianceX: mapOfBlocks(pair, shares[0]),
    varianceY: mapOfBlocks(pair, shares[1]),
    defect: { x: pair.defect(0), y: pair.defect(1) },
  };
}

/** A value of every block at its frequency and at its negative. */
function mapOfBlocks<T>({ plan: { height, width, blocks } }: SpectralPair, values: readonly T[]): FrequencyMap<T> {
  const map = Array.from({ length: height }, () => Array.from({ length: width }, () => values[0]));
  blocks.forEach(({ u, v }, b) => {
    map[u][v] = values[b];
    map[(height - u) % height][(width - v) % width] = values[b];
  });
  return map;
}

function routeDecision({ plan: { blocks, rule, height, width }, readAgain }: SpectralPair): string {
  const route = `route: the Gram matrices of ${blocks.length} blocks of frequencies (${height} × ${width}, ${rule})`;
  return readAgain === 0 ? `${route}, one pass` : `${route}, and a second pass that resolved ${readAgain} of them`;
}

function rankDecision({ name, rank, neurons, deadNeurons, condition }: SpectralSpace): string {
  return `${name}: rank ${rank} of ${neurons} neurons over all shifts, ${deadNeurons} dead; condition of the others, channels scaled to unit norm, about ${condition.toExponential(1)}`;
}

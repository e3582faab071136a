import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import {
  type CanonicalDirections,
  canonicalDirections,
  type ReducedLayer,
} from '../similarity/canonical-directions.js';
import type { Alignment } from '../similarity/cca.js';
import { type Cut, DEFAULT_CUT, keptDirections } from '../similarity/kept-directions.js';
import type { KeptSide } from '../similarity/kept-pair.js';
import { type SpectrumFigures, spectrumFigures } from '../similarity/spectrum.js';
import type { Subspace } from '../similarity/svd.js';
import { type ChanceReport, chanceReport } from './chance-report.js';
import { engineDecision, recipes } from './compare-recipes.js';
import { compareWarnings, type Warning } from './compare-warnings.js';
import type { FrequencyReport } from './frequency-report.js';
import type { SavedFrequencyDirections } from './frequency-result.js';
import { measurePair } from './measure-pair.js';
import { METRICS, type Metric } from './metrics.js';
import type { MetricValues, PairResult } from './pair-metrics.js';

/** One side of a comparison, reduced. */
export interface LayerSummary extends SpectrumFigures {
  readonly name: string;
  readonly datapoints: number;
  readonly neurons: number;
  readonly rank: number;
  /** Directions that the cut keeps. */
  readonly k: number;
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
}

/** How a value came about; every layer is centred over the datapoints. */
export interface Recipe {
  /** The share of variance kept (1: the numerical rank); null where directions were asked for outright. */
  readonly variance: number | null;
  readonly energy: Cut['energy'];
  readonly kx: number;
  readonly ky: number;
  readonly neuronsX: number;
  readonly neuronsY: number;
  readonly datapoints: number;
  readonly centred: true;
}

/** Canonical directions of the kept subspaces with what is needed to apply them to new activations. */
export interface SavedDirections extends CanonicalDirections {
  readonly correlations: Float64Array;
  readonly meansX: Float64Array;
  readonly meansY: Float64Array;
  /** λ of the kept directions. */
  readonly singularValuesX: Float64Array;
  readonly singularValuesY: Float64Array;
}

export interface Comparison {
  /** The name of the engine that computed it. */
  readonly engine: string;
  readonly x: LayerSummary;
  readonly y: LayerSummary;
  readonly metrics: MetricValues;
  /** For every value that is null, why. */
  readonly reasons: PairResult['reasons'];
  readonly recipes: { readonly [metric: string]: Recipe };
  /** Angular Procrustes distance, in radians. */
  readonly distances: { readonly procrustes?: number };
  /** ρ, falling, at the cut (over the full rank when only `cca` or `pwcca` was asked for); null when nothing needed them. */
  readonly correlations: readonly number[] | null;
  readonly chance: ChanceReport | null;
  /** Of layers that were compared frequency by frequency. */
  readonly frequencies?: FrequencyReport;
  readonly warnings: readonly Warning[];
  /** How the numerics went, for `-v`. */
  readonly decisions: readonly string[];
  readonly directions?: SavedDirections;
  /** The same of layers that were compared frequency by frequency. */
  readonly frequencyDirections?: SavedFrequencyDirections;
}

export interface CompareOptions {
  readonly metrics?: readonly Metric[];
  readonly cut?: Cut;
  /** Also compute the canonical directions at the cut. */
  readonly directions?: boolean;
  readonly engine?: Engine;
  /** Datapoints that are independent of each other where not all are, as the positions of one image: floors of chance are theirs. */
  readonly independent?: number | undefined;
  /** Datapoints read at a time; by default as many as make the arithmetic efficient. */
  readonly blockRows?: number;
  /** Values (datapoints × neurons of both layers) from which the Gram matrix of the neurons is worth its bookkeeping. */
  readonly gramFrom?: number;
  /** Called with the datapoints read so far. */
  readonly onProgress?: ((datapoints: number) => void) | undefined;
  /** Called before each long step after reading, with what it does. */
  readonly onStage?: ((stage: string) => void) | undefined;
}

/**
 * How similar two layers are, by every metric asked for, with the floor of chance beside it. Reads both
 * layers once, side by side; memory depends on their neurons, not on their datapoints.
 *
 * @throws SvccaError 'input' when the datapoints differ in number, 'undefined' when a layer has no variance,
 *   'usage' when more directions are asked for than exist.
 */
export async function compare(
  x: Activations,
  y: Activations,
  {
    metrics = METRICS,
    cut = DEFAULT_CUT,
    directions = false,
    engine = defaultEngine,
    independent = x.datapoints,
    blockRows,
    gramFrom,
    onProgress,
    onStage,
  }: CompareOptions = {},
): Promise<Comparison> {
  requireSameDatapoints(x, y);
  if (hasSpace(x) || hasSpace(y)) {
    // Maps are the rarer case, and what compares them is a third of the code.
    const { compareFrequencies } = await import('./compare-frequencies.js');
    return compareFrequencies([x, y], {
      metrics,
      cut,
      engine,
      directions,
      onProgress,
      onStage,
      ...(blockRows ? { blockRows } : {}),
    });
  }
  const asked = { metrics, cut, engine, directions };
  const pair = await measurePair([x, y], { ...asked, blockRows, gramFrom, onProgress, onStage });
  const { result, decisions } = pair;
  const chance = chanceReport(result, { metrics, datapoints: x.datapoints, independent });
  const summaries = { x: summary(pair.x, cut), y: summary(pair.y, cut) };
  const { correlations } = chance?.of === 'cca' ? result.full : result.cut;
  return {
    engine: engine.name,
    ...summaries,
    metrics: result.values,
    reasons: result.reasons,
    recipes: recipes(metrics, { x: pair.x, y: pair.y, datapoints: x.datapoints, cut, kept: result.cut }),
    distances: result.angle === undefined ? {} : { procrustes: result.angle },
    correlations: correlations === undefined ? null : [...correlations],
    chance,
    warnings: compareWarnings({ ...summaries, chance, metrics: result.values }),
    decisions: [engineDecision(engine), ...decisions],
    ...(result.cut.alignment ? { directions: await savedDirections(pair.reduced, result.cut.alignment, engine) } : {}),
  };
}

/** One position is none: there the channels are all that there is. */
function hasSpace({ grid }: Activations): boolean {
  return grid !== undefined && grid.height * grid.width > 1;
}

function requireSameDatapoints(x: Activations, y: Activations): void {
  if (x.datapoints === y.datapoints) return;
  throw new SvccaError('input', `${x.name} has ${x.datapoints} datapoints but ${y.name} has ${y.datapoints}`, {
    hint: 'dump both layers on the same inputs, in the same order',
  });
}

function summary(space: KeptSide, cut: Cut): LayerSummary {
  const { name, datapoints, neurons, rank, deadNeurons, duplicateNeurons } = space;
  const k = keptDirections(space, cut);
  return { name, datapoints, neurons, rank, k, ...spectrumFigures(space), deadNeurons, duplicateNeurons };
}

async function savedDirections(
  [x, y]: readonly ReducedLayer[],
  alignment: Alignment,
  engine: Engine,
): Promise<SavedDirections> {
  return {
    ...(await canonicalDirections(x, y, alignment, { engine })),
    correlations: alignment.correlations,
    meansX: x.space.means,
    meansY: y.space.means,
    singularValuesX: keptSingularValues(x.space, alignment.x.rows),
    singularValuesY: keptSingularValues(y.space, alignment.y.rows),
  };
}

function keptSingularValues({ singularValues, exponent }: Subspace, k: number): Float64Array {
  return singularValues.subarray(0, k).map((value) => value * powerOfTwo(exponent));
}

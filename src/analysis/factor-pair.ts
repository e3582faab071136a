import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { type Matrix, transpose } from '../engine/matrix.js';
import { SvccaError } from '../errors.js';
import { coefficients, loadingsInDumpUnits, loadingsOf } from '../similarity/factor-directions.js';
import { orthonormalLoadings } from '../similarity/orthonormal-loadings.js';
import type { ProjectionKind } from './compression-result.js';
import type { LayerDirections } from './layer-directions.js';
import type { NextLayer } from './next-layer.js';

export interface FactorOptions {
  readonly k: number;
  readonly method: ProjectionKind;
  readonly engine?: Engine;
}

/** Encoder and decoder of a layer of p neurons: x → μ + decoder·encoder·(x − μ). */
export interface FactorPair {
  /** k × p. */
  readonly encoder: Matrix;
  /** p × k. */
  readonly decoder: Matrix;
}

/** Two linear layers in a row: x → weight2·(weight1·x) + bias. */
export interface CompressedLayer {
  /** k × p. */
  readonly weight1: Matrix;
  /** Outputs × k. */
  readonly weight2: Matrix;
  /** One for each output. */
  readonly bias: Float64Array;
}

/**
 * The projection onto a layer's top k directions (METHODS §6). `oblique`: E = A_kᵀ and D = Σ·A_k, the least squares fit of the layer given
 * those directions. `orthonormal`: P = orth(Σ·A_k)ᵀ and Pᵀ, the orthogonal projection onto the span of their loadings.
 *
 * @throws SvccaError ('usage') when more directions are asked for than the cut keeps.
 */
export function factorPair(
  directions: LayerDirections,
  { k, method, engine = defaultEngine }: FactorOptions,
): FactorPair {
  requireDirections(directions, k);
  if (method === 'oblique') {
    return {
      encoder: transpose(coefficients(directions, k, engine)),
      decoder: loadingsInDumpUnits(directions, k, engine),
    };
  }
  const decoder = orthonormalLoadings(loadingsOf(directions, k, engine), engine);
  return { encoder: transpose(decoder), decoder };
}

/**
 * The next layer W·x + b factored through k directions: W₂ = W·D, E, and b' = b + W(I − D·E)μ, so that W₂·(E·x) + b' is W applied to
 * the projected x, and b. Without a next layer W is the identity and b is zero: a bottleneck before whatever reads the layer.
 *
 * @throws SvccaError ('usage') when more directions are asked for than the cut keeps.
 */
export function compressedLayer(
  directions: LayerDirections,
  next: NextLayer | undefined,
  { k, method, engine = defaultEngine }: FactorOptions,
): CompressedLayer {
  const { encoder, decoder } = factorPair(directions, { k, method, engine });
  const { means } = directions;
  const rest = centreOf(means, { encoder, decoder }, engine);
  if (next === undefined) return { weight1: encoder, weight2: decoder, bias: rest };
  const bias = engine.product(next.weights, { rows: rest.length, cols: 1, data: rest }).data;
  for (let i = 0; i < bias.length; i++) bias[i] += next.bias[i];
  return { weight1: encoder, weight2: engine.product(next.weights, decoder), bias };
}

/** (I − D·E)μ. */
function centreOf(means: Float64Array, { encoder, decoder }: FactorPair, engine: Engine): Float64Array {
  const centre = { rows: means.length, cols: 1, data: means };
  const projected = engine.product(decoder, engine.product(encoder, centre)).data;
  return projected.map((value, j) => means[j] - value);
}

/** @throws SvccaError ('usage') saying how many directions there are and why. */
export function requireDirections({ found, summary, cut }: LayerDirections, k: number): void {
  if (!(Number.isSafeInteger(k) && k >= 1)) {
    throw new SvccaError('usage', `${k} directions were asked for, but it takes a whole number, 1 or more`);
  }
  if (k <= found.kept) return;
  const { name } = summary;
  throw new SvccaError(
    'usage',
    `${name} has ${found.kept} directions, but ${k} were asked for: ${whyKept(found, summary, cut)}`,
    {
      hint:
        found.kept < found.rank
          ? `ask for at most ${found.kept}, or keep more variance with --variance (1 keeps all ${found.rank})`
          : `ask for at most ${found.kept}`,
    },
  );
}

/** Why a layer has no more directions than it has, in words. */
export function whyKept(
  { kept, rank }: LayerDirections['found'],
  { neurons, datapoints, deadNeurons, duplicateNeurons }: LayerDirections['summary'],
  { variance, energy, directions }: LayerDirections['cut'],
): string {
  if (kept < rank) {
    if (directions !== undefined) return `no more than ${directions} of its ${rank} were to be kept`;
    const of = energy === 'singular' ? 'the sum of its singular values' : 'its variance';
    return `they hold ${100 * variance} % of ${of}, of ${rank} in all`;
  }
  const reasons = [
    ...(deadNeurons > 0 ? [`${deadNeurons} are dead`] : []),
    ...(duplicateNeurons > 0 ? [`${duplicateNeurons} are copies of others`] : []),
    ...(rank === datapoints - 1 ? [`${datapoints} datapoints have no more than ${rank} dimensions`] : []),
  ];
  const least = deadNeurons + duplicateNeurons;
  if (rank < neurons - least && rank < datapoints - 1) reasons.push('others are combinations of each other');
  return `that is the rank of its ${neurons} neurons${reasons.length === 0 ? '' : `, of which ${reasons.join(', ')}`}`;
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, identity, type Matrix, zeros } from '../engine/matrix.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import { alignedFirst } from '../similarity/aligned-first.js';
import { type Alignment, align, directionOverlap, overlap } from '../similarity/cca.js';
import { type CondensedLayer, condense } from '../similarity/condense.js';
import { holdInDimensions } from '../similarity/condense-by-datapoints.js';
import { type Cut, DEFAULT_CUT, FULL_RANK, keptDirections } from '../similarity/kept-directions.js';
import { rankTolerance } from '../similarity/rank-tolerance.js';
import { spectrumFigures } from '../similarity/spectrum.js';
import { type Subspace, subspace } from '../similarity/svd.js';
import { wholeLeft } from '../similarity/whole-left.js';
import type { LayerSummary } from './compare.js';
import type { DirectionsFound } from './compression-result.js';

/** Another layer over the same datapoints that decides which directions come first. */
export interface AlignedWith {
  readonly activations: Activations;
  /** Logits are few, and are not cut. */
  readonly as: 'layer' | 'logits';
}

export interface LayerDirectionsOptions {
  readonly other?: AlignedWith | undefined;
  /** Of the layer, and of the other one where that is a layer. */
  readonly cut?: Cut;
  readonly engine?: Engine;
  readonly onStage?: ((stage: string) => void) | undefined;
  readonly onProgress?: ((datapoints: number) => void) | undefined;
}

/** All directions of a layer, the most important first: uncorrelated, and of unit norm over its datapoints. */
export interface LayerDirections {
  readonly summary: LayerSummary;
  readonly found: DirectionsFound;
  /** The neurons' means, p of them. */
  readonly means: Float64Array;
  readonly layer: CondensedLayer;
  /** With all left singular vectors. */
  readonly space: Subspace;
  /** The directions in the coordinates of the left singular vectors: rank × rank, orthogonal. */
  readonly coordinates: Matrix;
  readonly cut: Cut;
  /** Directions of the other layer that were aligned with; 0 without one. */
  readonly otherKept: number;
}

/**
 * The directions of a layer in the order in which they are kept (METHODS §6): its own singular directions; or those aligned with another layer,
 * by ρ, then what is left of its kept ones by variance, and last, those beyond the cut. Reads both layers once, or twice where accuracy needs it.
 *
 * @throws SvccaError 'input' when the datapoints differ in number, 'undefined' when a layer has no variance.
 */
export async function layerDirections(
  layer: Activations,
  { other, cut = DEFAULT_CUT, engine = defaultEngine, onStage, onProgress }: LayerDirectionsOptions = {},
): Promise<LayerDirections> {
  if (other !== undefined) requireSameDatapoints(layer, other.activations);
  const layers = other === undefined ? [layer] : [layer, other.activations];
  const { condensed, between } = await condensedOf(layers, { engine, onStage, onProgress });
  onStage?.(`factoring ${layer.name}`);
  const own = wholeLeft(reduced(condensed[0], cut, engine), { engine });
  const kept = keptDirections(own, cut);
  const about = { layer: condensed[0], space: own, means: own.means, cut, otherKept: 0 };
  if (other === undefined) {
    const found = { from: 'svd', with: null, aligned: kept, kept, rank: own.rank, correlations: null } as const;
    return { ...about, summary: summaryOf(own, kept), found, coordinates: identity(own.rank) };
  }
  onStage?.(`aligning it with ${other.activations.name}`);
  const otherCut = other.as === 'logits' ? FULL_RANK : cut;
  const second = wholeIfAsked(reduced(condensed[1], otherCut, engine), otherCut, engine);
  const ky = keptDirections(second, otherCut);
  const bases = overlap(own, second, { engine, ...(between === undefined ? {} : { between }) });
  const alignment = align(directionOverlap(own, second, bases, { kx: kept, ky, engine }), { engine });
  const { singularValues } = own;
  const first = alignedFirst(alignment, { singularValues, tolerance: rankTolerance(own), engine });
  return {
    ...about,
    otherKept: ky,
    summary: summaryOf(own, kept),
    found: foundOf(alignment, { from: other.as, with: other.activations.name, kept, rank: own.rank }),
    coordinates: withRest(first, own.rank),
  };
}

function foundOf(
  { x, correlations }: Alignment,
  about: Pick<DirectionsFound, 'from' | 'with' | 'kept' | 'rank'>,
): DirectionsFound {
  return { ...about, aligned: x.cols, correlations: [...correlations] };
}

/** A layer with as many neurons as datapoints or more is held in the dimensions of the datapoints, and so is the other one. */
async function condensedOf(
  layers: readonly Activations[],
  { engine, onStage, onProgress }: Required<Pick<LayerDirectionsOptions, 'engine'>> & LayerDirectionsOptions,
): Promise<{ condensed: readonly CondensedLayer[]; between: Matrix | undefined }> {
  if (layers.some(({ neurons, datapoints }) => neurons >= datapoints)) {
    const condensed: CondensedLayer[] = [];
    for (const layer of layers) condensed.push(await holdInDimensions(layer));
    return { condensed, between: undefined };
  }
  const { layers: found, between } = await condense(layers, { engine, moments: false, onStage, onProgress });
  return { condensed: found as readonly CondensedLayer[], between };
}

/** Without a cut, the left singular vectors may be any orthonormal basis: finding one is not worth the accuracy of its smallest. */
function reduced(layer: CondensedLayer, cut: Cut, engine: Engine): Subspace {
  return subspace(layer, { engine, cut: isWhole(cut) ? { ...FULL_RANK, directions: 1 } : cut });
}

function wholeIfAsked(space: Subspace, cut: Cut, engine: Engine): Subspace {
  return isWhole(cut) ? wholeLeft(space, { engine }) : space;
}

function isWhole({ variance, directions }: Cut): boolean {
  return variance === 1 && directions === undefined;
}

/** The directions with those beyond the cut as they are. */
function withRest(first: Matrix, rank: number): Matrix {
  const out = zeros(rank, rank);
  for (let j = 0; j < rank; j++) {
    if (j < first.cols) out.data.set(column(first, j), j * rank);
    else out.data[j * rank + j] = 1;
  }
  return out;
}

function summaryOf(space: Subspace, k: number): LayerSummary {
  const { name, datapoints, neurons, rank, deadNeurons, duplicateNeurons } = space;
  return { name, datapoints, neurons, rank, k, ...spectrumFigures(space), deadNeurons, duplicateNeurons };
}

function requireSameDatapoints(x: Activations, y: Activations): void {
  if (x.datapoints === y.datapoints) return;
  throw new SvccaError('input', `${x.name} has ${x.datapoints} datapoints but ${y.name} has ${y.datapoints}`, {
    hint: 'dump both layers on the same inputs, in the same order',
  });
}

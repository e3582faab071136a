import type { Engine } from '../engine/engine.js';
import type { Route } from '../similarity/accuracy-ladder.js';
import type { Activations } from '../similarity/activations.js';
import type { ReducedLayer } from '../similarity/canonical-directions.js';
import { overlap } from '../similarity/cca.js';
import { type Condensed, type CondenseOptions, condensePair, type PassOptions } from '../similarity/condense.js';
import { crossLoadings } from '../similarity/cross-loadings.js';
import type { Cut } from '../similarity/kept-directions.js';
import type { KeptPair, KeptSide } from '../similarity/kept-pair.js';
import { procrustes } from '../similarity/procrustes.js';
import { type Subspace, subspace } from '../similarity/svd.js';
import { CUT_METRICS, type Metric } from './metrics.js';
import { keptPairMetrics, type Pair, type PairResult, pairMetrics } from './pair-metrics.js';

/** Two layers, read, reduced and measured. */
export interface MeasuredPair {
  readonly x: KeptSide;
  readonly y: KeptSide;
  readonly result: PairResult;
  /** What canonical directions are made of, where they were asked for. */
  readonly reduced: readonly ReducedLayer[];
  /** How the layers were read and what was decided on the way, for `-v`. */
  readonly decisions: readonly string[];
}

export interface MeasureOptions extends Partial<Omit<PassOptions, 'moments'>> {
  readonly metrics: readonly Metric[];
  readonly cut: Cut;
  readonly engine: Engine;
  readonly directions: boolean;
  readonly gramFrom?: number | undefined;
}

/** The asked metrics of two layers over the same datapoints. */
export async function measurePair(
  layers: readonly [Activations, Activations],
  { metrics, cut, engine, directions, ...reading }: MeasureOptions,
): Promise<MeasuredPair> {
  const asked = { ...reading, engine, cut, directions, moments: metrics.includes('cka-debiased') };
  const read = await readPair(layers, { ...asked, keptOnly: !directions && seesKeptOnly(metrics, cut) });
  if ('m' in read) {
    const result = keptPairMetrics(read, { metrics, engine });
    return { ...read, result, reduced: [], decisions: [ROUTES.kept, ...ranks(read)] };
  }
  const { reduced, pair, routes } = read;
  const result = pairMetrics(pair, { metrics, cut, engine, directions, onStage: reading.onStage });
  const again = metrics.includes('procrustes') && result.angle === undefined;
  if (again) reading.onStage?.(`reading again: ${AGAIN}`);
  const angle = again ? nearAngle(await readPair(layers, { ...asked, route: 'qr' }), engine) : result.angle;
  const decisions = [...routes, ...(again ? [`read again through QR: ${AGAIN}`] : []), ...ranks(pair)];
  return { x: pair.x, y: pair.y, result: { ...result, angle }, reduced, decisions };
}

/** Whether directions beyond the cut play no part. */
function seesKeptOnly(metrics: readonly Metric[], { variance, directions }: Cut): boolean {
  return metrics.every((metric) => CUT_METRICS.includes(metric)) && (directions !== undefined || variance < 1);
}

/** Two layers in bases of their own. */
interface ReducedPair {
  readonly pair: Pair;
  readonly reduced: readonly ReducedLayer[];
  readonly routes: readonly string[];
}

interface ReadOptions extends CondenseOptions {
  readonly engine: Engine;
  readonly cut: Cut;
  readonly directions: boolean;
}

/** Frames are let go of as soon as nobody needs them. */
async function readPair(
  layers: readonly Activations[],
  { directions, ...options }: ReadOptions,
): Promise<KeptPair | ReducedPair> {
  const condensed = await condensePair(layers, options);
  if (condensed.route === 'kept') return condensed;
  const { engine, cut, onStage } = options;
  const spaces = condensed.layers.map((layer) => {
    onStage?.(`factoring ${layer.name}`);
    return subspace(layer, { engine, cut });
  });
  const [x, y] = spaces;
  const bases = overlap(x, y, { engine, between: condensed.between });
  const reduced = directions ? condensed.layers.map((layer, k) => ({ layer, space: spaces[k] })) : [];
  return { pair: { x, y, bases, moments: condensed.rowMoments }, reduced, routes: routesOf(condensed) };
}

const ROUTES: { readonly [route in Route | 'datapoints' | 'kept']: string } = {
  kept: 'route: the Gram matrix of the neurons, one pass; kept directions alone',
  gram: 'route: the Gram matrix of the neurons, one pass',
  refined: 'route: the Gram matrix of the neurons and a second pass that made them orthonormal (Cholesky QR)',
  qr: 'route: Householder QR of the neurons',
  datapoints: 'route: each layer by itself, in the dimensions of the datapoints',
};

const AGAIN = 'the layers are nearly equal, and their Procrustes angle needs a frame in common';

/** The Procrustes angle of nearly equal layers, for which they need a frame in common. */
function nearAngle(read: KeptPair | ReducedPair, engine: Engine): number | undefined {
  if ('m' in read) return undefined;
  const { x, y, bases } = read.pair;
  return procrustes(x, y, crossLoadings(x, y, bases, { engine }), { engine }).angle;
}

function routesOf({ route, layers }: Condensed): string[] {
  return [ROUTES[route], ...(route === 'datapoints' ? layers.map(datapointDecision) : [])];
}

/** How a layer was read, where each went its own way. */
function datapointDecision(layer: ReducedLayer['layer']): string {
  if (!('core' in layer)) return `${layer.name}: held whole, for Householder QR`;
  const way = layer.route === 'gram' ? 'one pass' : 'and a second pass that made them orthonormal (Cholesky QR)';
  return `${layer.name}: the Gram matrix of its datapoints, ${way}`;
}

function ranks({ x, y }: { x: RankFacts; y: RankFacts }): string[] {
  return [x, y].map(rankDecision);
}

type RankFacts = KeptSide & Partial<Pick<Subspace, 'fills'>>;

function rankDecision({ name, rank, neurons, deadNeurons, condition, fills = false }: RankFacts): string {
  const scale = fills ? 'as they are' : 'scaled to unit norm';
  return `${name}: rank ${rank} of ${neurons} neurons, ${deadNeurons} dead; condition of the others, ${scale}, about ${condition.toExponential(1)}`;
}

import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { column, type Matrix } from '../engine/matrix.js';
import { SvccaError } from '../errors.js';
import { type Route, routeFor } from './accuracy-ladder.js';
import type { Activations } from './activations.js';
import { type NeuronStatistics, neuronHashes, neuronMeans } from './centre.js';
import { condenseByDatapoints } from './condense-by-datapoints.js';
import { gramPass } from './condense-by-gram.js';
import { condenseByQr } from './condense-by-qr.js';
import type { FilledLayer } from './filled-layer.js';
import { type Cut, DEFAULT_CUT } from './kept-directions.js';
import type { KeptPair } from './kept-pair.js';
import type { JoinedMoments, RowSquares } from './row-moments.js';

/**
 * A layer rotated out of its m datapoints: `frame` is QᵀX for an orthonormal Q whose span contains the layer's. Inner products of
 * centred neurons are those over the datapoints, in about max(1024, p + q) rows at most instead of m.
 */
export interface CondensedLayer {
  readonly name: string;
  readonly datapoints: number;
  readonly neurons: number;
  /** rows × neurons; column j is neuron j, centred, in units of 2^exponents[j]. */
  readonly frame: Matrix;
  readonly exponents: Int32Array;
  readonly means: Float64Array;
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
  /**
   * Where it is known: the condition of the live neurons, scaled to unit norm. Then none depends on others, and the
   * frame's live columns are a square upper triangular matrix.
   */
  readonly condition?: number;
}

export interface Condensed {
  readonly layers: readonly (CondensedLayer | FilledLayer)[];
  /** Where they were asked for. */
  readonly rowMoments: JoinedMoments | undefined;
  /** Where they were asked for of layers that went their own ways: the squared norms of each layer's centred rows. */
  readonly rowSquares?: readonly RowSquares[];
  /** `datapoints`: each layer in the dimensions of the centred datapoints. */
  readonly route: Route | 'datapoints';
  /** Q_xᵀQ_y of the first two layers' frames; where there is none, all layers share one Q. */
  readonly between?: Matrix;
}

/** Two layers of which only the kept directions are wanted, and which need no frames for that. */
export interface CondensedPair extends KeptPair {
  readonly route: 'kept';
}

/** What a pass over the datapoints needs to know. */
export interface PassOptions {
  /** Datapoints read at a time, or neurons where those come one by one; by default as many as make the arithmetic efficient. */
  readonly blockRows?: number | undefined;
  /** Also keep the moments of row norms, for debiased CKA. */
  readonly moments: boolean;
  readonly onProgress?: ((datapoints: number) => void) | undefined;
  /** Called before each long step but reading, with what it does. */
  readonly onStage?: ((stage: string) => void) | undefined;
}

/** 2 MB of doubles: on less, QR takes milliseconds. */
const GRAM_FROM = 2 ** 18;

export interface CondenseOptions extends Partial<PassOptions> {
  readonly engine?: Engine;
  /** Values (datapoints × neurons) from which the Gram matrix is worth its bookkeeping; fewer go through QR. */
  readonly gramFrom?: number | undefined;
  /** Goes this way whatever the accuracy ladder says. */
  readonly route?: 'qr' | undefined;
  /** Which directions will be looked at. */
  readonly cut?: Cut | undefined;
  /** Whether the kept directions are all that will be looked at. */
  readonly keptOnly?: boolean | undefined;
}

/**
 * Reads the layers block by block and side by side, and keeps what any comparison of them needs. Two layers of fewer neurons
 * than datapoints go through the Gram matrix of their neurons as far as its rounding allows, and are read again where it
 * does not (`routeFor`). Where a layer has as many neurons as datapoints, or more, each goes its own way neuron by neuron
 * (`condenseByDatapoints`). What is small, and what cannot be read again, goes through QR at once.
 */
export async function condense(
  layers: readonly Activations[],
  options: Omit<CondenseOptions, 'keptOnly'> = {},
): Promise<Condensed> {
  const condensed = await condensePair(layers, options);
  if (condensed.route === 'kept') throw new Error('more than the kept directions was asked for');
  return condensed;
}

/** The same, but for layers of which only the kept directions are wanted those alone where that takes less. */
export async function condensePair(
  layers: readonly Activations[],
  {
    engine = defaultEngine,
    moments = true,
    gramFrom = GRAM_FROM,
    route: asked,
    cut = DEFAULT_CUT,
    keptOnly = false,
    ...rest
  }: CondenseOptions = {},
): Promise<Condensed | CondensedPair> {
  const { blockRows } = rest;
  if (blockRows !== undefined && !(Number.isSafeInteger(blockRows) && blockRows >= 1)) {
    throw new SvccaError(
      'usage',
      `blocks of ${blockRows} datapoints were asked for, but it takes a whole number, 1 or more`,
    );
  }
  const options = { ...rest, moments };
  if (asked === undefined && engine.gramStream !== undefined && isWide(layers, gramFrom)) {
    return condenseByDatapoints(layers, { ...options, engine, cut });
  }
  const gram =
    asked === undefined && gramPays(layers, gramFrom) ? await gramPass(layers, { ...options, engine }) : undefined;
  if (gram === undefined) return condenseByQr(layers, { ...options, engine });
  const { conditions } = gram;
  const route = routeFor({ conditions, neurons: Math.max(...layers.map(({ neurons }) => neurons)) });
  const kept = keptOnly && route === 'gram' ? gram.kept(cut) : undefined;
  if (kept !== undefined) return { ...kept, route: 'kept' };
  if (route === 'gram') return gram.condensed();
  const condition = Math.max(...conditions.map((own) => own.condition));
  rest.onStage?.(
    `reading again: neurons of a layer nearly depend on each other (condition ${condition.toExponential(1)})`,
  );
  const refined = route === 'refined' ? await gram.refined() : undefined;
  return refined ?? condenseByQr(layers, { ...options, engine });
}

/** Whether the layers are two that can be read again, each with more datapoints than neurons, and large enough. */
function gramPays(layers: readonly Activations[], from: number): boolean {
  const neurons = layers.reduce((sum, layer) => sum + layer.neurons, 0);
  if (layers.length !== 2 || layers[0].datapoints * neurons < from) return false;
  return layers.every((layer) => !layer.once && layer.datapoints > layer.neurons + 1);
}

/** Whether a layer has as many neurons as datapoints or more, and the layers are large enough. */
function isWide(layers: readonly Activations[], from: number): boolean {
  const { datapoints } = layers[0];
  const neurons = layers.reduce((sum, layer) => sum + layer.neurons, 0);
  return datapoints * neurons >= from && layers.some((layer) => layer.neurons >= datapoints);
}

/** Layers of these frames, which hold all neurons of `statistics` one layer after the other. */
export function describeLayers(
  layers: readonly Activations[],
  {
    frames,
    statistics,
    hashes = neuronHashes(statistics),
    conditions,
  }: {
    frames: readonly Matrix[];
    statistics: NeuronStatistics;
    hashes?: readonly string[];
    conditions?: readonly number[];
  },
): CondensedLayer[] {
  const means = neuronMeans(statistics);
  let first = 0;
  return layers.map(({ name, datapoints, neurons }, k) => {
    const from = first;
    first += neurons;
    return {
      name,
      datapoints,
      neurons,
      frame: frames[k],
      exponents: statistics.exponents.slice(from, first),
      means: means.slice(from, first),
      ...countDeadAndDuplicate(hashes.slice(from, first), (j) => column(frames[k], j).every((value) => value === 0)),
      ...(conditions === undefined ? {} : { condition: conditions[k] }),
    };
  });
}

/** How many of the neurons of these hashes never change, and how many others are the same as one before them. */
export function countDeadAndDuplicate(hashes: readonly string[], isDead: (j: number) => boolean) {
  let deadNeurons = 0;
  let duplicateNeurons = 0;
  const seen = new Set<string>();
  for (let j = 0; j < hashes.length; j++) {
    if (isDead(j)) deadNeurons++;
    else if (seen.has(hashes[j])) duplicateNeurons++;
    else seen.add(hashes[j]);
  }
  return { deadNeurons, duplicateNeurons };
}

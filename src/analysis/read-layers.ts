import { SvccaError } from '../errors.js';
import type { Activations, SpatialActivations } from '../similarity/activations.js';
import { flattened } from '../similarity/flattened.js';
import { onePosition } from '../similarity/one-position.js';
import { pooled } from '../similarity/pooled.js';
import { positionsAsDatapoints } from '../similarity/positions-as-datapoints.js';

/**
 * How a convolutional layer is compared (METHODS §5): every position a datapoint, every channel of every position a neuron,
 * the mean over positions, or frequency by frequency.
 */
export type ConvReading = (typeof CONV_READINGS)[number];
export const CONV_READINGS = ['dft', 'channels', 'pool', 'flatten'] as const;

/** How a sequence is compared: every position a datapoint, the mean over positions, or one position, from the end where negative. */
export type TokensReading = 'all' | 'mean' | number;

export interface LayerToRead {
  /** Of whole images or sequences: datapoints are selected before. */
  readonly activations: Activations;
  /** Whether its grid is one of positions in time. */
  readonly sequence?: boolean;
}

/** A layer as it is compared, and what it took: null where the layer has no such axes. */
export interface LayerReading {
  readonly activations: Activations;
  readonly conv: ConvReading | null;
  readonly tokens: TokensReading | null;
}

/** Layers as they are compared; so many of their datapoints are independent of each other: whole images or sequences. */
export interface ReadLayers {
  readonly layers: readonly LayerReading[];
  readonly independent: number;
}

/**
 * The layers as they are compared. Without `tokens`, all positions where every layer is a sequence of the same length, else their mean.
 *
 * @throws SvccaError ('usage') when positions that became datapoints have no counterparts in another layer.
 */
export function readLayers(
  layers: readonly LayerToRead[],
  { conv = 'dft', tokens = defaultTokens(layers) }: { conv?: ConvReading; tokens?: TokensReading } = {},
): ReadLayers {
  const readings = layers.map(({ activations, sequence = false }): LayerReading => {
    if (!isSpatial(activations)) return { activations, conv: null, tokens: null };
    return sequence
      ? { activations: sequenceAs(activations, tokens), conv: null, tokens }
      : { activations: mapAs(activations, conv), conv, tokens: null };
  });
  const facts = readings.map((reading, i) => factsOf(reading, layers[i].activations));
  const spread = facts.find(({ spreads }) => spreads);
  if (spread !== undefined) for (const other of facts) requireSamePositions(spread, other);
  return { layers: readings, independent: layers[0].activations.datapoints };
}

function defaultTokens(layers: readonly LayerToRead[]): TokensReading {
  const length = layers[0].activations.grid?.width;
  return layers.every(({ activations: { grid }, sequence }) => sequence && grid?.width === length) ? 'all' : 'mean';
}

function isSpatial(activations: Activations): activations is SpatialActivations {
  return activations.grid !== undefined;
}

function sequenceAs(layer: SpatialActivations, tokens: TokensReading): Activations {
  if (tokens === 'all') return positionsAsDatapoints(layer);
  return tokens === 'mean' ? pooled(layer) : onePosition(layer, tokens);
}

function mapAs(layer: SpatialActivations, conv: ConvReading): Activations {
  switch (conv) {
    case 'dft':
      return layer;
    case 'channels':
      return positionsAsDatapoints(layer);
    case 'pool':
      return pooled(layer);
    case 'flatten':
      return flattened(layer);
  }
}

/** What decides whether two readings have the same datapoints. */
interface Facts extends Pick<LayerReading, 'conv' | 'tokens'> {
  readonly name: string;
  readonly positions: number;
  /** The positions in words. */
  readonly extent: string;
  /** Whether its positions became datapoints. */
  readonly spreads: boolean;
}

function factsOf({ conv, tokens }: LayerReading, { name, grid }: Activations): Facts {
  const { height, width } = grid ?? { height: 1, width: 1 };
  const extent = conv === null ? `${width}` : `${height} × ${width}`;
  return { conv, tokens, name, positions: height * width, extent, spreads: conv === 'channels' || tokens === 'all' };
}

function requireSamePositions(a: Facts, b: Facts): void {
  if (a.positions === 1 && b.positions === 1) return;
  const sameKind = (a.conv === null) === (b.conv === null);
  if (b.spreads && (sameKind ? a.extent === b.extent : a.positions === b.positions)) return;
  const option = a.conv === null ? '--tokens all' : '--conv channels';
  const found = b.spreads
    ? `${b.name} has ${b.extent}`
    : b.conv === null && b.tokens === null
      ? `${b.name} has none`
      : `${b.name} is read by ${b.conv === null ? `--tokens ${b.tokens}` : `--conv ${b.conv}`}`;
  throw new SvccaError(
    'usage',
    `${a.name} has ${a.extent} positions but ${found}: ${option} compares position with position`,
    { hint: waysOut(a, b) },
  );
}

function waysOut(a: Facts, b: Facts): string {
  const ways: string[] = [];
  if (a.conv !== null || (b.conv !== null && b.spreads)) ways.push('--conv dft, pool or flatten');
  if (a.tokens !== null || (b.tokens !== null && b.spreads)) ways.push('--tokens mean or an INDEX (-1 is the last)');
  const ask = `say ${ways.join(' and ')}`;
  if (b.spreads || a.positions !== b.positions) return ask;
  if (b.conv !== null) return `${ask}, or --conv channels`;
  return b.tokens === null ? ask : `${ask}, or --tokens all`;
}

import { type ConvReading, type LayerReading, readLayers, type TokensReading } from '../analysis/read-layers.js';
import { SvccaError } from '../errors.js';
import type { OpenLayer } from '../io/open-layers.js';
import type { SpatialActivations } from '../similarity/activations.js';
import { channelsFirst } from '../similarity/channels-first.js';
import { type Selection, selectDatapoints } from '../similarity/select-datapoints.js';
import type { LaidOut } from './compression-layouts.js';

/** Operands as a linear layer sees them. */
export interface FlatReadings {
  readonly layer: LayerReading;
  readonly other: LayerReading | undefined;
  readonly heldOut: LayerReading | undefined;
}

/**
 * The operands as a linear layer after them sees them: maps flattened, unless asked otherwise, in the order in which they are stored. What is held out is
 * read whole, like the layer.
 *
 * @throws SvccaError ('usage') for maps by frequency, which no linear layer reads.
 */
export function readFlat(
  { layer, other, heldOut }: LaidOut,
  {
    conv = 'flatten',
    tokens,
    selection,
  }: { conv?: ConvReading; tokens?: TokensReading; selection: Selection | undefined },
): FlatReadings {
  if (conv === 'dft') {
    throw new SvccaError('usage', '--conv dft compares maps frequency by frequency, which no linear layer reads', {
      hint: 'say --conv flatten for a linear layer after x.flatten(1), channels for a 1 × 1 convolution, pool for a mean over positions',
    });
  }
  const read = (layers: readonly OpenLayer[], asked: { tokens?: TokensReading; selection?: Selection }) =>
    readLayers(
      layers.map(({ activations, resolved }) => ({
        activations: selectDatapoints(activations, asked.selection),
        sequence: resolved.layout === 'ntd',
      })),
      { conv, ...(asked.tokens === undefined ? {} : { tokens: asked.tokens }) },
    ).layers.map((reading, i) => asStored(layers[i] as OpenLayer, reading, asked.selection));
  const asked = { ...(tokens === undefined ? {} : { tokens }), ...(selection === undefined ? {} : { selection }) };
  const [own, second] = read(other === undefined ? [layer] : [layer, other], asked);
  const positions = (own as LayerReading).tokens;
  const [held] = heldOut === undefined ? [] : read([heldOut], positions === null ? {} : { tokens: positions });
  return { layer: own as LayerReading, other: second, heldOut: held };
}

/** Channels first stay first. */
function asStored(
  { activations, resolved: { layout } }: OpenLayer,
  reading: LayerReading,
  selection: Selection | undefined,
): LayerReading {
  if (layout !== 'nchw' || reading.conv !== 'flatten') return reading;
  return { ...reading, activations: channelsFirst(selectDatapoints(activations, selection) as SpatialActivations) };
}

import { powerOfTwo } from '../engine/power-of-two.js';
import { columnsOf, type MapShape } from '../engine/spectral-stream.js';
import type { Activations } from './activations.js';
import type { ColumnScales } from './block-factors.js';
import type { FrequencyPlan } from './frequency-blocks.js';
import { NoVariance } from './no-variance.js';
import { rankTolerance } from './rank-tolerance.js';
import type { Spectra } from './read-spectra.js';

const { max, sqrt } = Math;

/** A channel's unit relative to the layer's is held above this, so that the square of no singular value underflows. */
const SMALLEST_UNIT = 2 ** -440;

/** One of two layers that were read together: its channels, brought to one scale, and its columns in every block. */
export interface SpectralSide {
  readonly layer: Activations;
  /** The unit of each channel is 2^exponents. */
  readonly exponents: Int32Array;
  readonly map: MapShape;
  /** Datapoints and their shifts, and channels at all positions. */
  readonly datapoints: number;
  readonly neurons: number;
  /** Positions of a channel that never changes, and of one that another equals. */
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
  /** The unit of the layer is 2^exponent, that of its largest live channel. */
  readonly exponent: number;
  /** Singular values below this share of the largest are rounding. */
  readonly tolerance: number;
  /** For every block the layer's columns, as many from a place on among all of the block's, and the places of its live ones. */
  readonly spans: readonly { readonly first: number; readonly count: number }[];
  readonly columns: readonly Int32Array[];
  readonly scales: readonly ColumnScales[];
  /** For every block, the most directions that its datapoints allow. */
  readonly most: readonly number[];
}

/**
 * The side of a layer among those of a pass.
 *
 * @throws SvccaError 'undefined' when none of its channels varies.
 */
export function spectralSide(
  layer: Activations,
  { group, maps, plan, spectra }: { group: number; maps: readonly MapShape[]; plan: FrequencyPlan; spectra: Spectra },
): SpectralSide {
  const { blocks } = plan;
  const map = maps[group];
  const { channels } = map;
  const spans = blocks.map((block) => ({
    first: maps.slice(0, group).reduce((sum, before, g) => sum + columnsOf(block, g, before), 0),
    count: columnsOf(block, group, map),
  }));
  const places = spans.map(({ first, count }) => Int32Array.from({ length: count }, (_, j) => first + j));
  const { squares, duplicates } = channelProducts(spectra, { places, channels, plan });
  const live = Array.from(squares, (square) => square > 0);
  if (!live.includes(true)) {
    throw new NoVariance(layer.name, { neurons: channels, what: 'channels' });
  }
  const exponents = spectra.exponents[group];
  const exponent = exponents.reduce((most, own, c) => (live[c] ? max(most, own) : most), Number.NEGATIVE_INFINITY);
  const kept = places.map((own) => own.filter((_, j) => live[j % channels]));
  const channelOf = places.map((own) => own.map((_, j) => j % channels).filter((c) => live[c]));
  const positions = map.height * map.width;
  const shifts = plan.height * plan.width;
  const datapoints = layer.datapoints * shifts;
  const neurons = positions * channels;
  return {
    layer,
    exponents,
    map,
    datapoints,
    neurons,
    deadNeurons: positions * live.filter((alive) => !alive).length,
    duplicateNeurons: positions * duplicates,
    exponent,
    tolerance: rankTolerance({ datapoints, neurons }),
    spans,
    columns: kept,
    scales: channelOf.map((own) => ({
      inverseNorms: Float64Array.from(own, (c) => 1 / sqrt(squares[c])),
      units: Float64Array.from(own, (c) => max(powerOfTwo(exponents[c] - exponent), SMALLEST_UNIT)),
    })),
    most: blocks.map(({ centred }) => layer.datapoints - (centred ? 1 : 0)),
  };
}

/** Each channel's ‖x‖² over all frequencies in its own unit, and how many channels equal an earlier one that lives. */
function channelProducts(
  spectra: Spectra,
  { places, channels, plan }: { places: readonly Int32Array[]; channels: number; plan: FrequencyPlan },
): { squares: Float64Array; duplicates: number } {
  const squares = new Float64Array(channels);
  // Equal channels have equal products with each other: anything else tells them apart.
  const apart = new Uint8Array(channels * channels);
  plan.blocks.forEach(({ complex }, b) => {
    const own = places[b];
    if (own.length === 0) return;
    const { re } = spectra.gram(b, own, own);
    for (let j = 0; j < own.length; j++) {
      const c = j % channels;
      const square = re.data[j * (re.rows + 1)];
      squares[c] += (complex ? 2 : 1) * square;
      for (let i = j - c; i < j; i++) {
        const [inner, other] = [re.data[j * re.rows + i], re.data[i * (re.rows + 1)]];
        if (inner !== square || other !== square) apart[c * channels + (i % channels)] = 1;
      }
    }
  });
  let duplicates = 0;
  for (let c = 0; c < channels; c++) {
    const twin = squares[c] > 0 && apart.subarray(c * channels, c * channels + c).includes(0);
    if (twin) duplicates++;
  }
  return { squares, duplicates };
}

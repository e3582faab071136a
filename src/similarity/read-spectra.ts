import type { Engine } from '../engine/engine.js';
import type { Matrix } from '../engine/matrix.js';
import { binaryExponent, powerOfTwo } from '../engine/power-of-two.js';
import {
  type ChannelCentring,
  type ComplexMatrix,
  columnsOf,
  type MapShape,
  type SpectralBlock,
  type SpectralStream,
  type SquaredNorms,
} from '../engine/spectral-stream.js';
import { SvccaError } from '../errors.js';
import type { Activations } from './activations.js';
import { sideBySide } from './side-by-side.js';
import { SAMPLED } from './translation-defect.js';

const { abs, floor, max, min } = Math;

/** Values read at a time, of all layers together: 64 MB as doubles, and as much again as columns of the blocks. */
const CHUNK_VALUES = 2 ** 23;
/** Beyond these many datapoints at a time nothing gets faster, and with fewer everything gets slower. */
const CHUNK_ROWS = { fewest: 16, most: 256 };

/** A channel's largest magnitude in its unit may be so large, or so small, before its squares lose anything. */
const LARGEST_EXPONENT = 400;
/** Exponents apart: up to `near` the largest is the unit, up to `far` one that is lower by `lowered`. */
const SHARED_RANGE = { near: 300, far: 500, lowered: 200 };

/** One pass over layers of maps: the Gram matrices of their blocks of frequencies. */
export interface Spectra {
  /** For each layer the binary exponents of its channels' units; the Gram matrices are in these. */
  readonly exponents: readonly Int32Array[];
  /** XᴴX of a block, of the columns of all layers, or of those `down` against those `across`. */
  gram(block: number, down?: Int32Array, across?: Int32Array): ComplexMatrix;
  /** The means of the columns of the first block, that of the zero frequency, as the Gram matrices have them. */
  zeroMeans(): Float64Array;
  /** See `SpectralStream.squares`. */
  squares(block: number): SquaredNorms;
  /** Datapoints that the blocks beyond `SpectraOptions.all` have seen. */
  readonly sampled: number;
  release(): void;
}

export interface SpectraOptions {
  readonly engine: Engine;
  readonly maps: readonly MapShape[];
  readonly blocks: readonly SpectralBlock[];
  /** So many of the first blocks see all datapoints, the others some thousand; all of them unless given. */
  readonly all?: number;
  /** The columns are multiplied by these, which take values in the given units. */
  readonly turned?: {
    readonly rotations: readonly (readonly ComplexMatrix[])[];
    readonly exponents: readonly Int32Array[];
  };
  /** Room for the columns of the first blocks; see `HeldColumns`. */
  readonly columns?: readonly Matrix[];
  readonly blockRows?: number | undefined;
  readonly onProgress?: ((datapoints: number) => void) | undefined;
}

/**
 * Reads the layers once, side by side, transforms every channel's map and adds up the blocks' Gram matrices. The mean of a channel over the first
 * datapoints is taken off everywhere, which changes the zero frequency alone, and spares the others the rounding of a large one.
 */
export async function readSpectra(layers: readonly Activations[], options: SpectraOptions): Promise<Spectra> {
  let reading = await readWith(layers, options);
  // Values beyond the largest number in their unit hide how large they are: that takes one more time.
  for (let again = 0; reading.overflowing !== undefined && again < 2; again++) {
    reading.release();
    reading = await readWith(layers, { ...options, units: reading.overflowing });
  }
  return reading;
}

async function readWith(
  layers: readonly Activations[],
  {
    engine,
    maps,
    blocks,
    all = blocks.length,
    turned,
    columns,
    blockRows,
    onProgress,
    units = turned?.exponents,
  }: SpectraOptions & { units?: readonly Int32Array[] | undefined },
): Promise<Spectra & { overflowing: readonly Int32Array[] | undefined }> {
  const rows = chunkRows(maps, layers[0].datapoints, blockRows);
  const rotations = turned === undefined ? {} : { rotations: turned.rotations };
  const stream = engine.spectralStream({ maps, blocks, rows, ...rotations });
  let centrings: { exponents: Int32Array; centring: ChannelCentring }[] | undefined;
  const takes = spread(Math.ceil(layers[0].datapoints / rows), Math.ceil(SAMPLED / rows));
  let [seen, sampled, chunk] = [0, 0, 0];
  try {
    for await (const parts of sideBySide(layers, rows)) {
      centrings ??= parts.map(({ values }, l) =>
        centringOf(values, { channels: maps[l].channels, exponents: units?.[l] }),
      );
      stream.add(
        parts.map(({ values }) => values),
        centrings.map(({ centring }) => centring),
        {
          ...(takes(chunk) ? {} : { blocks: all }),
          ...(columns === undefined ? {} : { into: { columns, first: seen } }),
        },
      );
      if (takes(chunk++)) sampled += parts[0].rows;
      seen += parts[0].rows;
      onProgress?.(seen);
    }
  } catch (error) {
    stream.release();
    throw error;
  }
  const exponents = (centrings ?? []).map((own) => own.exponents);
  return {
    exponents,
    gram: (block, down, across = down) =>
      stream.gram(block, down === undefined || across === undefined ? undefined : { down, across }),
    zeroMeans() {
      const means = stream.means(0);
      let first = 0;
      maps.forEach((map, l) => {
        // What was taken off everywhere is back at the zero frequency itself, which comes first.
        const taken = centrings?.[l].centring.shift ?? new Float64Array(map.channels);
        for (let c = 0; c < map.channels; c++) means[first + c] += taken[c] * map.height * map.width;
        first += columnsOf(blocks[0], l, map);
      });
      return means;
    },
    squares: (block) => stream.squares(block),
    sampled,
    release: () => stream.release(),
    overflowing: betterUnits(stream, exponents, layers),
  };
}

/** Says of each of so many chunks whether it is one of `count` that are spread evenly among them. */
function spread(chunks: number, count: number): (chunk: number) => boolean {
  const wanted = min(chunks, count);
  return (chunk) => floor(((chunk + 1) * wanted) / chunks) > floor((chunk * wanted) / chunks);
}

/** Datapoints read at a time, an even number; unless given, as many as make the arithmetic efficient. */
export function chunkRows(maps: readonly MapShape[], datapoints: number, asked?: number): number {
  const values = maps.reduce((sum, { height, width, channels }) => sum + height * width * channels, 0);
  const efficient = max(CHUNK_ROWS.fewest, min(CHUNK_ROWS.most, floor(CHUNK_VALUES / values)));
  const wanted = min(asked ?? efficient, datapoints);
  return wanted + (wanted % 2);
}

/** The channels' units, of their largest magnitude unless given, and what to take off: their means, or the value of one that is constant. */
function centringOf(
  values: Float32Array | Float64Array,
  { channels, exponents: given }: { channels: number; exponents: Int32Array | undefined },
): { exponents: Int32Array; centring: ChannelCentring } {
  const largest = new Float64Array(channels);
  const varies = new Uint8Array(channels);
  for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1) {
    largest[c] = max(largest[c], abs(values[i]));
    if (values[i] !== values[c]) varies[c] = 1;
  }
  const exponents = given ?? unitsOf(Int32Array.from(largest, binaryExponent), (c) => varies[c] === 1);
  const scale = new Float64Array(channels);
  for (let c = 0; c < channels; c++) scale[c] = powerOfTwo(-exponents[c]);
  const shift = new Float64Array(channels);
  for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1) shift[c] += values[i] * scale[c];
  for (let c = 0; c < channels; c++) {
    shift[c] = varies[c] === 0 ? values[c] * scale[c] : shift[c] / (values.length / channels);
  }
  return { exponents, centring: { scale, shift } };
}

/**
 * One exponent for all channels as far as doubles reach: that of the largest that varies, or, where they lie far apart, one between them; those still
 * too small for that keep their own, and count in energies as if they were larger. Constant ones, of whatever size, have no say.
 */
function unitsOf(own: Int32Array, varies: (channel: number) => boolean): Int32Array {
  const zero = binaryExponent(0);
  const live = own.filter((exponent) => exponent !== zero);
  if (live.length === 0) return own.map(() => 0);
  const varying = own.filter((exponent, c) => exponent !== zero && varies(c));
  const deciding = varying.length === 0 ? live : varying;
  const top = deciding.reduce((most, exponent) => max(most, exponent));
  const bottom = deciding.reduce((least, exponent) => min(least, exponent));
  const shared = top - bottom <= SHARED_RANGE.near ? top : top - SHARED_RANGE.lowered;
  return own.map((exponent) => (exponent === zero || abs(exponent - top) <= SHARED_RANGE.far ? shared : exponent));
}

/** Units that suit all values, where those of the first datapoints did not; what cannot be read again stays as it is. */
function betterUnits(
  stream: SpectralStream,
  exponents: readonly Int32Array[],
  layers: readonly Activations[],
): readonly Int32Array[] | undefined {
  const largest = layers.map((_, l) => stream.largest(l));
  const missing = largest.map((own) => own.map((value) => (value === 0 ? 0 : binaryExponent(value))));
  const wrong = missing.findIndex((own) => own.some((exponent) => abs(exponent) >= LARGEST_EXPONENT));
  if (wrong < 0) return undefined;
  const once = layers.find((layer) => layer.once);
  if (once !== undefined) {
    throw new SvccaError(
      'input',
      `${layers[wrong].name} has values on another scale than in its first datapoints, and ${once.name} cannot be read a second time`,
      { hint: 'put it into a file' },
    );
  }
  return exponents.map((own, l) =>
    unitsOf(
      own.map((exponent, c) => exponent + missing[l][c]),
      (c) => largest[l][c] > 0,
    ),
  );
}

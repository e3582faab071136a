import type { Engine } from '../engine/engine.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import type { ComplexMatrix, SpectralPart } from '../engine/spectral-stream.js';
import { complexProduct } from './complex-matrix.js';
import type { ComplexSvd } from './complex-svd.js';
import type { SpectralPair } from './dft-conv.js';
import type { SpectralSpace } from './spectral-space.js';

const { hypot, max, SQRT1_2 } = Math;

/** A complex number for each channel of a layer's map at some frequencies: frequencies × channels, one after the other. */
export interface ChannelCombination {
  /** (u, v) of each frequency, of the layer's own map. */
  readonly frequencies: readonly (readonly [number, number])[];
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A pair of canonical directions of convolutional layers. */
export interface FrequencyDirection {
  readonly correlation: number;
  /** 2 where its conjugate, at the negative frequency, is another pair with the same ρ. */
  readonly multiplicity: 1 | 2;
  /** On the common grid. */
  readonly frequency: readonly [number, number];
  /** Σ X̂(u, v)·a over frequencies and channels has unit norm over the datapoints, X̂ the 2-D DFT of each channel, its mean taken off at the zero frequency. */
  readonly a: ChannelCombination;
  readonly b: ChannelCombination;
}

/**
 * The canonical directions of a block as combinations of channels, from P and Q of its M = P·diag(ρ)·Qᴴ; the entry of `a` that is largest in
 * magnitude is real and positive, and so is every ρ.
 */
export function frequencyDirections(
  pair: SpectralPair,
  block: number,
  { values, left, right }: ComplexSvd,
  engine: Engine,
): FrequencyDirection[] {
  const { complex, u, v, parts } = pair.plan.blocks[block];
  const [a, b] = [
    combinations(pair.x, { block, parts: parts[0], aligned: left, engine }),
    combinations(pair.y, { block, parts: parts[1], aligned: right, engine }),
  ];
  return Array.from(values, (value, i) => {
    const phase = largestPhase(a[i]);
    return {
      correlation: Math.min(1, max(0, value)),
      multiplicity: complex ? 2 : 1,
      frequency: [u, v],
      a: turned(a[i], phase),
      b: turned(b[i], phase),
    };
  });
}

function combinations(
  space: SpectralSpace,
  {
    block,
    parts,
    aligned,
    engine,
  }: { block: number; parts: readonly SpectralPart[]; aligned: ComplexMatrix; engine: Engine },
): ChannelCombination[] {
  const own = space.blocks[block];
  const { re, im } = own.inColumns(complexProduct(own.directions(aligned.re.rows), aligned, engine));
  const { channels } = space.map;
  const first = space.spans[block].first;
  return Array.from({ length: re.cols }, (_, j) => {
    const all = { re: new Float64Array(space.spans[block].count), im: new Float64Array(space.spans[block].count) };
    space.columns[block].forEach((column, i) => {
      const unit = powerOfTwo(-space.exponents[(column - first) % channels]);
      all.re[column - first] = re.data[j * re.rows + i] * unit;
      all.im[column - first] = im === undefined ? 0 : im.data[j * re.rows + i] * unit;
    });
    return atFrequencies(all, { parts, map: space.map });
  });
}

/** Columns as frequencies: √2·Re X·α + √2·Im X·β of a pair is X(f)·(α − iβ)/√2 + X(−f)·(α + iβ)/√2. */
function atFrequencies(
  columns: { re: Float64Array; im: Float64Array },
  { parts, map: { height, width, channels } }: { parts: readonly SpectralPart[]; map: SpectralSpace['map'] },
): ChannelCombination {
  const frequencies: [number, number][] = [];
  const re: number[] = [];
  const im: number[] = [];
  let at = 0;
  for (const { u, v, kind } of parts) {
    frequencies.push([u, v]);
    if (kind !== 'pair') {
      re.push(...columns.re.subarray(at, at + channels));
      im.push(...columns.im.subarray(at, at + channels));
      at += channels;
      continue;
    }
    frequencies.push([(height - u) % height, (width - v) % width]);
    for (const sign of [-1, 1]) {
      for (let c = 0; c < channels; c++) {
        re.push(columns.re[at + c] * SQRT1_2);
        im.push(sign * columns.re[at + channels + c] * SQRT1_2);
      }
    }
    at += 2 * channels;
  }
  return { frequencies, re: Float64Array.from(re), im: Float64Array.from(im) };
}

/** The conjugate phase of the largest entry. */
function largestPhase({ re, im }: ChannelCombination): [number, number] {
  let [best, x, y] = [0, 1, 0];
  for (let i = 0; i < re.length; i++) {
    const size = hypot(re[i], im[i]);
    // Entries equal up to rounding must not make the choice a matter of luck.
    if (size > best * (1 + 1e-9)) [best, x, y] = [size, re[i] / size, -im[i] / size];
  }
  return [x, y];
}

function turned({ frequencies, re, im }: ChannelCombination, [x, y]: [number, number]): ChannelCombination {
  return {
    frequencies,
    re: re.map((value, i) => value * x - im[i] * y),
    im: re.map((value, i) => value * y + im[i] * x),
  };
}

/** The means of a layer's transforms that belong to the zero frequency of the common grid, at the same frequencies as its directions there. */
export function zeroFrequencyMeans(pair: SpectralPair, layer: 0 | 1): ChannelCombination {
  const space = layer === 0 ? pair.x : pair.y;
  const { first, count } = space.spans[0];
  const { channels } = space.map;
  const raw = pair
    .zeroMeans()
    .slice(first, first + count)
    .map((mean, j) => mean * powerOfTwo(space.exponents[j % channels]));
  const { frequencies, re, im } = atFrequencies(
    { re: raw, im: new Float64Array(count) },
    { parts: pair.plan.blocks[0].parts[layer], map: space.map },
  );
  // The mean of X(f) is (mean √2·Re X + i·mean √2·Im X)/√2, the conjugate of what a combination has.
  return { frequencies, re, im: im.map((value) => -value) };
}

import type { ComplexMatrix, MapShape, SpectralBlock, SpectralPart, SquaredNorms } from '../engine/spectral-stream.js';
import { squaredColumnNorms } from './complex-matrix.js';
import type { FrequencyPlan } from './frequency-blocks.js';
import { seededRandom } from './random.js';

const { floor, max, min } = Math;

/** Pairs of frequencies drawn for each layer; where there are no more, or all of them are quick, all are taken. */
const PAIRS = 64;
const QUICK_OPERATIONS = 1e8;
/** Datapoints that are enough for an estimate. */
export const SAMPLED = 1024;
/** Runs of four channels that stand for all of a layer. */
const RUNS = 8;
const SEED = 1;

/** Two frequencies of one layer, each with its negative, whose correlation lies outside the blocks, at least in part. */
export interface FrequencyPair {
  readonly group: number;
  /** Of the real columns of one and the other; of one alone where both are the same. */
  readonly block: SpectralBlock;
  /** Columns of the first, and its channels. */
  readonly first: number;
  readonly channels: number;
  /** Pairs of a channel with itself, and with another, in all of the layer for each one here. */
  readonly shares: { readonly same: number; readonly other: number };
  /** Whether half of it lies inside: both belong to one complex block. */
  readonly halfInside: boolean;
  /** How many pairs it stands for. */
  readonly weight: number;
}

interface Frequency {
  readonly part: SpectralPart;
  readonly block: number;
  readonly complex: boolean;
  readonly columns: number;
  /** How likely it is drawn, about as its share of the variance is in natural images. */
  readonly chance: number;
}

/** The pairs that the defect of a layer is estimated on, the same ones for maps of the same size. */
export function frequencyPairs(
  plan: FrequencyPlan,
  { map, group, groups, datapoints }: { map: MapShape; group: number; groups: number; datapoints: number },
): FrequencyPair[] {
  const frequencies = frequenciesOf(plan, { map, group });
  const pairs = (frequencies.length * (frequencies.length + 1)) / 2;
  const channels = channelsHere(map);
  const operations = pairs * (4 * channels) ** 2 * min(datapoints, SAMPLED);
  const taken = pairs <= PAIRS || operations < QUICK_OPERATIONS ? allOutside(frequencies) : drawn(frequencies);
  const shares = {
    same: map.channels / channels,
    other: channels === 1 ? 0 : (map.channels * (map.channels - 1)) / (channels * (channels - 1)),
  };
  return taken.map(({ a, b, weight }) => {
    const parts = a === b ? [a.part] : [a.part, b.part];
    return {
      group,
      block: {
        complex: false,
        // The zero frequency is the first where it is one of them; what the other loses with its mean, a product with it does not have.
        centred: a.block === 0 ? 'half' : false,
        parts: Array.from({ length: groups }, (_, g) => (g === group ? parts : [])),
        half: 1,
      },
      first: a.columns,
      channels,
      shares,
      halfInside: a.block === b.block,
      weight,
    };
  });
}

/** All pairs with something outside the blocks. */
function allOutside(frequencies: readonly Frequency[]): { a: Frequency; b: Frequency; weight: number }[] {
  return frequencies
    .flatMap((a, i) => frequencies.slice(i).map((b) => ({ a, b, weight: a === b ? 1 : 2 })))
    .filter(({ a, b }) => a.block !== b.block || a.complex);
}

/** The channels that stand for all: all of few, else whole runs of four spread evenly. */
function channelsHere({ channels }: MapShape): number {
  return sampleOf(channels) === undefined ? channels : 4 * RUNS;
}

function sampleOf(channels: number): { runs: number; stride: number } | undefined {
  return channels <= 4 * RUNS ? undefined : { runs: RUNS, stride: floor(channels / 4 / RUNS) };
}

/** One of each frequency and its negative among the parts of a layer, as real columns. */
function frequenciesOf({ blocks }: FrequencyPlan, { map, group }: { map: MapShape; group: number }): Frequency[] {
  const { height, width, channels } = map;
  const all = blocks.flatMap(({ complex, parts }, block) =>
    parts[group].map((own) => {
      const sample = sampleOf(channels);
      const part: SpectralPart = {
        ...own,
        kind: complex ? 'pair' : own.kind,
        ...(sample === undefined ? {} : { sample }),
      };
      const distance = min(own.u, height - own.u) ** 2 + min(own.v, width - own.v) ** 2;
      const columns = (part.kind === 'pair' ? 2 : 1) * channelsHere(map);
      return { part, block, complex, columns, chance: columns / (1 + distance) };
    }),
  );
  const total = all.reduce((sum, { chance }) => sum + chance, 0);
  return all.map((own) => ({ ...own, chance: own.chance / total }));
}

/** Pairs drawn independently, without those that lie inside a block altogether. */
function drawn(frequencies: readonly Frequency[]): { a: Frequency; b: Frequency; weight: number }[] {
  const random = seededRandom(SEED);
  const draw = () => {
    let left = random();
    for (const frequency of frequencies) {
      if (left < frequency.chance) return frequency;
      left -= frequency.chance;
    }
    return frequencies[0];
  };
  const pairs = Array.from({ length: PAIRS }, () => [draw(), draw()] as const);
  return pairs
    .filter(([a, b]) => a.block !== b.block || a.complex)
    .map(([a, b]) => ({ ...(b.block === 0 ? { a: b, b: a } : { a, b }), weight: 1 / (PAIRS * a.chance * b.chance) }));
}

/** What was added up over some datapoints. */
export interface Added {
  readonly gram: ComplexMatrix;
  readonly squares: SquaredNorms;
}

/**
 * The share of a layer's covariance energy ‖C‖² that lies between frequencies of different blocks, where that of a translation-invariant
 * layer has none. Sums run over pairs of different datapoints, so that few datapoints do not look like a defect; it may come out
 * slightly negative by chance, and is 0 then. Null where the layer has a single position.
 */
export function translationDefect(
  pairs: readonly (FrequencyPair & Added)[],
  blocks: readonly { multiplicity: 1 | 2; gram: ComplexMatrix; ownSquares: number }[],
  { datapoints, sampled }: { datapoints: number; sampled: number },
): number | null {
  if (pairs.length === 0 || sampled < 2) return null;
  const inside = blocks.reduce(
    (sum, { multiplicity, gram, ownSquares }) => sum + multiplicity * (energy(gram) - ownSquares),
    0,
  );
  const outside = pairs.reduce((sum, pair) => sum + pair.weight * outsideEnergy(pair), 0);
  const [within, between] = [inside / datapoints / (datapoints - 1), outside / sampled / (sampled - 1)];
  return between <= 0 || within + between <= 0 ? 0 : min(1, between / max(between, within + between));
}

function energy(gram: ComplexMatrix): number {
  return squaredColumnNorms(gram).reduce((sum, value) => sum + value, 0);
}

/** ‖AᵀB‖² over different datapoints for the real columns A and B of two frequencies, without what lies inside a block, for all channels. */
function outsideEnergy({ gram: { re }, squares, first, channels, shares, halfInside }: FrequencyPair & Added): number {
  const single = re.cols === first;
  const from = single ? 0 : first;
  const count = re.cols - from;
  const entry = (i: number, j: number) => re.data[(from + j) * re.rows + i];
  // Products of a channel with itself, and with others.
  const sums = [0, 0];
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < first; i++) sums[i % channels === j % channels ? 0 : 1] += entry(i, j) ** 2;
  }
  if (halfInside) {
    // A = √2·[Re Im], and likewise B: X_aᴴX_b = (ReᵀRe + ImᵀIm) + i·(ReᵀIm − ImᵀRe).
    for (let j = 0; j < channels; j++) {
      for (let i = 0; i < channels; i++) {
        const re2 = (entry(i, j) + entry(channels + i, channels + j)) / 2;
        const im2 = (entry(i, channels + j) - entry(channels + i, j)) / 2;
        sums[i === j ? 0 : 1] -= 2 * (re2 ** 2 + im2 ** 2);
      }
    }
  }
  const norms = single ? squares.first : squares.both;
  const share = halfInside ? 0.5 : 1;
  const same = sums[0] - share * squares.sameChannel;
  const other = sums[1] - share * (norms - squares.sameChannel);
  return shares.same * same + shares.other * other;
}

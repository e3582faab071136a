import type { Matrix } from './matrix.js';

/** The size of a group's maps: height × width positions of so many channels. */
export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The transform X of all channels of a group at one frequency, as columns of a block. */
export interface SpectralPart {
  /** The frequency: cycles along the height and the width, each from 0 to the length less 1. */
  readonly u: number;
  readonly v: number;
  /** `complex`: X. `real`: Re X, of a frequency that is its own negative. `pair`: √2·Re X, then √2·Im X, for a frequency and its negative. */
  readonly kind: 'complex' | 'real' | 'pair';
  /** Of the channels only so many runs of four, so many runs apart; all of them unless given. */
  readonly sample?: { readonly runs: number; readonly stride: number };
}

/** Columns that are correlated with each other: those of the first group, then those of the second, and so on. */
export interface SpectralBlock {
  /** Whether all of its parts are `complex`, or none is. */
  readonly complex: boolean;
  /** Whether the mean over the datapoints is taken off its columns, or those of its first half; it must not be complex. */
  readonly centred: boolean | 'half';
  readonly parts: readonly (readonly SpectralPart[])[];
  /** Where it is given, `SpectralStream.squares` knows the block: its first parts, of all groups in order, make one half and the others a second. */
  readonly half?: number;
}

/** What a stream of maps is to add up. */
export interface SpectralShape {
  readonly maps: readonly MapShape[];
  readonly blocks: readonly SpectralBlock[];
  /** The most datapoints given at a time, an even number. */
  readonly rows: number;
  /** For each block and each group a matrix that its columns are multiplied by, in place of the identity. */
  readonly rotations?: readonly (readonly ComplexMatrix[])[];
}

/** re + i·im; without `im`, a real matrix. */
export interface ComplexMatrix {
  readonly re: Matrix;
  readonly im?: Matrix;
}

/** How the values of each channel enter: value · scale − shift. */
export interface ChannelCentring {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** Numbers of columns of a block. */
export interface BlockPart {
  readonly down: Int32Array;
  readonly across: Int32Array;
}

/**
 * The Gram matrices XᴴX of blocks of frequencies of maps that come in blocks of datapoints. X is the 2-D discrete Fourier transform
 * Σ x(r, s)·exp(−2πi(ur/height + vs/width)), without a factor, of each channel. Memory holds the blocks' matrices and some
 * datapoints, whatever their number.
 */
export interface SpectralStream {
  /**
   * Adds datapoints: for each group its maps, (datapoint, row, column, channel), channels next to each other. With `blocks` only to so many
   * of the first blocks; `into` gets the columns themselves.
   */
  add(
    groups: readonly (Float32Array | Float64Array)[],
    centrings: readonly ChannelCentring[],
    options?: { blocks?: number; into?: HeldColumns },
  ): void;
  /** For each channel of a group the largest |value · scale − shift| so far. */
  largest(group: number): Float64Array;
  /** XᴴX of a block, of all its columns or of some against others. */
  gram(block: number, part?: BlockPart): ComplexMatrix;
  /** The means of a centred block's columns. */
  means(block: number): Float64Array;
  /** Sums over the datapoints of aᵢ², bᵢ² and aᵢbᵢ, with aᵢ and bᵢ the squared norms of a datapoint's columns in the halves of a block. */
  squares(block: number): SquaredNorms;
  /** Gives the memory back; nothing else may be called any more. */
  release(): void;
}

/**
 * Room for the columns of the first blocks, as they are before any mean or turn: a row for each datapoint and, in a complex block, as many rows of
 * imaginary parts below those. What is added goes to the rows from `first` on.
 */
export interface HeldColumns {
  readonly columns: readonly Matrix[];
  readonly first: number;
}

/** See `SpectralStream.squares`. */
export interface SquaredNorms {
  readonly first: number;
  readonly second: number;
  readonly both: number;
  /**
   * In a real block whose halves are one part each, or that has a single part: Σ aᵢᵥbᵢᵥ over channels v, each half's norms of one channel (of a
   * single part with themselves).
   */
  readonly sameChannel: number;
}

/** Channels of a group that a part has. */
export function channelsOf({ sample }: SpectralPart, { channels }: MapShape): number {
  return sample === undefined ? channels : 4 * sample.runs;
}

/** Columns of a group in a block. */
export function columnsOf(block: SpectralBlock, group: number, map: MapShape): number {
  return block.parts[group].reduce((sum, part) => sum + (part.kind === 'pair' ? 2 : 1) * channelsOf(part, map), 0);
}

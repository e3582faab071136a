// AssemblyScript. Where the kernels of a stream of maps find things: words of the stream's context, of its groups and of its blocks.
// A block's columns fill slivers of four channels, every part of a group starting a new one.

/** The most datapoints in a chunk; a complex block has as many rows of imaginary parts below those of the real ones. */
export const ROWS: usize = 0;
/** Datapoints in the chunk, and their pairs. */
export const COUNT: usize = 4;
export const PAIRS: usize = 8;
export const GROUPS: usize = 12;
export const BLOCKS: usize = 16;
/** Tables of groups and blocks. */
export const GROUP_TABLE: usize = 20;
export const BLOCK_TABLE: usize = 24;
/** For every thread, so many bytes. */
export const SCRATCH: usize = 28;
export const SCRATCH_BYTES: usize = 32;

/** Bytes of a group's entry. */
export const GROUP_BYTES: usize = 64;
export const INPUT: usize = 0;
export const VALUE_BYTES: usize = 4;
export const HEIGHT: usize = 8;
export const WIDTH: usize = 12;
export const CHANNELS: usize = 16;
/** Doubles, filled up to whole slivers. */
export const SCALE: usize = 20;
export const SHIFT: usize = 24;
/** For every pair of datapoints, a double for each channel. */
export const LARGEST: usize = 28;
/** Plans of fourier.ts. */
export const HEIGHT_PLAN: usize = 32;
export const WIDTH_PLAN: usize = 36;
/** Where each wanted frequency goes. */
export const TARGETS: usize = 40;
export const TARGET_COUNT: usize = 44;

/**
 * Bytes of a target: the element of the frequency and of its negative, kind, address of its first sliver, bytes of a sliver; how far apart the slivers
 * are that it takes, and how many.
 */
export const TARGET_BYTES: usize = 32;
export const ELEMENT: usize = 0;
export const NEGATIVE: usize = 4;
export const KIND: usize = 8;
export const PLACE: usize = 12;
export const SLIVER_BYTES: usize = 16;
export const STRIDE: usize = 20;
export const TAKEN: usize = 24;
/** Kinds: the imaginary parts go below, nowhere, or, both times √2, into slivers of their own. */
export const COMPLEX: i32 = 0;
export const REAL: i32 = 1;
export const PAIR: i32 = 2;

/** Bytes of a block's entry: address of its slivers, how many its Gram matrix has, whether it is complex, that matrix, and its turns or 0. */
export const BLOCK_BYTES: usize = 32;
export const SLIVERS: usize = 0;
export const SLIVER_COUNT: usize = 4;
export const IS_COMPLEX: usize = 8;
export const GRAM: usize = 12;
export const TURNS: usize = 16;
/** Four doubles, or 0, the slivers of its first half, and those of one run of channels, or 0: see `SpectralStream.squares`. */
export const SQUARES: usize = 20;
export const HALF: usize = 24;
export const RUN: usize = 28;

/**
 * Bytes of a turn, one for each group: its first sliver in the block, how many it has, how many it becomes, and the address of the panels of its
 * matrix W: for each new sliver [Re W; −Im W] and, in a complex block, [Im W; Re W], four columns of it, row by row.
 */
export const TURN_BYTES: usize = 16;
export const TURN_FIRST: usize = 0;
export const TURN_SLIVERS: usize = 4;
export const TURN_RESULTS: usize = 8;
export const TURN_PANELS: usize = 12;

export function number(entry: usize, word: usize): i32 {
  return load<i32>(entry + word);
}

export function address(entry: usize, word: usize): usize {
  return <usize>load<u32>(entry + word);
}

// AssemblyScript. Where the kernels of a Gram stream find things: words of the stream's context. Columns are numbered by slots:
// every group of columns fills whole slivers of four, the last of them with zeros.

/** Slots, a multiple of four. */
export const SLOTS: usize = 0;
/** Rows of the block. */
export const ROWS: usize = 4;
/** First row and number of rows of the chunk that is packed. */
export const CHUNK_FIRST: usize = 8;
export const CHUNK_ROWS: usize = 12;
/** Table of slivers: address of their first value, bytes from row to row, bytes of a value, 0. */
export const SLIVERS: usize = 16;
// A double for every slot:
export const SCALE: usize = 20;
export const MEAN: usize = 24;
export const REST: usize = 28;
export const SUM: usize = 32;
export const LARGEST: usize = 36;
export const UNIT: usize = 40;
export const LEVER: usize = 44;
export const VECTOR: usize = 48;
export const RESULT: usize = 52;
/** 64 bytes of hashes for every sliver. */
export const HASHES: usize = 56;
/** 16 bytes for every sliver: whether a column has had two values in this block. */
export const VARIES: usize = 60;
/** Packed chunk, and the same with every entry twice. */
export const PANELS: usize = 64;
export const DOUBLED: usize = 68;
/** Sums that a library made since the last fold: slots × slots, column-major; the upper triangle counts. */
export const RECENT: usize = 72;
/**
 * Slots × slots, column-major, in n × n tiles of 4 × 4: those on and above the diagonal hold the sums. What rounding took from tile (I, J)
 * is in tile (n − J + I, n − 1 − J) below it, and for those on the diagonal in DIAGONAL, tile after tile.
 */
export const GRAM: usize = 76;
/** Groups, their number of slivers one after the other. */
export const GROUPS: usize = 80;
export const GROUP_SLIVERS: usize = 84;
/** For every group, a double for every row of the chunk: squared norms, then levers. */
export const ROW_SUMS: usize = 88;
/** For every slot, 2 · groups doubles. */
export const COLUMN_DOTS: usize = 92;
/** A tile for every sliver. */
export const DIAGONAL: usize = 96;
/** Rows that are summed in registers. */
export const STEP: usize = 100;

/** Of a block that is taken: its first slots and their numbers down and across, where it goes, and the distance between columns there. */
export const TAKE_DOWN: usize = 104;
export const TAKE_ROWS: usize = 108;
export const TAKE_ACROSS: usize = 112;
export const TAKE_COLUMNS: usize = 116;
export const TAKE_TO: usize = 120;
export const TAKE_LINE: usize = 124;

/** Rows packed at a time: a sliver of them and one with every entry twice stay in the first-level cache. */
export const CHUNK: i32 = 256;

export function number(context: usize, word: usize): i32 {
  return load<i32>(context + word);
}

export function address(context: usize, word: usize): usize {
  return <usize>load<u32>(context + word);
}

export function sliverTable(context: usize, sliver: i32): usize {
  return address(context, SLIVERS) + ((<usize>sliver) << 4);
}

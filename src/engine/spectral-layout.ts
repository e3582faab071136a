import { arena } from './arena.js';
import type { Kernels } from './load-kernels.js';
import type { Matrix } from './matrix.js';
import { DOUBLE, sliversIn, sliversOfHalf, sliversOfPart, slotsOf, slotsOfGroup, TILE } from './spectral-slots.js';
import type { SpectralBlock, SpectralShape } from './spectral-stream.js';
import { putTurns, resultsOf, slotsOfResults, turnBytes, turnedBytes, turnOfSlots } from './spectral-turns.js';
import { type TransformPlan, transformPlan } from './transform-plan.js';

const { max } = Math;
// See assembly/spectral-context.ts.
const CONTEXT_BYTES = 64;
const GROUP_BYTES = 64;
const BLOCK_BYTES = 32;
const TARGET_BYTES = 32;
const ROOTS = 128;
const SQUARES_BYTES = 32;
const KINDS = { complex: 0, real: 1, pair: 2 } as const;
/** Doubles of a tile with what rounding took from it. */
export const TILE_DOUBLES = 2 * TILE * TILE;

/** Where a block is. */
export interface PlacedBlock {
  readonly spec: SpectralBlock;
  /** Its slivers, one after the other. */
  readonly address: number;
  readonly slivers: number;
  readonly sliverBytes: number;
  readonly gram: number;
  /** Three sums, where the block has halves. */
  readonly squares: number;
  /** Slivers of its Gram matrix, and the slot of each column among their channels. */
  readonly results: number;
  readonly slotOf: Int32Array;
  /** Its turns as one matrix for all slots, where there are any and the block is real. */
  readonly turn: Matrix | undefined;
}

/** Where a group is. */
export interface PlacedGroup {
  readonly entry: number;
  readonly input: number;
  readonly scale: number;
  readonly shift: number;
  readonly largest: number;
  readonly slots: number;
  /** Values of a datapoint. */
  readonly size: number;
}

/** Everything that a stream has in the kernels' memory. */
export interface SpectralPlaces {
  readonly context: number;
  readonly blocks: readonly PlacedBlock[];
  readonly groups: readonly PlacedGroup[];
  hold(): () => void;
}

/** Bytes that a stream of this shape needs in the kernels' memory, but for a few kilobytes. */
export function spectralBytes(shape: SpectralShape): number {
  const { maps, rows } = shape;
  const blocks = measured(shape);
  const slivers = blocks.reduce((sum, { bytes }) => sum + bytes, 0);
  const grams = blocks.reduce((sum, { doubles }) => sum + DOUBLE * doubles, 0);
  const inputs = maps.reduce((sum, { height, width, channels }) => sum + rows * height * width * channels * DOUBLE, 0);
  return slivers + grams + inputs;
}

/** Reserves every piece that a stream needs, sums as zeros, and fills the tables in; undefined where the memory is too small. */
export function placeSpectral({ exports, memory }: Kernels, shape: SpectralShape): SpectralPlaces | undefined {
  const { maps, rows } = shape;
  const sizes = measured(shape);
  const chunkBytes = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const gramDoubles = sizes.reduce((sum, { doubles }) => sum + doubles, 0);
  const plans = maps.map(({ height, width }) => [transformPlan(height), transformPlan(width)] as const);
  const targets = maps.map((_, group) => shape.blocks.reduce((sum, { parts }) => sum + parts[group].length, 0));
  const scratchBytes = max(
    exports.spectralGramScratch(max(0, ...sizes.map(({ results }) => results))) + turnedBytes(shape),
    // Squared norms of all rows, in two halves.
    2 * DOUBLE * rows,
    ...maps.map(({ height, width }, g) => transformBytes(height * width, plans[g])),
  );
  const bytes = {
    fixed: CONTEXT_BYTES + maps.length * GROUP_BYTES + shape.blocks.length * BLOCK_BYTES,
    chunk: chunkBytes,
    gram: DOUBLE * gramDoubles,
    squares: SQUARES_BYTES * shape.blocks.length,
    scratch: exports.forThreads(scratchBytes),
    plans: plans.flat().reduce((sum, plan) => sum + planBytes(plan), 0),
    targets: targets.reduce((sum, count) => sum + TARGET_BYTES * count, 0),
    inputs: maps.reduce((sum, map) => sum + inputBytes(map, rows), 0),
    turns: turnBytes(shape),
    lists: maps.reduce((sum, { channels }) => sum + (2 + rows / 2) * DOUBLE * slotsOf(channels), 0),
  };
  const area = arena(memory, {
    bytes: Object.values(bytes).reduce((sum, size) => sum + size, 0),
    pieces: 8 + 7 * maps.length,
  });
  if (area === undefined) return undefined;
  const [context, groupTable, blockTable] = [
    CONTEXT_BYTES,
    maps.length * GROUP_BYTES,
    shape.blocks.length * BLOCK_BYTES,
  ].map(area.reserve);
  const [chunk, gram, squares, scratch] = [bytes.chunk, bytes.gram, bytes.squares, bytes.scratch].map(area.reserve);
  area.clear(chunk, bytes.chunk);
  area.clear(gram, bytes.gram);
  area.clear(squares, bytes.squares);
  const blocks = placeBlocks(shape, { chunk, gram, squares });
  const turns = area.reserve(bytes.turns);
  blocks.forEach(({ address, results, gram: own, squares: sums, spec }, b) => {
    const half = spec.half === undefined ? [0, 0, 0] : [sums, sliversOfHalf(spec, maps), sliversOfOnePart(spec, maps)];
    const entry = [address, results, spec.complex ? 1 : 0, own, 0, ...half];
    new Uint32Array(memory.buffer, blockTable + b * BLOCK_BYTES, 8).set(entry);
  });
  if (shape.rotations !== undefined) {
    const tables = putTurns(memory, turns, shape);
    tables.forEach((table, b) => {
      new Uint32Array(memory.buffer, blockTable + b * BLOCK_BYTES, 5)[4] = table;
    });
  }
  const groups = maps.map((map, g) => {
    const { height, width, channels } = map;
    const slots = slotsOf(channels);
    const entry = groupTable + g * GROUP_BYTES;
    const input = area.reserve(inputBytes(map, rows));
    const [scale, shift, largest] = [1, 1, rows / 2].map((lists) => area.reserve(lists * DOUBLE * slots));
    const [heightPlan, widthPlan] = plans[g].map((plan) => putPlan(memory, area.reserve(planBytes(plan)), plan));
    const table = area.reserve(TARGET_BYTES * targets[g]);
    area.clear(largest, (rows / 2) * DOUBLE * slots);
    putTargets(memory, table, { maps, group: g, blocks });
    new Uint32Array(memory.buffer, entry, 12).set([
      input,
      0,
      height,
      width,
      channels,
      scale,
      shift,
      largest,
      heightPlan,
      widthPlan,
      table,
      targets[g],
    ]);
    return { entry, input, scale, shift, largest, slots, size: height * width * channels };
  });
  new Uint32Array(memory.buffer, context, 9).set([
    rows,
    0,
    0,
    maps.length,
    shape.blocks.length,
    groupTable,
    blockTable,
    scratch,
    scratchBytes,
  ]);
  return {
    context,
    blocks,
    groups,
    hold: area.hold,
  };
}

/** The slivers of a channel in turn, where a real block's halves are one part each or it has only one; else 0. */
function sliversOfOnePart({ complex, parts }: SpectralBlock, maps: SpectralShape['maps']): number {
  const all = parts.flatMap((own, group) => own.map((part) => sliversOfPart(part, maps[group])));
  return !complex && all.length <= 2 && all.every((count) => count === all[0]) ? all[0] : 0;
}

function inputBytes(
  { height, width, channels }: { height: number; width: number; channels: number },
  rows: number,
): number {
  // A vector load of the last values may reach beyond them.
  return (rows * height * width * channels + TILE) * DOUBLE;
}

/** Two buffers of elements of 64 bytes, and what an odd radix puts aside. */
function transformBytes(elements: number, plans: readonly TransformPlan[]): number {
  const radix = max(1, ...plans.flatMap(({ radices }) => radices));
  return 2 * 64 * elements + 32 * radix + 64;
}

function planBytes({ roots }: TransformPlan): number {
  return ROOTS + roots.byteLength;
}

function putPlan(memory: WebAssembly.Memory, address: number, { length, radices, roots }: TransformPlan): number {
  new Int32Array(memory.buffer, address, 2 + radices.length).set([length, radices.length, ...radices]);
  new Float64Array(memory.buffer, address + ROOTS, roots.length).set(roots);
  return address;
}

function rowsOf(spec: SpectralBlock, rows: number): number {
  return spec.complex ? 2 * rows : rows;
}

function measured({ maps, blocks, rows, rotations }: SpectralShape) {
  return blocks.map((spec, b) => {
    const slivers = maps.reduce((sum, map, g) => sum + sliversIn(spec, g, map), 0);
    const results = rotations === undefined ? slivers : resultsOf(rotations[b]).reduce((sum, count) => sum + count, 0);
    const tiles = (results * (results + 1)) / 2;
    return {
      slivers,
      results,
      bytes: slivers * rowsOf(spec, rows) * TILE * DOUBLE,
      doubles: tiles * TILE_DOUBLES * (spec.complex ? 2 : 1),
    };
  });
}

function placeBlocks(
  shape: SpectralShape,
  { chunk, gram, squares }: { chunk: number; gram: number; squares: number },
): PlacedBlock[] {
  const { maps, blocks, rows } = shape;
  const sizes = measured(shape);
  let [address, own] = [chunk, gram];
  return blocks.map((spec, b) => {
    const { slivers, results, bytes, doubles } = sizes[b];
    const rotations = shape.rotations?.[b];
    const placed = {
      spec,
      address,
      slivers,
      sliverBytes: rowsOf(spec, rows) * TILE * DOUBLE,
      gram: own,
      squares: squares + b * SQUARES_BYTES,
      results,
      slotOf: rotations === undefined ? slotsOfColumns(spec, maps) : slotsOfResults(rotations),
      turn: rotations === undefined || spec.complex ? undefined : turnOfSlots(spec, { maps, rotations }),
    };
    address += bytes;
    own += DOUBLE * doubles;
    return placed;
  });
}

function slotsOfColumns(spec: SpectralBlock, maps: SpectralShape['maps']): Int32Array {
  let first = 0;
  const slots = maps.flatMap((map, group) => {
    const own = Array.from(slotsOfGroup(spec, group, map), (slot) => first + slot);
    first += sliversIn(spec, group, map) * TILE;
    return own;
  });
  return Int32Array.from(slots);
}

/** Says for every frequency of a group that is wanted where its transform goes. */
function putTargets(
  memory: WebAssembly.Memory,
  table: number,
  { maps, group, blocks }: { maps: SpectralShape['maps']; group: number; blocks: readonly PlacedBlock[] },
): void {
  const { height, width } = maps[group];
  let at = table;
  for (const { spec, address, sliverBytes } of blocks) {
    const before = maps.slice(0, group).reduce((sum, map, g) => sum + sliversIn(spec, g, map), 0);
    let place = address + before * sliverBytes;
    for (const part of spec.parts[group]) {
      const { u, v, kind, sample } = part;
      const negative = ((height - u) % height) * width + ((width - v) % width);
      const slivers = sliversOfPart(part, maps[group]);
      const words = [u * width + v, negative, KINDS[kind], place, sliverBytes, sample?.stride ?? 1, slivers];
      new Uint32Array(memory.buffer, at, 7).set(words);
      at += TARGET_BYTES;
      place += sliverBytes * (kind === 'pair' ? 2 : 1) * slivers;
    }
  }
}

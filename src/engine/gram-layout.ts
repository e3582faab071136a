import { arena } from './arena.js';

/** Rows packed at a time, columns of a sliver, and words of the context: see assembly/gram-context.ts. */
export const CHUNK = 256;
/** Single rows that wait for each other. */
export const PENDING = 32;
export const TILE = 4;
export const WORD = {
  slots: 0,
  rows: 4,
  chunkFirst: 8,
  chunkRows: 12,
  slivers: 16,
  scale: 20,
  mean: 24,
  rest: 28,
  sum: 32,
  largest: 36,
  unit: 40,
  lever: 44,
  vector: 48,
  result: 52,
  hashes: 56,
  varies: 60,
  panels: 64,
  doubled: 68,
  recent: 72,
  gram: 76,
  groups: 80,
  groupSlivers: 84,
  rowSums: 88,
  columnDots: 92,
  diagonal: 96,
  step: 100,
  take: 104,
} as const;
/** Bytes of a context. */
export const CONTEXT_BYTES = 128;
export const DOUBLE = 8;

/** Where a group of columns is. */
export interface Group {
  readonly address: number;
  readonly width: number;
  readonly firstSliver: number;
  readonly slivers: number;
}

/** Reserves every piece that a stream needs, sums as zeros, and fills the context in. */
export function layOut(
  memory: WebAssembly.Memory,
  { widths, rows, rowMajor }: { widths: readonly number[]; rows: number; rowMajor: boolean },
) {
  const slivers = widths.map((width) => Math.ceil(width / TILE));
  const count = slivers.reduce((sum, part) => sum + part, 0);
  const slots = count * TILE;
  const vectors = 2 * widths.length;
  const sizes = {
    slivers: count * 16,
    scale: slots * DOUBLE,
    mean: slots * DOUBLE,
    rest: slots * DOUBLE,
    sum: slots * DOUBLE,
    largest: slots * DOUBLE,
    unit: slots * DOUBLE,
    lever: slots * DOUBLE,
    vector: slots * DOUBLE,
    result: slots * DOUBLE,
    hashes: count * 64,
    varies: count * 16,
    panels: slots * CHUNK * DOUBLE,
    doubled: 2 * slots * CHUNK * DOUBLE,
    recent: rowMajor ? slots * slots * DOUBLE : 0,
    gram: slots * slots * DOUBLE,
    diagonal: slots * TILE * DOUBLE,
    pending: PENDING * slots * DOUBLE,
    pendingSlivers: count * 16,
    ones: slots * DOUBLE,
    zeros: slots * DOUBLE,
    groupSlivers: widths.length * 4,
    rowSums: vectors * CHUNK * DOUBLE,
    columnDots: slots * vectors * DOUBLE,
    rowContext: 64,
    rowMajor: rowMajor ? rows * slots * DOUBLE : 0,
  };
  const raw = widths.map((width) => (rows * width + TILE) * DOUBLE);
  const bytes = [CONTEXT_BYTES, ...Object.values(sizes), ...raw].reduce((sum, size) => sum + size, 0);
  const area = arena(memory, { bytes, pieces: Object.keys(sizes).length + raw.length + 1 });
  if (area === undefined) return undefined;
  const context = area.reserve(CONTEXT_BYTES);
  const at = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, area.reserve(size)])) as {
    [name in keyof typeof sizes]: number;
  };
  const words = new Int32Array(memory.buffer, context, CONTEXT_BYTES / 4);
  for (const [name, word] of Object.entries(WORD)) {
    if (name in at) words[word / 4] = at[name as keyof typeof at];
  }
  for (const name of ['rowMajor', 'recent', 'gram', 'diagonal', 'pending', 'zeros', 'hashes'] as const)
    area.clear(at[name], sizes[name]);
  words[WORD.slots / 4] = slots;
  words[WORD.groups / 4] = widths.length;
  new Int32Array(memory.buffer, at.groupSlivers, widths.length).set(slivers);
  const groups: Group[] = widths.map((width, g) => ({
    address: area.reserve(raw[g]),
    width,
    firstSliver: slivers.slice(0, g).reduce((sum, part) => sum + part, 0),
    slivers: slivers[g],
  }));
  const slotOf = Int32Array.from(
    groups.flatMap(({ width, firstSliver }) => Array.from({ length: width }, (_, j) => firstSliver * TILE + j)),
  );
  return { context, slots, slotOf, at, groups, hold: area.hold };
}

/** Says where each sliver of a group begins and how its rows follow each other. */
export function writeSlivers(
  memory: WebAssembly.Memory,
  { table, address, width, firstSliver, slivers, size }: Group & { table: number; size: number },
): void {
  const words = new Uint32Array(memory.buffer, table, (firstSliver + slivers) * 4);
  for (let s = 0; s < slivers; s++) {
    words.set([address + s * TILE * size, width * size, size, 0], (firstSliver + s) * 4);
  }
}

export function valueSize(memory: WebAssembly.Memory, table: number, sliver: number): number {
  return new Uint32Array(memory.buffer, table + sliver * 16, 4)[2];
}

/** The words that a column of four-byte values, or of eight-byte ones, has in its sliver's hashes. */
export function hashTexts(
  memory: WebAssembly.Memory,
  { hashes, groups, size }: { hashes: number; groups: readonly Group[]; size: (sliver: number) => number },
): string[] {
  return groups.flatMap(({ width, firstSliver }) =>
    Array.from({ length: width }, (_, j) => {
      const sliver = firstSliver + Math.floor(j / TILE);
      const lane = j % TILE;
      const words = new Uint32Array(memory.buffer, hashes + sliver * 64, 16);
      const own =
        size(sliver) === 4
          ? [words[lane], words[4 + lane]]
          : [2 * lane, 2 * lane + 1, 8 + 2 * lane, 9 + 2 * lane].map((w) => words[w]);
      return own.join(':');
    }),
  );
}

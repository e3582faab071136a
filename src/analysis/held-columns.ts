import { mapOf } from '../similarity/spectral-memory.js';
import { heldBytes } from './map-reductions.js';
import { type OnGap, orGap } from './or-gap.js';
import { type PairOptions, type PreparedLayer, prepareLayer } from './prepared-layer.js';
import type { RunDump } from './run.js';
import { mapRoom } from './run-memory.js';

/** The layers that others are compared with, and how these are to be prepared. */
export interface HeldColumns {
  readonly columns: readonly (PreparedLayer | null)[];
  prepareRow(dump: RunDump): Promise<PreparedLayer>;
}

/**
 * Prepares the layers of the columns, which stay in memory, for `rows` and for each other. The reductions of maps take what room the memory leaves, half
 * of it for columns; maps for which that is too little are compared pair by pair.
 */
export async function holdColumns(
  dumps: readonly (RunDump | null)[],
  {
    rows,
    memory,
    onGap,
    onColumn,
    ...options
  }: PairOptions & {
    readonly rows: readonly RunDump[];
    readonly memory?: number | undefined;
    readonly onGap?: OnGap;
    readonly onColumn: () => void;
  },
): Promise<HeldColumns> {
  const held = dumps.filter((dump) => dump !== null);
  const all = [...held, ...rows];
  const room = mapRoom({ held, dumps: all, metric: options.metric }, memory);
  const partners = all.map(mapOf);
  let used = 0;
  const columns: (PreparedLayer | null)[] = [];
  for (const dump of dumps) {
    const prepare = (own: RunDump) => prepareLayer(own, { ...options, partners, room: 2 * room - used });
    const layer = dump && (await orGap(() => prepare(dump), onGap));
    const bytes = heldBytes(layer?.frequencies);
    const fits = used + bytes <= room;
    if (fits) used += bytes;
    columns.push(layer === null || fits ? layer : { ...layer, frequencies: undefined });
    onColumn();
  }
  const reduced = columns.filter((layer) => layer?.frequencies !== undefined) as PreparedLayer[];
  const toRows = reduced.map(({ dump }) => mapOf(dump));
  return { columns, prepareRow: (dump) => prepareLayer(dump, { ...options, partners: toRows, room }) };
}

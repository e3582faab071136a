import { SvccaError } from '../errors.js';
import { mapOf, spectralMemory } from '../similarity/spectral-memory.js';
import { CUT_METRICS, type Metric } from './metrics.js';
import { hasSpace, type RunDump } from './run.js';

const { ceil, floor, max, min } = Math;

/** Node, the program and what it needs at any size. */
const BASE = 120e6;

/** Arrays as large as a layer, and as its directions, that the reduction of one layer holds at once. */
const COPIES = { layer: 5, directions: 4 };

/** Beside what is held for later, what is held of it side by side to be multiplied. */
const STACKED = 2;

/**
 * Bytes that a comparison of dumps with those of `held` stays within: the directions of these stay in memory, as many as their neurons or datapoints
 * allow, the others come one after the other. Maps are held in what room that leaves (`mapRoom`); else each pair of them takes what `compare` takes.
 */
export function runMemory({ held, dumps, metric }: RunSizes): number {
  const dense = (list: readonly DumpSizes[]) => list.filter((dump) => !hasSpace(dump));
  const values = ({ datapoints, neurons }: DumpSizes) => datapoints * min(neurons, datapoints - 1);
  const factor = CUT_METRICS.includes(metric) ? STACKED : STACKED + 1;
  const kept = dense(held).reduce((sum, dump) => sum + factor * values(dump), 0);
  const work = dense(dumps).map(
    (dump) =>
      COPIES.layer * dump.datapoints * min(dump.neurons, 2 * dump.datapoints) + COPIES.directions * values(dump),
  );
  return BASE + 8 * (kept + max(0, ...work));
}

/** Where no limit is set, maps are held up to this. */
const UNLIMITED = 4e9;

/**
 * Bytes that the reductions of maps may take, so that all stays within `allowed`: those that are held, and as much again for one that is made. Beside them
 * maps are read, by themselves or pair by pair.
 */
export function mapRoom(sizes: RunSizes, allowed = UNLIMITED): number {
  const shapes = new Map(sizes.dumps.map((dump) => [Object.values(mapOf(dump)).join(), dump]));
  const all = [...shapes.values()];
  const pairs = all.flatMap((x, i) =>
    all.slice(i).flatMap((y) => (hasSpace(x) || hasSpace(y) ? [[x, y] as const] : [])),
  );
  return max(0, (allowed - runMemory(sizes) - max(0, ...pairs.map(spectralMemory))) / 2);
}

/** What memory depends on. */
type DumpSizes = Pick<RunDump, 'datapoints' | 'neurons' | 'grid'>;

/** The dumps that are held, all that are read, and what for. */
export interface RunSizes {
  readonly held: readonly DumpSizes[];
  readonly dumps: readonly DumpSizes[];
  readonly metric: Metric;
}

/** @throws SvccaError ('usage') when that takes more bytes than allowed. */
export function requireRunMemory(sizes: RunSizes, allowed: number | undefined): void {
  const needed = runMemory(sizes);
  if (allowed === undefined || needed <= allowed) return;
  const { datapoints } = sizes.dumps[0];
  throw new SvccaError(
    'usage',
    `layers over ${datapoints} datapoints take up to ${ceil(needed / 1e6)} MB of memory, but --memory allows ${floor(allowed / 1e6)} MB`,
    { hint: 'allow more, use fewer datapoints (--datapoints), or fewer layers (--layers)' },
  );
}

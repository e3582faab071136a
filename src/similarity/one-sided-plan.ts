import { type MapShape, type SpectralBlock, columnsOf as spectralColumns } from '../engine/spectral-stream.js';
import { type FrequencyPlan, frequencyPlan } from './frequency-blocks.js';

const { min } = Math;

/** One map's part of the frequencies that it has in common with another. */
export interface OneSidedPlan extends FrequencyPlan {
  /** The same for plans that ask the same of the map. */
  readonly key: string;
}

/**
 * The part of `frequencyPlan(map, other)` that is the map's, and depends on the other only by the frequencies that they have in common. A layer
 * without space has the zero frequency alone.
 */
export function oneSidedPlan(map: MapShape, other: MapShape): OneSidedPlan {
  const { height, width, rule, blocks } = frequencyPlan(map, other);
  const own = blocks
    .filter(({ parts }) => parts[0].length > 0)
    .map(({ half: _, parts, ...block }) => ({ ...block, parts: [parts[0]] }));
  // The zero frequency tells along which axes others fall upon it.
  const folded = own[0].parts[0].map(({ u, v, kind }) => `${u},${v},${kind}`);
  return { height, width, rule, blocks: own, key: `${height}x${width} ${folded.join(' ')}` };
}

/** What every partner asks of the map, each once. */
export function oneSidedPlans(map: MapShape, partners: readonly MapShape[]): OneSidedPlan[] {
  const plans = new Map<string, OneSidedPlan>();
  const shapes = new Map(partners.map((other) => [`${other.height}x${other.width}`, other]));
  for (const other of shapes.values()) {
    const plan = oneSidedPlan(map, other);
    if (!plans.has(plan.key)) plans.set(plan.key, plan);
  }
  return [...plans.values()];
}

/** Doubles of all columns of a plan over so many datapoints, and, at most, of orthonormal columns that span the same. */
export function planValues(
  map: MapShape,
  { blocks }: OneSidedPlan,
  datapoints: number,
): { columns: number; directions: number } {
  let [columns, directions] = [0, 0];
  for (const block of blocks) {
    const count = columnsOf(block, map);
    const rows = rowsOf(block, datapoints);
    columns += rows * count;
    directions += rows * min(count, datapoints);
  }
  return { columns, directions };
}

/** Columns of the map in a block of a plan. */
export function columnsOf(block: SpectralBlock, map: MapShape): number {
  return spectralColumns(block, 0, map);
}

/** Rows of a block's columns: those of imaginary parts stand below the others. */
export function rowsOf({ complex }: SpectralBlock, datapoints: number): number {
  return complex ? 2 * datapoints : datapoints;
}

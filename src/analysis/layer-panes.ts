import type { CrossProducts, Engine } from '../engine/engine.js';
import { leadingColumns, type Matrix, zeros } from '../engine/matrix.js';
import type { LayerSummary } from './compare.js';
import type { Pane, Side } from './dynamics-result.js';
import { type OnGap, orGap } from './or-gap.js';
import { keptSimilarity, type PairSimilarity, type PairSimilarityOptions, pairSimilarity } from './pair-similarity.js';
import type { PreparedLayer } from './prepared-layer.js';

/** What a pane is made of. */
export interface PaneOptions extends PairSimilarityOptions {
  /** Which value stands for a pair; null where a metric has but one. */
  readonly side: Side | null;
  /** Told of layers that never change, which are gaps then; without it they are errors. */
  readonly onGap?: OnGap;
}

/** Layers compared with layers. */
export interface FilledPane {
  readonly values: Pane;
  readonly xy: Pane;
  readonly yx: Pane;
  /** Of the value that stands for the pair. */
  readonly floors: Pane | null;
  /** Of the rows' layers. */
  readonly summaries: readonly (LayerSummary | null)[];
  readonly columnSummaries: readonly (LayerSummary | null)[];
}

/** Panes over the same columns, filled row by row. */
export interface LayerPanes {
  /** Compares a layer with those of all columns. */
  addRow(layer: PreparedLayer | null): Promise<void>;
  /** Compares the columns' layers with each other, every pair once. */
  addFinal(): Promise<void>;
  /** The rows since the last time, as a pane. */
  take(): FilledPane;
  /** Gives back what the engine holds; no row can be added any more. */
  release(): void;
}

/** Values of columns' directions that are multiplied at a time: 64 MB. */
const STACK_VALUES = 2 ** 23;

type Row = (PairSimilarity | null)[];

/** Panes of layers against those of `columns`. */
export function layerPanes(columns: readonly (PreparedLayer | null)[], options: PaneOptions): LayerPanes {
  const products = keptAgainst(columns, options.engine);
  let rows: { layer: PreparedLayer | null; row: Row }[] = [];
  const addRow = async (layer: PreparedLayer | null) => {
    const overlaps = layer?.kind === 'kept' ? products.of(layer) : undefined;
    const row: Row = [];
    for (let c = 0; c < columns.length; c++) {
      const other = columns[c];
      const overlap = overlaps?.get(c);
      if (layer === null || other === null) row.push(null);
      else if (layer.kind === 'kept' && other.kind === 'kept' && overlap !== undefined) {
        row.push(keptSimilarity(layer.kept, other.kept, { ...options, overlap }));
      } else row.push(await orGap(() => pairSimilarity(layer, other, options), options.onGap));
    }
    rows.push({ layer, row });
  };
  return {
    addRow,
    async addFinal() {
      for (let r = 0; r < columns.length; r++) {
        const row: Row = rows.map(({ row: earlier }) => flipped(earlier[r]));
        for (let c = r; c < columns.length; c++) {
          const [x, y] = [columns[r], columns[c]];
          row.push(x && y && (await orGap(() => pairSimilarity(x, y, options), options.onGap)));
        }
        rows.push({ layer: columns[r], row });
      }
    },
    release: products.release,
    take() {
      const taken = rows;
      rows = [];
      const pane = (value: (pair: PairSimilarity) => number | null): Pane =>
        taken.map(({ row }) => row.map((pair) => pair && value(pair)));
      const hasFloor = taken.some(({ row }) => row.some((pair) => pair !== null && pair.floor !== null));
      const sided = (pair: PairSimilarity, value: { xy: number | null; yx: number | null }) =>
        chosen(value, { side: options.side, ...pair });
      return {
        values: pane((pair) => sided(pair, pair)),
        xy: pane(({ xy }) => xy),
        yx: pane(({ yx }) => yx),
        floors: hasFloor ? pane((pair) => pair.floor && sided(pair, pair.floor)) : null,
        summaries: taken.map(({ layer, row }, r) => summaryOf(layer, row, r)),
        columnSummaries: columns.map((layer, c) =>
          summaryOf(
            layer,
            taken.map(({ row }) => flipped(row[c])),
            c,
          ),
        ),
      };
    },
  };
}

function flipped(pair: PairSimilarity | null): PairSimilarity | null {
  if (pair === null) return null;
  const { xy, yx, floor, kx, ky, summaries } = pair;
  return {
    xy: yx,
    yx: xy,
    floor: floor && { xy: floor.yx, yx: floor.xy },
    kx: ky,
    ky: kx,
    ...(summaries ? { summaries: { x: summaries.y, y: summaries.x } } : {}),
  };
}

/** The value that stands for a pair. */
export function chosen(
  { xy, yx }: { xy: number | null; yx: number | null },
  { side, kx, ky }: { side: Side | null; kx: number; ky: number },
): number | null {
  switch (side) {
    case 'mean':
      return xy === null || yx === null ? null : (xy + yx) / 2;
    case 'yx':
      return yx;
    case 'fewer':
      return kx <= ky ? xy : yx;
    default:
      return xy;
  }
}

/** A layer of maps is described by its comparison with its own final state, or whichever there is. */
function summaryOf(layer: PreparedLayer | null, row: Row, place: number): LayerSummary | null {
  if (layer === null) return null;
  if (layer.summary !== undefined) return layer.summary;
  const pair = row[place] ?? row.find((other) => other !== null);
  return pair?.summaries?.x ?? null;
}

/** Products of a layer's directions with those of all columns. */
interface KeptProducts {
  of(layer: Extract<PreparedLayer, { kind: 'kept' }>): Map<number, Matrix>;
  release(): void;
}

/** Multiplies a layer's directions with those of all columns side by side, some columns at a time. */
function keptAgainst(columns: readonly (PreparedLayer | null)[], engine: Engine): KeptProducts {
  const stacks = stacksOf(columns).map((members) => {
    const matrices = members.map(({ directions }) => directions);
    return { members, products: productsWith(matrices, engine) };
  });
  return {
    of({ kept: { directions } }) {
      const found = new Map<number, Matrix>();
      for (const { members, products } of stacks) {
        const { rows, data } = products.times(directions);
        let first = 0;
        for (const { place, directions: other } of members) {
          found.set(place, leadingColumns({ rows, cols: 0, data: data.subarray(first * rows) }, other.cols));
          first += other.cols;
        }
      }
      return found;
    },
    release: () => stacks.forEach(({ products }) => void products.release()),
  };
}

interface Member {
  readonly place: number;
  readonly directions: Matrix;
}

/** The columns that have directions, together as far as they are not too large. */
function stacksOf(columns: readonly (PreparedLayer | null)[]): Member[][] {
  const stacks: Member[][] = [];
  let values = Number.POSITIVE_INFINITY;
  columns.forEach((layer, place) => {
    if (layer?.kind !== 'kept') return;
    const { directions } = layer.kept;
    values += directions.data.length;
    if (values > STACK_VALUES) {
      stacks.push([]);
      values = directions.data.length;
    }
    stacks[stacks.length - 1].push({ place, directions });
  });
  return stacks;
}

/** The products with matrices of as many rows beside each other, which the engine holds where it can. */
function productsWith(matrices: readonly Matrix[], engine: Engine): CrossProducts {
  const stack = zeros(
    matrices[0].rows,
    matrices.reduce((sum, { cols }) => sum + cols, 0),
  );
  let at = 0;
  for (const { data } of matrices) {
    stack.data.set(data, at);
    at += data.length;
  }
  const held = engine.crossProductsWith?.(stack);
  return held ?? { times: (matrix) => engine.crossProduct(matrix, stack), release() {} };
}

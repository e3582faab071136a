import type { Engine } from '../engine/engine.js';
import { leadingColumns, type Matrix, zeros } from '../engine/matrix.js';
import type { LayerSummary } from './compare.js';
import type { Pane, Side } from './dynamics-result.js';
import { keptSimilarity, type PairSimilarity, type PairSimilarityOptions, pairSimilarity } from './pair-similarity.js';
import type { PreparedLayer } from './prepared-layer.js';

const { max } = Math;

/** What a pane is made of. */
export interface PaneOptions extends PairSimilarityOptions {
  /** Which value stands for a pair; null where a metric has but one. */
  readonly side: Side | null;
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
}

/** Values of columns' directions that are multiplied at a time: 64 MB. */
const STACK_VALUES = 2 ** 23;

type Row = (PairSimilarity | null)[];

/** Panes of layers against those of `columns`. */
export function layerPanes(columns: readonly (PreparedLayer | null)[], options: PaneOptions): LayerPanes {
  const compareKept = keptAgainst(columns, options.engine);
  let rows: { layer: PreparedLayer | null; row: Row }[] = [];
  const addRow = async (layer: PreparedLayer | null) => {
    const overlaps = layer?.kind === 'kept' ? compareKept(layer) : undefined;
    const row: Row = [];
    for (let c = 0; c < columns.length; c++) {
      const other = columns[c];
      const overlap = overlaps?.get(c);
      if (layer === null || other === null) row.push(null);
      else if (layer.kind === 'kept' && other.kind === 'kept' && overlap !== undefined) {
        row.push(keptSimilarity(layer.kept, other.kept, { ...options, overlap }));
      } else row.push(await pairSimilarity(layer, other, options));
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
          row.push(x === null || y === null ? null : await pairSimilarity(x, y, options));
        }
        rows.push({ layer: columns[r], row });
      }
    },
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
  if (layer.kind !== 'maps') return layer.summary;
  const pair = row[place] ?? row.find((other) => other !== null);
  return pair?.summaries?.x ?? null;
}

/** Multiplies a layer's directions with those of all columns side by side, some columns at a time. */
function keptAgainst(
  columns: readonly (PreparedLayer | null)[],
  engine: Engine,
): (layer: Extract<PreparedLayer, { kind: 'kept' }>) => Map<number, Matrix> {
  const stacks: { places: number[]; stack: Matrix }[] = [];
  let places: number[] = [];
  const directionsOf = (place: number): Matrix => {
    const layer = columns[place];
    return layer?.kind === 'kept' ? layer.kept.directions : zeros(0, 0);
  };
  const close = () => {
    if (places.length > 0) stacks.push({ places, stack: stacked(places.map(directionsOf)) });
    places = [];
  };
  let values = 0;
  columns.forEach((layer, place) => {
    if (layer?.kind !== 'kept') return;
    const size = layer.kept.directions.data.length;
    if (values + size > STACK_VALUES) {
      close();
      values = 0;
    }
    places.push(place);
    values += size;
  });
  close();
  return ({ kept: { directions } }) => {
    const found = new Map<number, Matrix>();
    for (const { places: own, stack } of stacks) {
      const product = engine.crossProduct(directions, stack);
      let first = 0;
      for (const place of own) {
        const { cols } = directionsOf(place);
        found.set(place, leadingColumns({ ...product, data: product.data.subarray(first * product.rows) }, cols));
        first += cols;
      }
    }
    return found;
  };
}

/** Matrices of as many rows beside each other; one alone is not copied. */
function stacked(matrices: readonly Matrix[]): Matrix {
  if (matrices.length === 1) return matrices[0];
  const out = zeros(
    max(...matrices.map(({ rows }) => rows)),
    matrices.reduce((sum, { cols }) => sum + cols, 0),
  );
  let at = 0;
  for (const { data } of matrices) {
    out.data.set(data, at);
    at += data.length;
  }
  return out;
}

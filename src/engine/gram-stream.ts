import {
  CHUNK,
  CONTEXT_BYTES,
  DOUBLE,
  hashTexts,
  layOut,
  PENDING,
  TILE,
  valueSize,
  WORD,
  writeSlivers,
} from './gram-layout.js';
import type { Kernels } from './load-kernels.js';
import { type Matrix, zeros } from './matrix.js';
import { dot, subtractMultiple } from './vectors.js';

const { min } = Math;

/** Rows whose sums a library makes with rounding before they are folded into those without. */
const FOLD_ROWS = 8 * CHUNK;
/** Rows summed in registers: more are faster, fewer round less; few datapoints are fast anyway. */
const STEPS = { short: 64, long: 128, longFrom: 8192 };

/** How the values of a block become entries of the matrix: x · scale − mean − rest, column by column. */
export interface Centring {
  readonly scale: Float64Array;
  readonly mean: Float64Array;
  readonly rest: Float64Array;
}

/** What the columns of a block are like, before anything is done to them. */
export interface ColumnFacts {
  readonly sum: Float64Array;
  readonly largest: Float64Array;
  /** 1 for a column that has two different values. */
  readonly varies: Int32Array;
}

/** Weights of the row sums of a block. */
export interface RowWeights {
  readonly unit: Float64Array;
  readonly lever: Float64Array;
}

/**
 * Sums over the rows of a centred block: for g groups there are 2g vectors over the rows, first the squared norms Σ(x·unit)² of each
 * group's part of a row, then the levers Σ x·lever.
 */
export interface RowSums {
  /** Inner products of the vectors with a vector of ones. */
  readonly totals: Float64Array;
  /** Inner products of any two of them, 2g × 2g. */
  readonly products: Matrix;
  /** Inner products of each with all columns. */
  readonly dots: readonly Float64Array[];
}

/**
 * The Gram matrix of a tall matrix that comes in blocks of rows, each as row-major groups of columns. Memory holds
 * one block and the columns × columns result. Its columns are those of all groups, one after the other.
 */
export interface GramStream {
  /** Sets the group's part of the next block, rows × width, row-major. */
  put(group: number, values: Float32Array | Float64Array): void;
  /** What the columns of the block that was put are like; to be asked once a block. */
  measure(rows: number): ColumnFacts;
  /** Σ over the block of x · scale − mean for each column. */
  residues(centring: Pick<Centring, 'scale' | 'mean'>): Float64Array;
  /** G ← G + XᵀX for the block, scaled and centred; with weights, also its row sums. */
  add(centring: Centring, weights?: RowWeights): RowSums | undefined;
  /** G ← G + row·rowᵀ. */
  addRow(row: Float64Array): void;
  /** G ← diag(factors)·G·diag(factors). */
  rescale(factors: Float64Array): void;
  /** G·vector. */
  times(vector: Float64Array): Float64Array;
  /** For each column, the same text as for another column of the group only where all measured values are the same. */
  hashes(): string[];
  /** G, or its block of the columns of one group against those of another; with factors, of columns that are so many times as long. */
  gram(part?: { down?: number; across?: number; factors?: Float64Array | undefined }): Matrix;
  /** Its diagonal. */
  squares(): Float64Array;
  /** Gives the memory back; nothing else may be called any more. */
  release(): void;
}

/** The work of a stream that a library may do instead of the kernels. */
export interface StreamRoutines {
  /** C ← C + PᵀP in the upper triangle of C, column-major n × n for row-major P. */
  accumulate(c: Float64Array, p: Float64Array, shape: { n: number; rows: number }): void;
  /** out = X·A for row-major X and out. */
  turn(a: Matrix, x: Float64Array, out: Float64Array): void;
}

/** Columns in each group, and the most rows in a block. */
export interface GramShape {
  readonly widths: readonly number[];
  readonly rows: number;
  /** Rows of all blocks together; those of one block unless said otherwise. */
  readonly datapoints?: number;
  readonly routines?: StreamRoutines;
}

/** A stream of blocks of up to `rows` rows; undefined where the kernels' memory cannot hold it. */
export function gramStream(
  kernels: Kernels,
  { widths, rows, datapoints = rows, routines }: GramShape,
): GramStream | undefined {
  const { exports, memory } = kernels;
  const places = layOut(memory, { widths, rows, rowMajor: routines !== undefined });
  if (places === undefined) return undefined;
  const { context, slots, slotOf, at, groups } = places;
  const columns = slotOf.length;
  const words = () => new Int32Array(memory.buffer, context, CONTEXT_BYTES / 4);
  const doubles = (address: number, count: number) => new Float64Array(memory.buffer, address, count);
  const write = (address: number, values: Float64Array) => {
    const target = doubles(address, slots);
    target.fill(0);
    for (let c = 0; c < columns; c++) target[slotOf[c]] = values[c];
  };
  // In plain loops: Float64Array.from and map box every number, and millions of blocks make a heap of them.
  const read = (address: number) => {
    const source = doubles(address, slots);
    const out = new Float64Array(columns);
    for (let c = 0; c < columns; c++) out[c] = source[slotOf[c]];
    return out;
  };
  const sizes = widths.map(() => DOUBLE);
  const release = places.hold();
  doubles(at.ones, slots).fill(1);
  const pendingWords = new Uint32Array(memory.buffer, at.pendingSlivers, slots);
  for (let s = 0; s < slots / TILE; s++) {
    pendingWords.set([at.pending + s * TILE * DOUBLE, slots * DOUBLE, DOUBLE, 0], s * 4);
  }
  words()[WORD.step / 4] = datapoints < STEPS.longFrom ? STEPS.short : STEPS.long;
  const ones = new Float64Array(columns).fill(1);
  let blockRows = 0;
  let recentRows = 0;
  const fold = () => {
    if (recentRows > 0) exports.gramFold(context);
    recentRows = 0;
  };
  let pendingRows = 0;
  /** Adds the single rows that wait. */
  const flush = () => {
    fold();
    if (pendingRows === 0) return;
    const kept = words().slice();
    words().set([0, pendingRows, at.pendingSlivers, at.ones, at.zeros, at.zeros], WORD.chunkFirst / 4);
    exports.gramPack(context);
    exports.gramAdd(context);
    words().set(kept);
    pendingRows = 0;
  };
  /** The whole block as rows of doubles, scaled and centred, for the library. */
  const addByLibrary = ({ accumulate }: StreamRoutines) => {
    groups.forEach(({ address, width, firstSliver }, g) => {
      const first = firstSliver * TILE * DOUBLE;
      const columns = [at.scale, at.mean, at.rest].map((list) => list + first);
      const from = [address, at.rowMajor + first, blockRows, width, sizes[g]];
      new Int32Array(memory.buffer, at.rowContext, 9).set([...from, ...columns, slots * DOUBLE]);
      exports.centreRows(at.rowContext);
    });
    const recent = doubles(at.recent, slots * slots);
    for (let first = 0; first < blockRows; first += FOLD_ROWS) {
      const count = min(FOLD_ROWS, blockRows - first);
      accumulate(recent, doubles(at.rowMajor + first * slots * DOUBLE, count * slots), { n: slots, rows: count });
      recentRows += count;
      if (recentRows >= FOLD_ROWS) fold();
    }
  };
  const widthOf = (list: readonly number[]) => list.reduce((sum, group) => sum + widths[group], 0);
  /** Puts the block of group k against group l into `out`; packed chunks, which nobody needs any more, make room for parts of it. */
  const take = (k: number, l: number, { out, row, column }: { out: Matrix; row: number; column: number }) => {
    const [rows, first] = [widths[k], groups[k].firstSliver * TILE];
    for (let j = 0; j < widths[l]; j += 2 * CHUNK) {
      const count = min(2 * CHUNK, widths[l] - j);
      words().set([first, rows, groups[l].firstSliver * TILE + j, count, at.doubled, rows], WORD.take / 4);
      exports.gramTake(context);
      const part = doubles(at.doubled, rows * count);
      if (rows === out.rows) out.data.set(part, (column + j) * rows);
      else
        for (let c = 0; c < count; c++)
          out.data.set(part.subarray(c * rows, (c + 1) * rows), (column + j + c) * out.rows + row);
    }
  };
  return {
    put(group, values) {
      const { address, width } = groups[group];
      sizes[group] = values.BYTES_PER_ELEMENT;
      const single = values.BYTES_PER_ELEMENT === 4;
      const target = single
        ? new Float32Array(memory.buffer, address, values.length + TILE)
        : doubles(address, values.length + TILE);
      target.set(values);
      // The last sliver of the last row is read to its end.
      target.fill(0, values.length);
      writeSlivers(memory, { table: at.slivers, ...groups[group], size: values.BYTES_PER_ELEMENT });
      blockRows = values.length / width;
    },
    measure(count) {
      words()[WORD.rows / 4] = count;
      exports.gramMeasure(context);
      const varies = new Int32Array(memory.buffer, at.varies, slots);
      return {
        sum: read(at.sum),
        largest: read(at.largest),
        varies: slotOf.map((slot) => (varies[slot] !== 0 ? 1 : 0)),
      };
    },
    residues({ scale, mean }) {
      write(at.scale, scale);
      write(at.mean, mean);
      exports.gramResidue(context);
      return read(at.result);
    },
    add(centring, weights) {
      write(at.scale, centring.scale);
      write(at.mean, centring.mean);
      write(at.rest, centring.rest);
      if (weights !== undefined) {
        write(at.unit, weights.unit);
        write(at.lever, weights.lever);
      }
      const vectors = 2 * widths.length;
      const sums = { totals: new Float64Array(vectors), products: zeros(vectors, vectors) };
      doubles(at.columnDots, slots * vectors).fill(0);
      if (routines !== undefined) addByLibrary(routines);
      for (let first = 0; first < blockRows && (routines === undefined || weights !== undefined); first += CHUNK) {
        const count = min(CHUNK, blockRows - first);
        words().set([first, count], WORD.chunkFirst / 4);
        exports.gramPack(context);
        if (weights !== undefined) {
          exports.gramRowSums(context);
          exports.gramColumnDots(context);
          addProducts(sums, doubles(at.rowSums, vectors * CHUNK), count);
        }
        if (routines === undefined) exports.gramAdd(context);
      }
      if (weights === undefined) return undefined;
      const all = doubles(at.columnDots, slots * vectors);
      const dots = Array.from({ length: vectors }, () => new Float64Array(columns));
      for (let k = 0; k < vectors; k++) {
        for (let c = 0; c < columns; c++) dots[k][c] = all[slotOf[c] * vectors + k];
      }
      return { ...sums, dots };
    },
    addRow(row) {
      write(at.pending + pendingRows * slots * DOUBLE, row);
      pendingRows += 1;
      if (pendingRows === PENDING) flush();
    },
    rescale(factors) {
      flush();
      write(at.vector, factors);
      exports.gramRescale(context);
    },
    times(vector) {
      fold();
      write(at.vector, vector);
      exports.gramTimes(context);
      const result = doubles(at.result, slots);
      const spread = doubles(at.vector, slots);
      for (let r = 0; r < pendingRows; r++) {
        const row = doubles(at.pending + r * slots * DOUBLE, slots);
        subtractMultiple(result, -dot(row, spread), row);
      }
      return read(at.result);
    },
    squares() {
      flush();
      const [sums, lost] = [doubles(at.gram, slots * slots), doubles(at.diagonal, slots * TILE)];
      return Float64Array.from(slotOf, (slot) => {
        const within = slot % TILE;
        return sums[slot * (slots + 1)] + lost[(slot - within) * TILE + within * (TILE + 1)];
      });
    },
    hashes: () => hashTexts(memory, { hashes: at.hashes, groups, size: (slot) => valueSize(memory, at.slivers, slot) }),
    gram({ down, across, factors = ones } = {}) {
      flush();
      write(at.vector, factors);
      const all = groups.map((_, g) => g);
      const [left, right] = [down, across].map((group) => (group === undefined ? all : [group]));
      const out = zeros(widthOf(left), widthOf(right));
      left.forEach((k, i) => {
        right.forEach((l, j) => {
          take(k, l, { out, row: widthOf(left.slice(0, i)), column: widthOf(right.slice(0, j)) });
        });
      });
      return out;
    },
    release,
  };
}

/** Adds to the totals and products those of the chunk's vectors. */
function addProducts(
  { totals, products }: { totals: Float64Array; products: Matrix },
  vectors: Float64Array,
  count: number,
): void {
  const part = (k: number) => vectors.subarray(k * CHUNK, k * CHUNK + count);
  for (let k = 0; k < totals.length; k++) {
    totals[k] += part(k).reduce((sum, value) => sum + value, 0);
    for (let l = 0; l < totals.length; l++) {
      const [a, b] = [part(k), part(l)];
      let sum = 0;
      for (let i = 0; i < count; i++) sum += a[i] * b[i];
      products.data[l * totals.length + k] += sum;
    }
  }
}

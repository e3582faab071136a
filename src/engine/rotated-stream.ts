import { arena } from './arena.js';
import { type Centring, gramStream, type StreamRoutines } from './gram-stream.js';
import type { Kernels } from './load-kernels.js';
import { column, type Matrix } from './matrix.js';

const DOUBLE = 8;
const CONTEXT_BYTES = 64;
/** Columns of a rotation multiplied together; where it is triangular, each such part needs only the rows above its diagonal. */
const PART = 256;

/** The Gram matrix of [X·A Y·B …] for a matrix [X Y …] that comes in blocks of rows, each as row-major groups of columns. */
export interface RotatedStream {
  /** Adds the rows of a block, one array of rows × width for each group, scaled and centred. */
  add(groups: readonly (Float32Array | Float64Array)[], centring: Centring): void;
  /** The whole of it, or its block of group k against group l. */
  gram(part?: { down?: number; across?: number }): Matrix;
  /** Gives the memory back; nothing else may be called any more. */
  release(): void;
}

/** A matrix for each group of columns, with as many rows, and the most rows in a block. */
export interface RotatedShape {
  readonly rotations: readonly Matrix[];
  readonly rows: number;
  /** Rows of all blocks together; those of one block unless said otherwise. */
  readonly datapoints?: number;
  readonly routines?: StreamRoutines;
}

/** A stream of blocks of up to `rows` rows, each group of columns turned by its matrix; undefined where memory cannot hold it. */
export function rotatedStream(
  kernels: Kernels,
  { rotations, rows, datapoints = rows, routines }: RotatedShape,
): RotatedStream | undefined {
  const { exports, memory } = kernels;
  const widest = Math.max(...rotations.map((rotation) => rotation.rows));
  const longest = Math.max(...rotations.map(({ cols }) => cols));
  const held = rotations.reduce((sum, { data }) => sum + data.byteLength, 0);
  const block = rows * widest * DOUBLE;
  const turned = rows * longest * DOUBLE;
  const bytes = CONTEXT_BYTES + held + 2 * block + turned + 3 * widest * DOUBLE + exports.gemmScratch();
  const area = arena(memory, { bytes, pieces: rotations.length + 8 });
  if (area === undefined) return undefined;
  const context = area.reserve(CONTEXT_BYTES);
  const matrices = rotations.map(({ data }) => area.put(data));
  const [raw, centred, result] = [block, block, turned].map(area.reserve);
  const columns = [0, 1, 2].map(() => area.reserve(widest * DOUBLE));
  const scratch = area.reserve(exports.gemmScratch());
  const release = area.hold();
  const inner = gramStream(kernels, {
    widths: rotations.map(({ cols }) => cols),
    rows,
    datapoints,
    ...(routines ? { routines } : {}),
  });
  if (inner === undefined) {
    release();
    return undefined;
  }
  const doubles = (address: number, count: number) => new Float64Array(memory.buffer, address, count);
  const reach = rotations.map(partsOf);

  function centre(values: Float32Array | Float64Array, width: number, own: readonly Float64Array[]): number {
    const size = values.BYTES_PER_ELEMENT;
    const target = size === 4 ? new Float32Array(memory.buffer, raw, values.length) : doubles(raw, values.length);
    target.set(values);
    own.forEach((list, i) => void doubles(columns[i], width).set(list));
    const count = values.length / width;
    new Int32Array(memory.buffer, context, 9).set([raw, centred, count, width, size, ...columns, width * DOUBLE]);
    exports.centreRows(context);
    return count;
  }

  function turn(group: number, count: number): Float64Array {
    const { rows: width, cols } = rotations[group];
    const out = doubles(result, count * cols);
    if (routines !== undefined) {
      routines.turn(rotations[group], doubles(centred, count * width), out);
      return out;
    }
    out.fill(0);
    for (const { first, size, depth } of reach[group]) {
      const a = matrices[group] + first * width * DOUBLE;
      const c = result + first * DOUBLE;
      exports.gemm(size, count, depth, 1, a, width, 1, centred, 1, width, c, cols, scratch);
    }
    return out;
  }

  const turnedColumns = rotations.reduce((sum, { cols }) => sum + cols, 0);
  const asTheyAre: Centring = {
    scale: new Float64Array(turnedColumns).fill(1),
    mean: new Float64Array(turnedColumns),
    rest: new Float64Array(turnedColumns),
  };
  return {
    add(groups, { scale, mean, rest }) {
      let first = 0;
      groups.forEach((values, group) => {
        const width = rotations[group].rows;
        const own = [scale, mean, rest].map((list) => list.subarray(first, first + width));
        inner.put(group, turn(group, centre(values, width, own)));
        first += width;
      });
      inner.add(asTheyAre);
    },
    gram: inner.gram,
    release() {
      inner.release();
      release();
    },
  };
}

/** Runs of columns, with how many of their first rows are not all zero. */
function partsOf(rotation: Matrix): { first: number; size: number; depth: number }[] {
  const parts = [];
  for (let first = 0; first < rotation.cols; first += PART) {
    const size = Math.min(PART, rotation.cols - first);
    let depth = 0;
    for (let j = first; j < first + size; j++) {
      depth = Math.max(depth, 1 + column(rotation, j).findLastIndex((value) => value !== 0));
    }
    parts.push({ first, size, depth });
  }
  return parts;
}

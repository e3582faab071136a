import { type CentredColumns, centredColumns } from './centred-columns.js';
import { type Matrix, padRows, pickColumns, pickRows, zeros } from './matrix.js';
import { crossProduct, product } from './products.js';
import {
  type ChannelCentring,
  type ComplexMatrix,
  channelsOf,
  columnsOf,
  type MapShape,
  type SpectralBlock,
  type SpectralShape,
  type SpectralStream,
} from './spectral-stream.js';
import { rootsOfUnity } from './transform-plan.js';

const { abs, ceil, floor, max, min, SQRT2 } = Math;
/** Columns of a sliver, as `centredColumns` takes them. */
const TILE = 4;

/** A stream in plain loops and by the definition of the transform, for machines without the kernels and as a second opinion. */
export function plainSpectralStream({ maps, blocks, rotations }: SpectralShape): SpectralStream {
  const largest = maps.map(({ channels }) => new Float64Array(channels));
  const roots = maps.map(({ height, width }) => [rootsOfUnity(height), rootsOfUnity(width)] as const);
  const sums = blocks.map((block, b) => {
    const columns = maps.reduce((sum, map, g) => sum + columnsOf(block, g, map), 0);
    const turn = rotations && blockDiagonal(rotations[b]);
    const n = turn?.re.cols ?? columns;
    const slots = block.centred === 'half' ? columnsOfHalf(block, maps) : ceil(columns / TILE) * TILE;
    const centred = block.centred ? centredColumns(slots, turn && padRows(turn.re, slots)) : undefined;
    return {
      re: zeros(n, n),
      im: zeros(n, n),
      turn,
      centred,
      columns,
      squares: { first: 0, second: 0, both: 0, sameChannel: 0 },
    };
  });
  return {
    add(values, centrings, { blocks: added = blocks.length, into } = {}) {
      const count = values[0].length / sizeOf(maps[0]);
      const spectra = maps.map((map, g) => {
        const entered = enter(values[g], { map, centring: centrings[g], largest: largest[g] });
        return transformed(entered, { map, count, roots: roots[g] });
      });
      blocks.slice(0, added).forEach((block, b) => {
        const { re, im, turn, centred, squares } = sums[b];
        const x = columnsAt(block, { maps, spectra, count });
        if (into !== undefined && b < into.columns.length) holdColumns(x, into.columns[b], into.first);
        if (centred !== undefined) centreColumns(x.re, centred);
        if (block.half !== undefined) {
          addSquares(squares, x, { half: columnsOfHalf(block, maps), run: columnsOfRun(block, maps) });
        }
        const z = turn === undefined ? x : complexProduct(x, turn);
        addTo(re, crossProduct(z.re, z.re));
        if (z.im === undefined) return;
        addTo(re, crossProduct(z.im, z.im));
        const mixed = crossProduct(z.re, z.im);
        for (let j = 0; j < im.cols; j++) {
          for (let i = 0; i < im.rows; i++) {
            im.data[j * im.rows + i] += mixed.data[j * im.rows + i] - mixed.data[i * im.rows + j];
          }
        }
      });
    },
    largest: (group) => largest[group].slice(),
    gram(b, part) {
      const { re, im, centred } = sums[b];
      const own = (all: Matrix) => (part === undefined ? all : pickColumns(pickRows(all, part.down), part.across));
      if (blocks[b].complex) return { re: own(re), im: own(im) };
      if (centred === undefined) return { re: own(re) };
      const out = leadingBlock(centred.between(), re.rows);
      addTo(out, re);
      return { re: own(out) };
    },
    means: (b) => (sums[b].centred?.means() ?? new Float64Array(0)).slice(0, sums[b].columns),
    squares: (b) => ({ ...sums[b].squares }),
    release() {},
  };
}

/** Columns of the first half of a block. */
function columnsOfHalf({ parts, half = 0 }: SpectralBlock, maps: readonly MapShape[]): number {
  const all = parts.flatMap((own, g) => own.map((part) => (part.kind === 'pair' ? 2 : 1) * channelsOf(part, maps[g])));
  return all.slice(0, half).reduce((sum, count) => sum + count, 0);
}

/** Columns of one run of channels, where a real block's halves are one part each or it has only one; else 0. */
function columnsOfRun({ complex, parts }: SpectralBlock, maps: readonly MapShape[]): number {
  const all = parts.flatMap((own, g) => own.map((part) => channelsOf(part, maps[g])));
  return !complex && all.length <= 2 && all.every((count) => count === all[0]) ? all[0] : 0;
}

function addSquares(
  sums: { first: number; second: number; both: number; sameChannel: number },
  { re, im }: ComplexMatrix,
  { half, run }: { half: number; run: number },
): void {
  for (let i = 0; i < re.rows; i++) {
    const norms = [0, 0];
    const channels = [new Float64Array(run), new Float64Array(run)];
    for (let j = 0; j < re.cols; j++) {
      const at = j * re.rows + i;
      const square = re.data[at] ** 2 + (im === undefined ? 0 : im.data[at] ** 2);
      norms[j < half ? 0 : 1] += square;
      if (run > 0) channels[j < half ? 0 : 1][(j < half ? j : j - half) % run] += square;
    }
    sums.first += norms[0] ** 2;
    sums.second += norms[1] ** 2;
    sums.both += norms[0] * norms[1];
    const other = re.cols > half ? channels[1] : channels[0];
    for (let c = 0; c < run; c++) sums.sameChannel += channels[0][c] * other[c];
  }
}

function sizeOf({ height, width, channels }: MapShape): number {
  return height * width * channels;
}

function enter(
  values: Float32Array | Float64Array,
  { map: { channels }, centring, largest }: { map: MapShape; centring: ChannelCentring; largest: Float64Array },
): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const c = i % channels;
    out[i] = values[i] * centring.scale[c] - centring.shift[c];
    largest[c] = max(largest[c], abs(out[i]));
  }
  return out;
}

interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The transform of every channel of every datapoint, laid out like the values. */
function transformed(
  values: Float64Array,
  { map, count, roots }: { map: MapShape; count: number; roots: readonly [Float64Array, Float64Array] },
): Spectrum {
  const { height, width, channels } = map;
  const along = { re: values, im: new Float64Array(values.length) };
  const across = alongAxis(along, { outer: count * height, length: width, inner: channels, roots: roots[1] });
  return alongAxis(across, { outer: count, length: height, inner: width * channels, roots: roots[0] });
}

function alongAxis(
  { re, im }: Spectrum,
  { outer, length, inner, roots }: { outer: number; length: number; inner: number; roots: Float64Array },
): Spectrum {
  const out = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  for (let o = 0; o < outer; o++) {
    const first = o * length * inner;
    for (let k = 0; k < length; k++) {
      const to = first + k * inner;
      for (let j = 0; j < length; j++) {
        const from = first + j * inner;
        const [c, d] = [roots[2 * ((j * k) % length)], roots[2 * ((j * k) % length) + 1]];
        for (let i = 0; i < inner; i++) {
          out.re[to + i] += re[from + i] * c - im[from + i] * d;
          out.im[to + i] += re[from + i] * d + im[from + i] * c;
        }
      }
    }
  }
  return out;
}

/** The block's columns, datapoints × columns. */
function columnsAt(
  block: SpectralBlock,
  { maps, spectra, count }: { maps: readonly MapShape[]; spectra: readonly Spectrum[]; count: number },
): ComplexMatrix {
  const columns = maps.reduce((sum, map, g) => sum + columnsOf(block, g, map), 0);
  const [re, im] = [zeros(count, columns), zeros(count, columns)];
  let to = 0;
  maps.forEach((map, g) => {
    for (const part of block.parts[g]) {
      const { u, v, kind, sample } = part;
      const taken = channelsOf(part, map);
      const copy = (from: Float64Array, target: Matrix, factor: number) => {
        for (let k = 0; k < taken; k++) {
          const c = sample === undefined ? k : floor(k / TILE) * TILE * sample.stride + (k % TILE);
          for (let i = 0; i < count; i++) {
            const at = i * sizeOf(map) + (u * map.width + v) * map.channels + c;
            target.data[(to + k) * count + i] = factor * from[at];
          }
        }
      };
      copy(spectra[g].re, re, kind === 'pair' ? SQRT2 : 1);
      if (kind === 'complex') copy(spectra[g].im, im, 1);
      to += taken;
      if (kind !== 'pair') continue;
      copy(spectra[g].im, re, SQRT2);
      to += taken;
    }
  });
  return block.complex ? { re, im } : { re };
}

function holdColumns({ re, im }: ComplexMatrix, columns: Matrix, first: number): void {
  [re, im].forEach((part, half) => {
    if (part === undefined) return;
    for (let j = 0; j < columns.cols; j++) {
      const own = part.data.subarray(j * part.rows, (j + 1) * part.rows);
      columns.data.set(own, j * columns.rows + (half * columns.rows) / 2 + first);
    }
  });
}

/** Takes the means off by way of slivers of four columns. */
function centreColumns(x: Matrix, centred: CentredColumns): void {
  const count = x.rows;
  const width = count * TILE;
  const slivers = new Float64Array(ceil(x.cols / TILE) * width);
  const place = (i: number, j: number) => floor(j / TILE) * width + i * TILE + (j % TILE);
  for (let j = 0; j < x.cols; j++) for (let i = 0; i < count; i++) slivers[place(i, j)] = x.data[j * count + i];
  centred.centre(slivers, { count, width });
  for (let j = 0; j < x.cols; j++) for (let i = 0; i < count; i++) x.data[j * count + i] = slivers[place(i, j)];
}

function blockDiagonal(parts: readonly ComplexMatrix[]): ComplexMatrix {
  const rows = parts.reduce((sum, { re }) => sum + re.rows, 0);
  const cols = parts.reduce((sum, { re }) => sum + re.cols, 0);
  const place = (pick: (part: ComplexMatrix) => Matrix | undefined) => {
    const out = zeros(rows, cols);
    let [row, col] = [0, 0];
    for (const part of parts) {
      const own = pick(part);
      for (let j = 0; own !== undefined && j < own.cols; j++) {
        out.data.set(own.data.subarray(j * own.rows, (j + 1) * own.rows), (col + j) * rows + row);
      }
      row += part.re.rows;
      col += part.re.cols;
    }
    return out;
  };
  const complex = parts.some(({ im }) => im !== undefined);
  return { re: place(({ re }) => re), ...(complex ? { im: place(({ im }) => im) } : {}) };
}

function complexProduct(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const re = product(a.re, b.re);
  if (a.im === undefined || b.im === undefined) return { re };
  addTo(re, product(a.im, b.im), -1);
  const im = product(a.re, b.im);
  addTo(im, product(a.im, b.re));
  return { re, im };
}

function addTo(to: Matrix, amount: Matrix, sign = 1): void {
  for (let i = 0; i < to.data.length; i++) to.data[i] += sign * amount.data[i];
}

/** The leading part of a square matrix, filled up with zeros where it is smaller. */
function leadingBlock(a: Matrix, n: number): Matrix {
  const out = zeros(n, n);
  const shared = min(n, a.rows);
  for (let j = 0; j < shared; j++) out.data.set(a.data.subarray(j * a.rows, j * a.rows + shared), j * n);
  return out;
}

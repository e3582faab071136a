import { type CentredColumns, centredColumns } from './centred-columns.js';
import type { Kernels } from './load-kernels.js';
import { type Matrix, zeros } from './matrix.js';
import { type PlacedBlock, placeSpectral, TILE_DOUBLES } from './spectral-layout.js';
import { DOUBLE, sliversOfHalf, TILE } from './spectral-slots.js';
import type { ComplexMatrix, SpectralShape, SpectralStream } from './spectral-stream.js';

const { ceil, max } = Math;

/** A stream in the kernels' memory; undefined where that cannot hold it. */
export function wasmSpectralStream(kernels: Kernels, shape: SpectralShape): SpectralStream | undefined {
  const { exports, memory } = kernels;
  const places = placeSpectral(kernels, shape);
  if (places === undefined) return undefined;
  const { context, blocks, groups } = places;
  const release = places.hold();
  const doubles = (address: number, count: number) => new Float64Array(memory.buffer, address, count);
  const centred = new Map<PlacedBlock, CentredColumns>();
  for (const block of blocks) {
    const slivers = block.spec.centred === 'half' ? sliversOfHalf(block.spec, shape.maps) : block.slivers;
    if (block.spec.centred) centred.set(block, centredColumns(slivers * TILE, block.turn));
  }

  return {
    add(values, centrings, { blocks: added = blocks.length, into } = {}) {
      const count = values[0].length / groups[0].size;
      groups.forEach(({ entry, input, scale, shift, slots }, g) => {
        const own = values[g];
        const target =
          own.BYTES_PER_ELEMENT === 4 ? new Float32Array(memory.buffer, input, own.length) : doubles(input, own.length);
        target.set(own);
        new Uint32Array(memory.buffer, entry, 2)[1] = own.BYTES_PER_ELEMENT;
        doubles(scale, slots).set(centrings[g].scale);
        doubles(shift, slots).set(centrings[g].shift);
      });
      new Uint32Array(memory.buffer, context, 5).set([count, ceil(count / 2), groups.length, added], 1);
      exports.spectralRows(context);
      into?.columns.forEach((columns, b) => {
        const block = blocks[b];
        const slivers = doubles(block.address, (block.slivers * block.sliverBytes) / DOUBLE);
        unpackColumns(slivers, block, { columns, first: into.first, count, rows: shape.rows });
      });
      for (const [block, columns] of centred) {
        if (blocks.indexOf(block) >= added) continue;
        const width = block.sliverBytes / DOUBLE;
        columns.centre(doubles(block.address, block.slivers * width), { count, width });
      }
      exports.spectralGram(context);
    },
    largest(group) {
      const { largest, slots } = groups[group];
      const all = doubles(largest, (shape.rows / 2) * slots);
      const out = new Float64Array(shape.maps[group].channels);
      for (let c = 0; c < out.length; c++) {
        for (let at = c; at < all.length; at += slots) out[c] = max(out[c], all[at]);
      }
      return out;
    },
    gram(b) {
      const block = blocks[b];
      const tiles = (block.results * (block.results + 1)) / 2;
      const perTile = TILE_DOUBLES * (block.spec.complex ? 2 : 1);
      return unpacked(doubles(block.gram, tiles * perTile), block, centred.get(block));
    },
    means(b) {
      const all = centred.get(blocks[b])?.means() ?? new Float64Array(0);
      return Float64Array.from(blocks[b].slotOf, (slot) => all[slot] ?? 0);
    },
    squares(b) {
      const [first, second, both, sameChannel] = doubles(blocks[b].squares, 4);
      return { first, second, both, sameChannel };
    },
    release,
  };
}

/** Copies a chunk's rows of a block's slivers to where they are held. */
function unpackColumns(
  slivers: Float64Array,
  { spec, sliverBytes, slotOf }: PlacedBlock,
  { columns, first, count, rows }: { columns: Matrix; first: number; count: number; rows: number },
): void {
  const { data, rows: height } = columns;
  for (let j = 0; j < columns.cols; j++) {
    const slot = slotOf[j];
    const from = (slot >> 2) * (sliverBytes / DOUBLE) + (slot & 3);
    for (let part = 0; part < (spec.complex ? 2 : 1); part++) {
      const to = j * height + (part * height) / 2 + first;
      const own = from + part * rows * TILE;
      for (let i = 0; i < count; i++) data[to + i] = slivers[own + i * TILE];
    }
  }
}

/** The block's columns of the tiles' sums, with what rounding took and what lies between means. */
function unpacked(
  tiles: Float64Array,
  { slotOf, spec }: PlacedBlock,
  centred: CentredColumns | undefined,
): ComplexMatrix {
  const n = slotOf.length;
  const [re, im] = [zeros(n, n), spec.complex ? zeros(n, n) : undefined];
  const steps = centred?.between();
  // Slots rise with the columns; those between hold nothing.
  const slots = n === 0 ? 0 : slotOf[n - 1] + 1;
  const columnOf = new Int32Array(ceil(slots / TILE) * TILE).fill(-1);
  for (let j = 0; j < n; j++) columnOf[slotOf[j]] = j;
  const [own, turned] = [re.data, im?.data];
  const rest = TILE * TILE;
  let at = 0;
  for (let across = 0; across * TILE < slots; across++) {
    for (let down = 0; down <= across; down++) {
      for (let q = across * TILE; q < (across + 1) * TILE; q++) {
        const j = columnOf[q];
        for (let p = down * TILE; p < (down + 1) * TILE; p++, at++) {
          const i = columnOf[p];
          if (i < 0 || j < 0 || i > j) continue;
          const between = steps === undefined || q >= steps.rows ? 0 : steps.data[q * steps.rows + p];
          const value = tiles[at] + (tiles[at + rest] + between);
          own[j * n + i] = value;
          own[i * n + j] = value;
          if (turned === undefined || i === j) continue;
          const imaginary = tiles[at + TILE_DOUBLES] + tiles[at + TILE_DOUBLES + rest];
          turned[j * n + i] = imaginary;
          turned[i * n + j] = -imaginary;
        }
      }
      at += (spec.complex ? 2 : 1) * TILE_DOUBLES - rest;
    }
  }
  return im === undefined ? { re } : { re, im };
}

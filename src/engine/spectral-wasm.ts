import { type CentredColumns, centredColumns } from './centred-columns.js';
import type { Kernels } from './load-kernels.js';
import { type Matrix, zeros } from './matrix.js';
import { type PlacedBlock, placeSpectral, TILE_DOUBLES } from './spectral-layout.js';
import { DOUBLE, sliversOfHalf, TILE } from './spectral-slots.js';
import type { BlockPart, ComplexMatrix, SpectralShape, SpectralStream } from './spectral-stream.js';

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
    gram(b, part) {
      const block = blocks[b];
      const { down, across } = part ?? everyColumn(block);
      const tiles = (block.results * (block.results + 1)) / 2;
      const perTile = TILE_DOUBLES * (block.spec.complex ? 2 : 1);
      const sums = doubles(block.gram, tiles * perTile);
      return unpacked(sums, block, { down, across, steps: centred.get(block)?.between() });
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

function everyColumn({ slotOf }: PlacedBlock): BlockPart {
  const all = Int32Array.from(slotOf.keys());
  return { down: all, across: all };
}

/** Columns of the tiles' sums against others, with what rounding took and what lies between means. */
function unpacked(
  tiles: Float64Array,
  { slotOf, spec }: PlacedBlock,
  { down, across, steps }: BlockPart & { steps: Matrix | undefined },
): ComplexMatrix {
  const [re, im] = [zeros(down.length, across.length), spec.complex ? zeros(down.length, across.length) : undefined];
  const [own, turned, rows] = [re.data, im?.data, down.length];
  const perTile = TILE_DOUBLES * (spec.complex ? 2 : 1);
  const rest = TILE * TILE;
  const places = down.map((column) => slotOf[column]);
  for (let j = 0; j < across.length; j++) {
    const q = slotOf[across[j]];
    // Columns against themselves: what is below the diagonal is what is above it.
    for (let i = 0; i < (down === across ? j + 1 : rows); i++) {
      const p = places[i];
      // Only tiles on and above the diagonal hold sums.
      const row = p < q ? p : q;
      const column = p < q ? q : p;
      const beside = column >> 2;
      const at = (((beside * (beside + 1)) >> 1) + (row >> 2)) * perTile + (column & 3) * TILE + (row & 3);
      const between = steps === undefined || column >= steps.rows ? 0 : steps.data[column * steps.rows + row];
      const value = tiles[at] + (tiles[at + rest] + between);
      own[j * rows + i] = value;
      if (down === across) own[i * rows + j] = value;
      if (turned === undefined || p === q) continue;
      const imaginary = tiles[at + TILE_DOUBLES] + tiles[at + TILE_DOUBLES + rest];
      turned[j * rows + i] = p < q ? imaginary : -imaginary;
      if (down === across) turned[i * rows + j] = p < q ? -imaginary : imaginary;
    }
  }
  return im === undefined ? { re } : { re, im };
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Block } from '../similarity/activations.js';
import type { RandomBytes } from './array-bytes.js';
import type { Source } from './dump.js';
import { unusableValue } from './unusable-value.js';

const { ceil, floor, max, min } = Math;

/** Reading shorter pieces than this costs more in calls than in bytes. */
const PIECE_BYTES = 2 ** 16;
/** The most that wide slabs take beyond what a block itself needs. */
const SLAB_VALUES = 2 ** 22;
/** The event loop gets its turn after so many bytes. */
const TURN_BYTES = 2 ** 24;
/** Neurons that are transposed together: their lines stay in the first cache. */
const TILE = 16;

/** Consecutive datapoints of all neurons, one neuron after the other. */
interface Slab {
  readonly start: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/** The blocks of a dump that holds its neurons one after the other, cut from slabs of several blocks. */
export async function* stridedBlocks(source: Source, rowsPerBlock: number): AsyncGenerator<Block> {
  const { dump, datapoints, neurons } = source;
  const bytes = await dump.bytes.randomAccess();
  const slabRows = rowsOfSlab(source, rowsPerBlock);
  const room = new Float64Array(slabRows * neurons);
  const raw =
    dump.element.name === 'float64' ? new Uint8Array(room.buffer) : new Uint8Array(room.length * dump.element.size);
  const block = new Float64Array(min(rowsPerBlock, slabRows) * neurons);
  for (let start = 0; start < datapoints; start += slabRows) {
    const rows = min(slabRows, datapoints - start);
    const slab = { start, rows, values: room.subarray(0, rows * neurons) };
    await readSlab(bytes, source, { slab, raw: raw.subarray(0, rows * neurons * dump.element.size) });
    for (let first = 0; first < rows; first += rowsPerBlock) {
      const taken = min(rowsPerBlock, rows - first);
      const values = block.subarray(0, taken * neurons);
      transpose(slab, { first, rows: taken, neurons, values });
      yield { start: start + first, rows: taken, values };
    }
  }
  await bytes.finish();
}

/** The slab is as wide as pieces worth reading make it, within a bound on memory, and always whole blocks. */
function rowsOfSlab({ dump, datapoints, neurons }: Source, rowsPerBlock: number): number {
  const worthReading = ceil(PIECE_BYTES / dump.element.size);
  const blocks = floor(min(worthReading, SLAB_VALUES / neurons) / rowsPerBlock);
  return min(datapoints, max(1, blocks) * rowsPerBlock);
}

async function readSlab(
  bytes: RandomBytes,
  source: Source,
  { slab, raw }: { slab: Slab; raw: Uint8Array },
): Promise<void> {
  if (slab.rows === source.datapoints) bytes.readAt(raw, 0);
  else await readPieces(bytes, source, { slab, raw });
  const index = source.dump.element.decode(raw, slab.values);
  if (index < 0) return;
  const place = { neuron: floor(index / slab.rows), datapoint: slab.start + (index % slab.rows) };
  throw unusableValue(source, place, { raw, values: slab.values, index });
}

async function readPieces(
  bytes: RandomBytes,
  source: Source,
  { slab, raw }: { slab: Slab; raw: Uint8Array },
): Promise<void> {
  const { size } = source.dump.element;
  const length = slab.rows * size;
  let turn = TURN_BYTES;
  for (let at = 0, from = slab.start * size; at < raw.length; at += length, from += source.datapoints * size) {
    bytes.readAt(raw.subarray(at, at + length), from);
    if (at > turn) {
      await nextTurn();
      turn += TURN_BYTES;
    }
  }
}

interface Cut {
  readonly first: number;
  readonly rows: number;
  readonly neurons: number;
  readonly values: Float64Array;
}

/** values[i · neurons + j] = slab[j · slab.rows + first + i]. */
function transpose(slab: Slab, { first, rows, neurons, values }: Cut): void {
  const from = slab.values;
  const stride = slab.rows;
  for (let tile = 0; tile < neurons; tile += TILE) {
    const end = min(neurons, tile + TILE);
    for (let i = 0; i < rows; i++) {
      let at = tile * stride + first + i;
      for (let j = tile, to = i * neurons + tile; j < end; j++, to++, at += stride) values[to] = from[at] as number;
    }
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Block } from '../similarity/activations.js';
import type { RandomBytes } from './array-bytes.js';
import { blockRoom, blockValues, firstRows, type Room } from './block-room.js';
import type { Source } from './dump.js';
import { storedNeurons } from './stored-neurons.js';
import { transposeTiles } from './transpose-tiles.js';
import { unusableValue } from './unusable-value.js';

const { ceil, floor, max, min } = Math;

/** Reading shorter pieces than this costs more in calls than in bytes. */
const PIECE_BYTES = 2 ** 16;
/** The most that wide slabs take beyond what a block itself needs. */
const SLAB_VALUES = 2 ** 22;
/** The event loop gets its turn after so many bytes. */
const TURN_BYTES = 2 ** 24;

/** Consecutive datapoints of all neurons, one neuron after the other. */
interface Slab extends Room {
  readonly start: number;
  readonly rows: number;
}

/** The blocks of a dump that holds its neurons one after the other, cut from slabs of several blocks. */
export async function* stridedBlocks(source: Source, rowsPerBlock: number): AsyncGenerator<Block> {
  const { dump, datapoints, neurons } = source;
  const bytes = await dump.bytes.randomAccess();
  const slabRows = rowsOfSlab(source, rowsPerBlock);
  const room = blockRoom(source, slabRows);
  const block = blockValues(source, min(rowsPerBlock, slabRows));
  const places = storedNeurons(source);
  for (let start = 0; start < datapoints; start += slabRows) {
    const rows = min(slabRows, datapoints - start);
    const slab = { start, rows, ...firstRows(room, { rows, neurons }) };
    await readSlab(bytes, source, slab);
    for (let first = 0; first < rows; first += rowsPerBlock) {
      const taken = min(rowsPerBlock, rows - first);
      const values = block.subarray(0, taken * neurons);
      const { values: from, rows: stride } = slab;
      transposeTiles({ from, first, stride, rows: taken, columns: neurons, places, to: values, at: 0 });
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

async function readSlab(bytes: RandomBytes, source: Source, slab: Slab): Promise<void> {
  if (slab.rows === source.datapoints) bytes.readAt(slab.raw, 0);
  else await readPieces(bytes, source, slab);
  const index = source.dump.element.decode(slab.raw, slab.values);
  if (index < 0) return;
  const place = { neuron: floor(index / slab.rows), datapoint: slab.start + (index % slab.rows) };
  throw unusableValue(source, place, { ...slab, index });
}

async function readPieces(bytes: RandomBytes, { dump, datapoints }: Source, { start, rows, raw }: Slab): Promise<void> {
  const { size } = dump.element;
  const length = rows * size;
  let turn = TURN_BYTES;
  for (let at = 0, from = start * size; at < raw.length; at += length, from += datapoints * size) {
    bytes.readAt(raw.subarray(at, at + length), from);
    if (at > turn) {
      await nextTurn();
      turn += TURN_BYTES;
    }
  }
}

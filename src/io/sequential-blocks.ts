import type { Block } from '../similarity/activations.js';
import type { ByteReader } from './array-bytes.js';
import { cutOff } from './damaged-bytes.js';
import type { Dump, Source } from './dump.js';
import { spoken } from './operand.js';
import { unusableValue } from './unusable-value.js';

/** Room for one block as it is stored and as it is decoded: the same memory for float64. */
interface Room {
  readonly raw: Uint8Array;
  readonly values: Float64Array;
}

/** The blocks of a dump that holds its datapoints one after the other; one block is read while the caller has another. */
export async function* sequentialBlocks(source: Source, rowsPerBlock: number): AsyncGenerator<Block> {
  const { dump, datapoints, neurons } = source;
  const reader = dump.bytes.reader();
  const rooms = [0, 1].map(() => room(dump, Math.min(rowsPerBlock, datapoints) * neurons)) as [Room, Room];
  const rowsFrom = (start: number) => Math.min(rowsPerBlock, datapoints - start);
  let pending = load(reader, { dump, at: 0, room: part(rooms[0], rowsFrom(0) * neurons) });
  try {
    for (let start = 0, turn = 0; start < datapoints; start += rowsPerBlock, turn ^= 1) {
      const { raw, values } = await pending;
      const next = start + rowsPerBlock;
      if (next < datapoints) {
        pending = load(reader, {
          dump,
          at: next * neurons,
          room: part(rooms[turn ^ 1] as Room, rowsFrom(next) * neurons),
        });
      }
      const bad = dump.element.decode(raw, values);
      if (bad >= 0) {
        const place = { neuron: bad % neurons, datapoint: start + Math.floor(bad / neurons) };
        throw unusableValue(source, place, { raw, values, index: bad });
      }
      yield { start, rows: rowsFrom(start), values };
    }
    await reader.finish();
  } finally {
    await pending.catch(() => {});
    await reader.close();
  }
}

function room({ element }: Dump, count: number): Room {
  const values = new Float64Array(count);
  return {
    values,
    raw: element.name === 'float64' ? new Uint8Array(values.buffer) : new Uint8Array(count * element.size),
  };
}

function part({ raw, values }: Room, count: number): Room {
  const size = raw.length / values.length;
  return { raw: raw.subarray(0, count * size), values: values.subarray(0, count) };
}

async function load(reader: ByteReader, { dump, at, room }: { dump: Dump; at: number; room: Room }): Promise<Room> {
  const found = await reader.read(room.raw);
  if (found === room.raw.length) return room;
  const { size } = dump.element;
  const expected = dump.shape.reduce((product, length) => product * length, size);
  throw cutOff(spoken(dump.name), { part: 'values', found: at * size + found, expected });
}

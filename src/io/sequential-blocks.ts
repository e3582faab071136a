import type { Block } from '../similarity/activations.js';
import type { ByteReader } from './array-bytes.js';
import { blockRoom, firstRows, type Room } from './block-room.js';
import { channelsLast } from './channels-last.js';
import { cutOff } from './damaged-bytes.js';
import type { Source } from './dump.js';
import { spoken } from './operand.js';
import { unusableValue } from './unusable-value.js';

/** The blocks of a dump that holds its datapoints one after the other; one block is read while the caller has another. */
export async function* sequentialBlocks(source: Source, rowsPerBlock: number): AsyncGenerator<Block> {
  const { dump, datapoints, neurons } = source;
  const most = Math.min(rowsPerBlock, datapoints);
  const rooms = [blockRoom(source, most), blockRoom(source, datapoints > most ? most : 0)] as const;
  const inOrder = channelsLast(source, most);
  const reader = dump.bytes.reader();
  const rowsFrom = (start: number) => Math.min(rowsPerBlock, datapoints - start);
  const load = (start: number, turn: number) =>
    readAhead(reader, source, { start, room: firstRows(rooms[turn] as Room, { rows: rowsFrom(start), neurons }) });
  let pending = load(0, 0);
  try {
    for (let start = 0, turn = 0; start < datapoints; start += rowsPerBlock, turn ^= 1) {
      const { raw, values } = await pending;
      if (start + rowsPerBlock < datapoints) pending = load(start + rowsPerBlock, turn ^ 1);
      const index = dump.element.decode(raw, values);
      if (index >= 0) {
        const place = { neuron: index % neurons, datapoint: start + Math.floor(index / neurons) };
        throw unusableValue(source, place, { raw, values, index });
      }
      yield { start, rows: rowsFrom(start), values: inOrder(values) };
    }
    await reader.finish();
  } finally {
    await pending.catch(() => {});
    await reader.close();
  }
}

/** A failure waits until the block is asked for: without a handler of its own it would end the process before. */
function readAhead(reader: ByteReader, source: Source, part: { start: number; room: Room }): Promise<Room> {
  const pending = fill(reader, source, part);
  pending.catch(() => {});
  return pending;
}

async function fill(
  reader: ByteReader,
  { dump, datapoints, neurons }: Source,
  { start, room }: { start: number; room: Room },
): Promise<Room> {
  const found = await reader.read(room.raw);
  if (found === room.raw.length) return room;
  const rowBytes = neurons * dump.element.size;
  throw cutOff(spoken(dump.name), { part: 'values', found: start * rowBytes + found, expected: datapoints * rowBytes });
}

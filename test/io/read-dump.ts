import { expect } from '@jest/globals';
import { SvccaError } from '../../src/errors.js';
import type { Dump } from '../../src/io/dump.js';
import { dumpActivations } from '../../src/io/dump-activations.js';
import type { Layout } from '../../src/io/layout.js';
import { type OpenDumpOptions, openDump } from '../../src/io/open-dump.js';

/** Everything that a dump's blocks hold, datapoint-major; more than two axes are read as the first one and the rest. */
export async function readDump(dump: Dump, { layout = 'nd' as Layout, rows = 3 } = {}): Promise<number[]> {
  const [first = 1, ...rest] = dump.shape;
  const second = rest.reduce((product, length) => product * length, 1);
  const size = layout === 'nd' ? { datapoints: first, neurons: second } : { datapoints: second, neurons: first };
  const values: number[] = [];
  let next = 0;
  for await (const block of dumpActivations(dump, { layout, ...size }).blocks(rows)) {
    expect(block.start).toBe(next);
    expect(block.rows).toBe(Math.min(rows, size.datapoints - next));
    expect(block.values.length).toBe(block.rows * size.neurons);
    next += block.rows;
    values.push(...block.values);
  }
  expect(next).toBe(size.datapoints);
  return values;
}

/** What goes wrong when the operand is opened and read whole: always an error for the user, never a bug. */
export async function problemOf(operand: string, options: OpenDumpOptions = {}): Promise<SvccaError> {
  try {
    const dump = await openDump(operand, options);
    try {
      await readDump(dump);
    } finally {
      await dump.close();
    }
  } catch (error) {
    expect(error).toBeInstanceOf(SvccaError);
    return error as SvccaError;
  }
  throw new Error(`${operand} was read`);
}

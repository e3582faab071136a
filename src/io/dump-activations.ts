import type { Activations } from '../similarity/activations.js';
import type { Dump, Source } from './dump.js';
import type { ResolvedLayout } from './layout.js';
import { spoken } from './operand.js';
import { sequentialBlocks } from './sequential-blocks.js';
import { stridedBlocks } from './strided-blocks.js';

/**
 * The activations in a dump, decoded block by block and checked to be numbers that a float64 holds; memory is bounded
 * by the block, except for a compressed or piped dump that holds its neurons one after the other.
 */
export function dumpActivations(dump: Dump, resolved: ResolvedLayout): Activations {
  const { layout, datapoints, neurons, grid } = resolved;
  const source: Source = { dump, ...resolved };
  const byDatapoint = neurons === 1 || (layout !== 'dn') !== dump.fortran;
  return {
    name: spoken(dump.name),
    datapoints,
    neurons,
    once: !dump.bytes.repeatable,
    ...(grid === undefined ? {} : { grid }),
    blocks: (rowsPerBlock) =>
      byDatapoint ? sequentialBlocks(source, rowsPerBlock) : stridedBlocks(source, rowsPerBlock),
  };
}

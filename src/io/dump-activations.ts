import type { Activations, NeuronBlock } from '../similarity/activations.js';
import type { Dump, Source } from './dump.js';
import type { ResolvedLayout } from './layout.js';
import { spoken } from './operand.js';
import { sequentialBlocks } from './sequential-blocks.js';
import { neuronsStored } from './stored-neurons.js';
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
    ...(dump.bytes.repeatable
      ? { neuronBlocks: (neuronsPerBlock: number) => neuronBlocks(source, { neuronsPerBlock, byDatapoint }) }
      : {}),
  };
}

/**
 * The same with neurons and datapoints in each other's place, neurons as they are stored: what is in order for one of them is strided for
 * the other.
 */
async function* neuronBlocks(
  source: Source,
  { neuronsPerBlock, byDatapoint }: { neuronsPerBlock: number; byDatapoint: boolean },
): AsyncGenerator<NeuronBlock> {
  const turned = { ...source, datapoints: source.neurons, neurons: source.datapoints, turned: true };
  const read = byDatapoint && source.neurons > 1 ? stridedBlocks : sequentialBlocks;
  const placeOf = neuronsStored(source);
  for await (const { start, rows, values } of read(turned, neuronsPerBlock)) {
    yield { places: Int32Array.from({ length: rows }, (_, i) => placeOf(start + i)), values };
  }
}

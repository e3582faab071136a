import type { Activations, NeuronBlock } from '../similarity/activations.js';
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
  const { layout, datapoints, neurons } = resolved;
  if (dump.shape.length > 2 && (dump.fortran || layout === 'dn')) {
    throw new RangeError(
      `${dump.name} has ${dump.shape.length} axes: only the first one of C order can be the datapoints`,
    );
  }
  const source: Source = { dump, layout, datapoints, neurons };
  const inOrder = neurons === 1 || (layout === 'nd') !== dump.fortran;
  return {
    name: spoken(dump.name),
    datapoints,
    neurons,
    once: !dump.bytes.repeatable,
    blocks: (rowsPerBlock) => (inOrder ? sequentialBlocks(source, rowsPerBlock) : stridedBlocks(source, rowsPerBlock)),
    ...(dump.bytes.repeatable
      ? { neuronBlocks: (neuronsPerBlock: number) => neuronBlocks(source, { neuronsPerBlock, inOrder }) }
      : {}),
  };
}

/** The same with neurons and datapoints in each other's place: what is in order for one of them is strided for the other. */
async function* neuronBlocks(
  source: Source,
  { neuronsPerBlock, inOrder }: { neuronsPerBlock: number; inOrder: boolean },
): AsyncGenerator<NeuronBlock> {
  const turned = { ...source, datapoints: source.neurons, neurons: source.datapoints, turned: true };
  const read = inOrder && source.neurons > 1 ? stridedBlocks : sequentialBlocks;
  for await (const { start, rows, values } of read(turned, neuronsPerBlock)) yield { start, neurons: rows, values };
}

import { SvccaError } from '../errors.js';
import type { Activations, Block } from './activations.js';

/**
 * Blocks of the same datapoints from every layer, one after the other, as many in each as `Activations.blocks` promises.
 *
 * @throws SvccaError ('input') when a layer breaks that promise.
 */
export async function* sideBySide(layers: readonly Activations[], rowsPerBlock: number): AsyncGenerator<Block[]> {
  const readers = layers.map((layer) => layer.blocks(rowsPerBlock)[Symbol.asyncIterator]());
  const { datapoints } = layers[0];
  try {
    for (let start = 0; ; start += rowsPerBlock) {
      const rows = Math.max(0, Math.min(rowsPerBlock, datapoints - start));
      const results = await Promise.all(readers.map((reader) => reader.next()));
      const blocks = results.map(({ done, value }) => (done ? undefined : (value as Block)));
      blocks.forEach((block, l) => void check(layers[l], block, { start, rows }));
      // The end is asked for as well: a reader may have something to say about what follows there.
      if (rows === 0) return;
      yield blocks as Block[];
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return?.()));
  }
}

function check(
  { name, neurons }: Activations,
  block: Block | undefined,
  { start, rows }: { start: number; rows: number },
): void {
  const right = rows === 0 ? block === undefined : block?.rows === rows && block.values.length === rows * neurons;
  if (right) return;
  const found = block === undefined ? 'no block' : `${block.rows} datapoints in ${block.values.length} values`;
  throw new SvccaError(
    'input',
    `${name} gives ${found} from datapoint ${start} on, where ${rows} of ${neurons} neurons were asked for`,
  );
}

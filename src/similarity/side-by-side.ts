import type { Activations, Block } from './activations.js';

/** Blocks of the same datapoints from every layer, one after the other. */
export async function* sideBySide(layers: readonly Activations[], rowsPerBlock: number): AsyncGenerator<Block[]> {
  const readers = layers.map((layer) => layer.blocks(rowsPerBlock)[Symbol.asyncIterator]());
  try {
    for (;;) {
      const results = await Promise.all(readers.map((reader) => reader.next()));
      if (results.some(({ done }) => done)) return;
      yield results.map(({ value }) => value as Block);
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return?.()));
  }
}

import { makeEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import type { EngineOptions } from './engine-option.js';
import type { Output } from './output.js';

/** The engine asked for, or the default one and a note that says why. */
export async function chooseEngine(
  { engine: asked, threads }: EngineOptions,
  output: Pick<Output, 'note' | 'detail'>,
): Promise<Engine> {
  const own = makeEngine(threads === undefined ? {} : { threads });
  if (asked === 'blas') {
    // What looks for libraries is only loaded where one is asked for.
    const { blasOrDefault, openMachineBlas } = await import('./machine-blas.js');
    return blasOrDefault(openMachineBlas(own, { threads }), own, output);
  }
  if (asked === 'wasm' && own.name !== 'wasm') {
    output.note(`this Node runs no WebAssembly with SIMD: the ${own.name} engine is used`);
  }
  return own;
}

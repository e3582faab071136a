import type { Engine } from './engine.js';
import { loadKernels } from './load-kernels.js';
import { plainEngine } from './plain-engine.js';
import { threadsByDefault } from './start-threads.js';
import { wasmEngine } from './wasm-engine.js';

/** The fastest engine of our own that this machine runs. Its results are the same for any number of threads. */
export function makeEngine({ threads = threadsByDefault() }: { threads?: number } = {}): Engine {
  const kernels = loadKernels();
  return kernels === undefined ? plainEngine : wasmEngine(kernels, { threads });
}

let made: Engine | undefined;

/** The engine of every function that is not given another; made when it is first asked for anything. */
export const defaultEngine: Engine = new Proxy({} as Engine, {
  get(_, name) {
    made ??= makeEngine();
    return Reflect.get(made, name);
  },
});

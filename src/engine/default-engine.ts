import type { Engine } from './engine.js';
import { loadKernels } from './load-kernels.js';
import { plainEngine } from './plain-engine.js';
import { wasmEngine } from './wasm-engine.js';

const kernels = loadKernels();

/** The fastest engine that this machine runs. */
export const defaultEngine: Engine = kernels === undefined ? plainEngine : wasmEngine(kernels);

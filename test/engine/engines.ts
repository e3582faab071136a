import type { Engine } from '../../src/engine/engine.js';
import { loadKernels } from '../../src/engine/load-kernels.js';
import { plainEngine } from '../../src/engine/plain-engine.js';
import { wasmEngine } from '../../src/engine/wasm-engine.js';
import { testEngine } from './machine-blas.js';

const kernels = loadKernels();
if (kernels === undefined) throw new Error('the tests need a WebAssembly with SIMD');

/** All engines, which have to pass the same tests. */
export const engines: Engine[] = [plainEngine, wasmEngine(kernels), testEngine];

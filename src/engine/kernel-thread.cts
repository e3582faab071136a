// A thread of the older kind of module is up 5 ms sooner than one that is imported.
import workerThreads = require('node:worker_threads');

import type { ThreadWork } from './start-threads.js' with { 'resolution-mode': 'import' };

workerThreads.parentPort?.once('message', ({ module: compiled, memory, index }: ThreadWork) => {
  const { exports: kernels } = new WebAssembly.Instance(compiled, { env: { memory, abort: () => {} } });
  (kernels as { work(index: number): void }).work(index);
});

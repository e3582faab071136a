import { workerData } from 'node:worker_threads';

/** What a further thread of the kernels is started with. */
export interface ThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly index: number;
}

const { module, memory, index } = workerData as ThreadData;
const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: () => {} } });
(exports as { work(index: number): void }).work(index);

import { parentPort } from 'node:worker_threads';

/** What a further thread of the kernels works on. */
export interface ThreadWork {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly index: number;
}

parentPort?.once('message', ({ module, memory, index }: ThreadWork) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: () => {} } });
  (exports as { work(index: number): void }).work(index);
});

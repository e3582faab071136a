import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Kernels } from './load-kernels.js';

/** More threads than these wait for memory, and each has an instance of its own to keep. */
const MOST_BY_DEFAULT = 8;

/** As many threads as there are cores, up to a point. */
export function threadsByDefault(): number {
  return Math.min(availableParallelism(), MOST_BY_DEFAULT);
}

/** Memory that a thread which runs kernels alone may take of its own, in MB. It takes 5; allowed 8, it collects garbage for 3 ms while it starts. */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

/** What a further thread of the kernels works on. */
export interface ThreadWork {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly index: number;
}

/** Threads that are up, or will be soon, and have no kernels yet. */
const idle: Worker[] = [];

/** Starts as many threads as go with the calling one, so that they are up when kernels want them: a thread takes 20 ms of another core. */
export function bootThreads(count: number): void {
  for (let index = 1; index < count; index++) {
    const thread = newThread();
    if (thread !== undefined) idle.push(thread);
  }
}

/**
 * Gives the kernels `count` threads, the calling one among them. Work begins at once; a thread that is not up yet joins later,
 * and none keeps the process alive. Where a thread cannot be started the others do its work.
 */
export function startThreads({ exports, memory, module }: Kernels, count: number): void {
  exports.setThreads(count);
  for (let index = 1; index < count; index++) {
    const thread = idle.pop() ?? newThread();
    thread?.postMessage({ module, memory, index } satisfies ThreadWork);
  }
}

function newThread(): Worker | undefined {
  try {
    const thread = new Worker(new URL('../engine/kernel-thread.cjs', import.meta.url), { resourceLimits: HEAP });
    thread.on('error', () => {});
    thread.unref();
    return thread;
  } catch {
    // Node's permission model may forbid threads.
    return undefined;
  }
}

import type { ReductionStore } from '../analysis/reduction-store.js';
import { type RunSizes, requireRunMemory } from '../analysis/run-memory.js';
import type { Engine } from '../engine/engine.js';
import { buildDigest } from '../io/build-digest.js';
import { defaultCacheFolder, reductionCache } from '../io/reduction-cache.js';
import { chooseEngine } from './choose-engine.js';
import { collectMuchGarbage } from './collect-garbage.js';
import type { EngineOptions } from './engine-option.js';
import type { Output } from './output.js';
import type { ProgressMode } from './progress.js';
import type { CacheOptions } from './run-options.js';
import { watchWork } from './watch-work.js';

/** What long work on runs is done with. */
export interface RunTools {
  readonly engine: Engine;
  readonly store: ReductionStore | undefined;
  /** Bytes allowed. */
  readonly memory: number | undefined;
  readonly onProgress: (dumps: number) => void;
  readonly onStage: (stage: string) => void;
}

/** Does work on the dumps of runs: within the memory allowed, with progress by dumps, and with what earlier work has left in the cache. */
export async function runJob<Result>(
  sizes: RunSizes,
  options: EngineOptions & CacheOptions & { readonly progress: ProgressMode },
  output: Output,
  work: (tools: RunTools) => Promise<Result>,
): Promise<{ result: Result; engine: string }> {
  requireRunMemory(sizes, options.memory);
  const engine = await chooseEngine(options, output);
  const store = await openCache(options, output);
  const watch = await watchWork({
    mode: options.progress,
    total: sizes.dumps.length,
    label: 'comparing',
    unit: 'dumps',
  });
  const result = await work({
    engine,
    store,
    memory: options.memory,
    onProgress: (dumps) => {
      watch.callbacks.onProgress(dumps);
      collectMuchGarbage();
    },
    onStage: collectMuchGarbage,
  }).finally(watch.stop);
  if (store !== undefined) {
    const { found, made } = store.counts;
    output.detail(`cache: ${found} found, ${made} computed`);
    await store.tidy();
  }
  return { result, engine: engine.name };
}

async function openCache({ cache = true }: CacheOptions, { warning }: Output) {
  if (cache === false) return undefined;
  const named = typeof cache === 'string';
  const folder = named ? cache : defaultCacheFolder(process.env);
  return reductionCache(folder, { version: await buildDigest(), named, warn: warning });
}

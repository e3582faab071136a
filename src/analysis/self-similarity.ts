import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { type Cut, DEFAULT_CUT } from '../similarity/kept-directions.js';
import { mapOf } from '../similarity/spectral-memory.js';
import { defaultSide } from './dynamics.js';
import type { Side } from './dynamics-result.js';
import { chosen } from './layer-panes.js';
import type { Metric } from './metrics.js';
import { type OnGap, orGap } from './or-gap.js';
import { pairSimilarity } from './pair-similarity.js';
import { type PreparedLayer, prepareLayer } from './prepared-layer.js';
import type { ReductionStore } from './reduction-store.js';
import type { Run, RunDump } from './run.js';
import { mapRoom } from './run-memory.js';

export interface SelfSimilarityOptions {
  readonly metric?: Metric;
  readonly side?: Side | undefined;
  readonly cut?: Cut;
  readonly engine?: Engine;
  readonly store?: ReductionStore | undefined;
  readonly independent: number;
  /** Bytes to stay within, as far as there is a choice. */
  readonly memory?: number | undefined;
  /** Told of layers that never change, which are gaps then; without it they are errors. */
  readonly onGap?: OnGap;
  readonly onStage?: ((stage: string) => void) | undefined;
  /** Called with the number of dumps that are done. */
  readonly onProgress?: ((dumps: number) => void) | undefined;
}

/**
 * How similar each layer is to itself one step before, [layer][step]: null at the first step and on both sides of a gap. Each dump is read and reduced
 * once, and no more than two reductions of one layer are held at a time.
 */
export async function selfSimilarity(
  { layers, steps, cells }: Run,
  {
    metric = 'weighted',
    side = defaultSide(metric),
    cut = DEFAULT_CUT,
    engine = defaultEngine,
    memory,
    onProgress,
    onGap,
    ...rest
  }: SelfSimilarityOptions,
): Promise<(number | null)[][]> {
  const options = { ...rest, metric, cut, engine };
  const all = cells.flat().filter((dump) => dump !== null);
  const room = mapRoom({ held: [], dumps: all, metric }, memory);
  let done = 0;
  const curves: (number | null)[][] = [];
  for (let l = 0; l < layers.length; l++) {
    const curve: (number | null)[] = [];
    let before: PreparedLayer | null = null;
    for (let t = 0; t < steps.length; t++) {
      const dump = cells[t][l];
      const partners = [cells[t - 1]?.[l], cells[t + 1]?.[l]].flatMap((other) => (other ? [mapOf(other)] : []));
      const prepare = (own: RunDump) => prepareLayer(own, { ...options, partners, room });
      const now: PreparedLayer | null = dump && (await orGap(() => prepare(dump), onGap));
      const pair = now && before && (await orGap(() => pairSimilarity(now, before as PreparedLayer, options), onGap));
      curve.push(pair && chosen(pair, { side, ...pair }));
      before = now;
      if (dump !== null) onProgress?.(++done);
    }
    curves.push(curve);
  }
  return curves;
}

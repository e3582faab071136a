import type { Engine } from '../engine/engine.js';
import type { Activations } from '../similarity/activations.js';
import type { Cut } from '../similarity/kept-directions.js';
import { type KeptLayer, keptLayer } from '../similarity/kept-layer.js';
import { type WholeLayer, wholeLayer } from '../similarity/reduce-layer.js';
import { spectrumFigures } from '../similarity/spectrum.js';
import type { LayerSummary } from './compare.js';
import { CUT_METRICS, type Metric } from './pair-metrics.js';
import type { ReductionStore } from './reduction-store.js';
import type { RunDump } from './run.js';

/** What is computed of a pair of layers, and how. */
export interface PairOptions {
  readonly metric: Metric;
  readonly cut: Cut;
  readonly engine: Engine;
  /** Where reductions are kept from one run of the program to the next. */
  readonly store?: ReductionStore | undefined;
}

/** A dump that is ready to be compared with any number of others, reduced as far as one layer can be by itself. */
export type PreparedLayer =
  | { readonly kind: 'kept'; readonly dump: RunDump; readonly summary: LayerSummary; readonly kept: KeptLayer }
  | { readonly kind: 'whole'; readonly dump: RunDump; readonly summary: LayerSummary; readonly whole: WholeLayer }
  /** Frequencies are reduced pair by pair: which of them belong together depends on both maps. */
  | { readonly kind: 'maps'; readonly dump: RunDump };

/** Reads a dump once and reduces it to what the metric needs of it, unless the store has that already. */
export async function prepareLayer(dump: RunDump, options: PairOptions): Promise<PreparedLayer> {
  if (hasSpace(dump)) return { kind: 'maps', dump };
  return CUT_METRICS.includes(options.metric) ? prepareKept(dump, options) : prepareWhole(dump, options);
}

/** One position is none: there the channels are all that there is. */
export function hasSpace({ grid }: Pick<Activations, 'grid'>): boolean {
  return grid !== undefined && grid.height * grid.width > 1;
}

async function prepareKept(dump: RunDump, options: PairOptions): Promise<PreparedLayer> {
  const kept = await stored(dump, { ...options, kind: 'kept' }, (activations) => keptLayer(activations, options));
  const summary = { ...figuresOf(kept, dump), k: kept.directions.cols };
  return { kind: 'kept', dump, summary, kept };
}

async function prepareWhole(dump: RunDump, options: PairOptions): Promise<PreparedLayer> {
  const whole = await stored(dump, { ...options, kind: 'whole' }, (activations) => wholeLayer(activations, options));
  const summary = { ...figuresOf(whole.space, dump), k: whole.space.rank };
  return { kind: 'whole', dump, summary, whole };
}

function figuresOf(
  reduced: Pick<
    KeptLayer,
    'name' | 'datapoints' | 'neurons' | 'rank' | 'singularValues' | 'deadNeurons' | 'duplicateNeurons'
  >,
  { name }: RunDump,
): Omit<LayerSummary, 'k'> {
  const { datapoints, neurons, rank, deadNeurons, duplicateNeurons } = reduced;
  return { name, datapoints, neurons, rank, ...spectrumFigures(reduced), deadNeurons, duplicateNeurons };
}

/** The reduction from the store where it has it, else made and put there. */
async function stored<Reduction extends object>(
  dump: RunDump,
  { store, cut, engine, kind }: PairOptions & { kind: string },
  reduce: (activations: Activations) => Promise<Reduction>,
): Promise<Reduction> {
  const key = store && [kind, engine.name, ...cutWords(cut), await dump.digest()].join(' ');
  const found = key === undefined ? undefined : await store?.load<Reduction>(key);
  if (found !== undefined) return found;
  const { activations, close } = await dump.open();
  const reduction = await reduce(activations).finally(close);
  if (key !== undefined) await store?.save(key, reduction);
  return reduction;
}

/** A cut in words, for keys of stores. */
export function cutWords({ variance, energy, directions }: Cut): string[] {
  return directions === undefined ? [energy, String(variance)] : ['directions', String(directions)];
}

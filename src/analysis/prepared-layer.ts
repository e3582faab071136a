import type { Engine } from '../engine/engine.js';
import type { MapShape } from '../engine/spectral-stream.js';
import type { Activations } from '../similarity/activations.js';
import type { Cut } from '../similarity/kept-directions.js';
import { type KeptLayer, keptLayer } from '../similarity/kept-layer.js';
import { type WholeLayer, wholeLayer } from '../similarity/reduce-layer.js';
import type { ReducedMaps } from '../similarity/reduce-maps.js';
import { spectrumFigures } from '../similarity/spectrum.js';
import type { LayerSummary } from './compare.js';
import { mapReductions } from './map-reductions.js';
import { CUT_METRICS, type Metric } from './metrics.js';
import { cutWords, type ReductionStore } from './reduction-store.js';
import { hasSpace, type RunDump } from './run.js';

/** What is computed of a pair of layers, and how. */
export interface PairOptions {
  readonly metric: Metric;
  readonly cut: Cut;
  readonly engine: Engine;
  /** Where reductions are kept from one run of the program to the next. */
  readonly store?: ReductionStore | undefined;
  /** Layers that the dump will be compared with, as far as their maps are reduced by themselves. */
  readonly partners?: readonly MapShape[] | undefined;
  /** Bytes that the reduction of its maps may take; without it, as many as it takes. */
  readonly room?: number | undefined;
  readonly onStage?: ((stage: string) => void) | undefined;
}

/** A dump that is ready to be compared with any number of others, reduced as far as one layer can be by itself. */
export type PreparedLayer = { readonly dump: RunDump; readonly frequencies?: Frequencies | undefined } & (
  | { readonly kind: 'kept'; readonly summary: LayerSummary; readonly kept: KeptLayer }
  | { readonly kind: 'whole'; readonly summary: LayerSummary; readonly whole: WholeLayer }
  /** Maps have frequencies alone; where these would take too much room, each pair is read and reduced anew. */
  | { readonly kind: 'maps'; readonly summary?: LayerSummary | undefined }
);

/** A layer reduced on the frequencies that it has in common with others, by the keys of `oneSidedPlan`. */
export type Frequencies = ReadonlyMap<string, ReducedMaps>;

/** Reads a dump once and reduces it to what the metric needs of it, unless the store has that already. */
export async function prepareLayer(dump: RunDump, options: PairOptions): Promise<PreparedLayer> {
  const frequencies = await mapReductions(dump, options);
  if (!hasSpace(dump)) {
    const prepare = CUT_METRICS.includes(options.metric) ? prepareKept : prepareWhole;
    return { ...(await prepare(dump, options)), frequencies };
  }
  const [first] = frequencies?.values() ?? [];
  // Its own grid comes first.
  if (first === undefined) return { kind: 'maps', dump };
  const summary = { ...figuresOf({ ...first, datapoints: dump.datapoints }, dump), k: first.kept };
  return { kind: 'maps', dump, summary, frequencies };
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

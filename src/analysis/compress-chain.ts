import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import { heldActivations } from '../similarity/held-activations.js';
import type { ActivationName } from './activation-function.js';
import { type CompressPlanOptions, compressPlan, type PlannedLayer } from './compress-plan.js';
import { compressedLayer } from './factor-pair.js';
import { followingActivations } from './following-activations.js';
import type { NextLayer } from './next-layer.js';
import { requireReproduced } from './require-reproduced.js';

/** A layer of a chain with the linear layer that reads it, and what decides how far that is factored. */
export interface ChainLayer
  extends Pick<CompressPlanOptions, 'other' | 'next' | 'heldOut' | 'labels' | 'rule' | 'method'> {
  readonly name: string;
  readonly layer: Activations;
  /** Whether these are activations of the network with the layers before compressed. */
  readonly given?: boolean;
  /** What is applied to the next layer's outputs, where they are the next layer of the chain. */
  readonly then?: ActivationName | undefined;
}

export type CompressChainOptions = Pick<
  CompressPlanOptions,
  'cut' | 'engine' | 'k' | 'draws' | 'seed' | 'onStage' | 'onProgress'
>;

/** A layer of at most so many values is computed once: 256 MB. */
const HELD_VALUES = 2 ** 25;

/**
 * Plans for consecutive layers, bottom up. Where a layer is what the one before leads to, which is checked, its plan and all figures are from the
 * activations that the layers before leave when they are compressed as planned; else from those that are given.
 *
 * @throws SvccaError ('input') when a layer is not what the one before leads to; and what `compressPlan` throws.
 */
export async function compressChain(
  layers: readonly ChainLayer[],
  { engine = defaultEngine, ...options }: CompressChainOptions = {},
): Promise<PlannedLayer[]> {
  for (const [i, layer] of layers.entries()) requireHeldOutAlong(layer, layers[i - 1]);
  const planned: PlannedLayer[] = [];
  let reached: Reached | undefined;
  for (const [i, entry] of layers.entries()) {
    const before = layers[i - 1];
    const computed = isComputed(entry, before);
    const now: Reached = computed
      ? await computedFrom(entry, before as ComputingLayer, {
          reached: reached as Reached,
          planned: planned[i - 1] as PlannedLayer,
          engine,
          onStage: options.onStage,
        })
      : { layer: entry.layer, heldOut: entry.heldOut };
    const { name, other, next, labels, rule, method, given } = entry;
    const activations = computed ? 'computed' : given ? 'given' : 'original';
    const { heldOut } = now;
    planned.push(
      await compressPlan(now.layer, {
        ...options,
        engine,
        name,
        other,
        next,
        labels,
        heldOut,
        rule,
        method,
        activations,
      }),
    );
    reached = now;
  }
  return planned;
}

/** What a layer holds when the layers before it are compressed. */
interface Reached {
  readonly layer: Activations;
  readonly heldOut: Activations | undefined;
}

type ComputingLayer = ChainLayer & { readonly next: NextLayer; readonly then: ActivationName };

/** Whether a layer's activations follow from those of the layer before. */
export function isComputed(layer: ChainLayer, before: ChainLayer | undefined): boolean {
  return before?.then !== undefined && before.next !== undefined && !layer.given;
}

function requireHeldOutAlong(layer: ChainLayer, before: ChainLayer | undefined): void {
  if (!isComputed(layer, before) || (layer.heldOut === undefined) === (before?.heldOut === undefined)) return;
  const [has, lacks] = layer.heldOut === undefined ? [before?.name, layer.name] : [layer.name, before?.name];
  throw new SvccaError(
    'input',
    `${has} has held-out activations, but ${lacks} has none, and one follows from the other`,
    {
      hint: 'give all of them activations on the same held-out inputs, or none',
    },
  );
}

async function computedFrom(
  entry: ChainLayer,
  before: ComputingLayer,
  {
    reached,
    planned: { plan, directions },
    engine,
    onStage,
  }: { reached: Reached; planned: PlannedLayer; engine: Engine; onStage: CompressChainOptions['onStage'] },
): Promise<Reached> {
  const { next, then } = before;
  onStage?.(`computing ${entry.name}`);
  const whole = { factors: [next.weights], bias: next.bias, then };
  const { weight1, weight2, bias } = compressedLayer(directions, next, { k: plan.k, method: plan.method, engine });
  const compressed = { factors: [weight1, weight2], bias, then };
  const along = async (dumped: Activations, from: Activations, now: Activations) => {
    const { name } = dumped;
    const original = followingActivations(from, whole, { name, engine });
    await requireReproduced(dumped, original, { before: from.name, weights: next.name, then });
    return heldWhereSmall(followingActivations(now, compressed, { name, engine }));
  };
  return {
    layer: await along(entry.layer, before.layer, reached.layer),
    heldOut:
      entry.heldOut && (await along(entry.heldOut, before.heldOut as Activations, reached.heldOut as Activations)),
  };
}

async function heldWhereSmall(layer: Activations): Promise<Activations> {
  return layer.datapoints * layer.neurons <= HELD_VALUES ? heldActivations(layer) : layer;
}

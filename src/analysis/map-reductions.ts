import type { MapShape } from '../engine/spectral-stream.js';
import { heldActivations } from '../similarity/held-activations.js';
import { type OneSidedPlan, oneSidedPlans, planValues } from '../similarity/one-sided-plan.js';
import { type ReducedMaps, reduceMaps } from '../similarity/reduce-maps.js';
import { isAddressable, mapOf } from '../similarity/spectral-memory.js';
import { CUT_METRICS } from './metrics.js';
import type { PairOptions } from './prepared-layer.js';
import { cutWords } from './reduction-store.js';
import { hasSpace, type RunDump } from './run.js';

const { max } = Math;
const DOUBLE = 8;

/**
 * The reductions of a dump for all its partners, by the keys of their plans; the file is read once, for those that the store does not have. A
 * layer without space has some where a partner has space. Undefined where there are none, or no room for them.
 */
export async function mapReductions(
  dump: RunDump,
  { metric, cut, engine, store, partners = [], room = Number.POSITIVE_INFINITY, onStage }: PairOptions,
): Promise<ReadonlyMap<string, ReducedMaps> | undefined> {
  const plans = plansFor(dump, partners);
  if (plans.length === 0 || reductionBytes(dump, plans) > room) return undefined;
  if (!plans.every((plan) => isAddressable(dump, plan))) return undefined;
  const whole = !CUT_METRICS.includes(metric);
  const keyOf = async ({ key }: OneSidedPlan) =>
    ['maps', whole ? 'whole' : 'kept', engine.name, ...cutWords(cut), key, await dump.digest()].join(' ');
  const found = new Map<string, ReducedMaps>();
  const missing: OneSidedPlan[] = [];
  for (const plan of plans) {
    const known = await store?.load<ReducedMaps>(await keyOf(plan));
    if (known === undefined) missing.push(plan);
    // Names are no part of the key: another file may hold the same values.
    else found.set(plan.key, { ...known, name: dump.name });
  }
  if (missing.length === 0) return inOrder();
  const { activations, close } = await dump.open();
  try {
    const layer = missing.length === 1 ? activations : await heldActivations(activations);
    for (const plan of missing) {
      const reduced = await reduceMaps(layer, plan, { engine, cut, whole, onStage });
      found.set(plan.key, reduced);
      if (store !== undefined) await store.save(await keyOf(plan), reduced);
    }
  } finally {
    await close();
  }
  return inOrder();

  function inOrder() {
    return new Map(plans.map(({ key }) => [key, found.get(key) as ReducedMaps]));
  }
}

/** Bytes that reductions hold. */
export function heldBytes(reductions: ReadonlyMap<string, ReducedMaps> | undefined): number {
  let values = 0;
  for (const { blocks } of reductions?.values() ?? []) {
    for (const { columns, loadings } of blocks) {
      values += columns.stack.data.length + 2 * (loadings?.re.data.length ?? 0);
    }
  }
  return DOUBLE * values;
}

/** The sizes of a dump. */
type DumpSizes = Pick<RunDump, 'datapoints' | 'neurons' | 'grid'>;

/**
 * Bytes that the reductions of a dump take at most while they are made, beside what reading takes: its values, all columns of a plan, and what is made
 * of all.
 */
function reductionBytes(dump: DumpSizes, plans: readonly OneSidedPlan[]): number {
  const map = mapOf(dump);
  const values = plans.length > 1 ? DOUBLE * dump.datapoints * dump.neurons : 0;
  let [largest, made] = [0, 0];
  for (const plan of plans) {
    const { columns, directions } = planValues(map, plan, dump.datapoints);
    largest = max(largest, DOUBLE * columns);
    made += DOUBLE * directions;
  }
  return values + largest + made;
}

/** What the partners ask of a dump; of one with space its own grid comes first. */
function plansFor(dump: DumpSizes, partners: readonly MapShape[]): OneSidedPlan[] {
  const map = mapOf(dump);
  if (hasSpace(dump)) return partners.length === 0 ? [] : oneSidedPlans(map, [map, ...partners]);
  return oneSidedPlans(
    map,
    partners.filter(({ height, width }) => height * width > 1),
  );
}

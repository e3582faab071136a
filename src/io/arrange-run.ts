import { SvccaError } from '../errors.js';
import type { LayerOrder, OpenRunOptions, RunWarning } from './found-run.js';
import { orderLayers } from './layer-order.js';
import type { ListedRun, RunArray } from './list-run.js';
import { nearestNames } from './nearest-names.js';
import { entryName } from './run-entries.js';
import { MANIFEST, type Manifest } from './run-manifest.js';
import { absentSteps, guessedOrder, notInManifest } from './run-warnings.js';
import { selectLayers, selectSteps } from './select-run.js';
import { bareStep, compareSteps } from './step-name.js';

type Step = number | string;

/** The arrays of a run by step and layer, null where there is none. */
export interface ArrangedRun {
  readonly layers: readonly string[];
  readonly order: LayerOrder;
  readonly steps: readonly Step[];
  readonly table: readonly (readonly (RunArray | null)[])[];
  readonly warnings: readonly RunWarning[];
}

/**
 * Puts what was found in a run in order, as the options, the manifest, or the names say.
 *
 * @throws SvccaError ('input') when two arrays claim one place, or the manifest has a layer that is not there; ('usage') when a layer
 *   or step is asked for that is not there.
 */
export function arrangeRun(
  { arrays, archives }: Pick<ListedRun, 'arrays' | 'archives'>,
  { run, manifest = {}, options }: { run: string; manifest?: Manifest | undefined; options: OpenRunOptions },
): ArrangedRun {
  const places = byPlace(arrays);
  const foundSteps = [...new Set(arrays.map(({ step }) => step))].sort(compareSteps);
  const foundLayers = [...new Set(arrays.flatMap(({ layer }) => layer ?? []))];
  const steps = manifestSteps(foundSteps, manifest);
  const wantedSteps = options.steps ? selectSteps(options.steps, steps.kept, { run }) : steps.kept;
  const layers = layersOf(foundLayers, {
    manifest,
    run,
    archives: archiveOrders(arrays, archives),
    asked: options.layers,
  });
  const warnings = [
    ...(layers.order === 'natural' ? [guessedOrder(layers.layers)] : []),
    ...steps.warnings,
    ...layers.warnings,
  ];
  const table = wantedSteps.map((step) => layers.layers.map((layer) => places.get(placeKey({ step, layer })) ?? null));
  return { ...layers, steps: wantedSteps, table, warnings };
}

function placeKey({ step, layer }: { step: Step; layer: string | undefined }): string {
  return JSON.stringify([step, layer]);
}

function byPlace(arrays: readonly RunArray[]): Map<string, RunArray> {
  const places = new Map<string, RunArray>();
  for (const array of arrays) {
    const { step, layer } = array;
    if (layer === undefined) continue;
    const other = places.get(placeKey(array));
    if (other !== undefined) {
      throw new SvccaError('input', `${entryName(other)} and ${entryName(array)} are both ${layer} at step ${step}`, {
        hint: `move one of them away, or name the right one in a manifest: svcca inspect --help`,
      });
    }
    places.set(placeKey(array), array);
  }
  return places;
}

/** The steps that the manifest lists, in its order, of those that there are. */
function manifestSteps(
  found: readonly Step[],
  { steps }: Manifest,
): { kept: readonly Step[]; warnings: readonly RunWarning[] } {
  if (steps === undefined) return { kept: found, warnings: [] };
  const listed = steps.map((step) => (typeof step === 'string' ? (bareStep(step) ?? step) : step));
  const [absent, unlisted] = [without(listed, found), without(found, listed)];
  return {
    kept: listed.filter((step) => found.includes(step)),
    warnings: [...absentSteps(absent), ...notInManifest('step', unlisted)],
  };
}

function without<T>(items: readonly T[], others: readonly T[]): T[] {
  const known = new Set(others);
  return items.filter((item) => !known.has(item));
}

interface LayersSought {
  readonly manifest: Manifest;
  readonly run: string;
  readonly archives: readonly (readonly string[])[];
  readonly asked: readonly string[] | undefined;
}

function layersOf(
  found: readonly string[],
  { manifest, run, archives, asked }: LayersSought,
): { layers: readonly string[]; order: LayerOrder; warnings: readonly RunWarning[] } {
  if (asked !== undefined) return { layers: selectLayers(asked, found, { run }), order: 'option', warnings: [] };
  const listed = manifest.layers;
  if (listed === undefined) return { ...orderLayers({ layers: found, archives }), warnings: [] };
  const [absent] = without(listed, found);
  if (absent !== undefined) {
    throw new SvccaError('input', `${MANIFEST} of ${run} lists the layer '${absent}', which has no dump`, {
      hint: `the nearest that have: ${nearestNames(absent, found).join(', ')}`,
    });
  }
  return { layers: listed, order: 'manifest', warnings: notInManifest('layer', without(found, listed)) };
}

/** The layers of each archive that holds all of its step, the archive of the last step last. */
function archiveOrders(arrays: readonly RunArray[], archives: ListedRun['archives']): string[][] {
  const counts = new Map<Step, number>();
  for (const { step } of arrays) counts.set(step, (counts.get(step) ?? 0) + 1);
  return archives
    .filter(([first, ...others]) => {
      if (first === undefined || others.some(({ step }) => step !== first.step)) return false;
      return counts.get(first.step) === others.length + 1;
    })
    .sort(([a], [b]) => compareSteps((a as RunArray).step, (b as RunArray).step))
    .map((held) => held.flatMap(({ layer }) => layer ?? []));
}

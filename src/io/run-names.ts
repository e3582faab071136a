import { type Parts, type PlacedStep, placeSteps } from './run-steps.js';

/** An array of a run as it is called. */
export interface CalledArray {
  /** Folders below the run, then the file without its extension. */
  readonly way: readonly string[];
  /** Undefined for a .npy, and for an archive that could not be listed. */
  readonly key: string | undefined;
  /** Whether it is in an archive. */
  readonly archived: boolean;
  /** Whether its archive holds nothing else. */
  readonly alone: boolean;
}

/** The place of an array in a run; an archive that could not be listed has no layer. */
export interface RunPlace {
  readonly step: number | string;
  readonly layer: string | undefined;
}

/** The step of a run that has none. */
export const ONLY_STEP = 'final';

/** Folders and archives that say nothing of the layers in them. */
const CONTAINER = /^(activations?|acts|representations?|dumps?)$/i;

/**
 * Step and layer of each array of a run, undefined for what names no step where others do. What all have in common and no layer
 * is told by is no part of its name: folders above the step, and archives of one name.
 */
export function placeArrays(arrays: readonly CalledArray[], { root }: { root: string }): (RunPlace | undefined)[] {
  const parts = arrays.map(({ way, key }) => [...way, ...(key === undefined ? [] : key.split('/'))]);
  const found = placeSteps(parts);
  const stepless = found.every((step) => step === undefined);
  const placed = parts.map((each, i) => (stepless ? { step: ONLY_STEP, at: each.length, rests: each } : found[i]));
  const names = layerNames(arrays, placed, { root, stepless });
  return placed.map((place, i) => place && { step: place.step, layer: names[i] });
}

interface Named {
  readonly array: CalledArray;
  readonly place: PlacedStep;
  /** Parts that may be left out. */
  readonly dropped: boolean[];
}

function layerNames(
  arrays: readonly CalledArray[],
  placed: readonly (PlacedStep | undefined)[],
  { root, stepless }: { root: string; stepless: boolean },
): (string | undefined)[] {
  const named = arrays.map((array, i): Named | undefined => {
    const place = placed[i];
    if (place === undefined || (array.archived && array.key === undefined)) return undefined;
    return { array, place, dropped: place.rests.map((rest) => rest === '') };
  });
  const all = named.filter((each) => each !== undefined);
  dropArchives(all);
  dropOnlyKeys(all);
  dropContainers(all, { stepless });
  return named.map((each) => each && (nameOf(each) || root));
}

function nameOf({ place: { rests }, dropped }: Named): string {
  return rests.filter((_, i) => !dropped[i]).join('/');
}

/** Archives of one name, where their keys tell the layers: `acts` of `step_100/acts.npz`. */
function dropArchives(all: readonly Named[]): void {
  const stem = ({ array, place }: Named) => (place.rests as Parts)[array.way.length - 1];
  const same = all.every((each) => each.array.archived && stem(each) === stem(all[0] as Named));
  const told = all.every(({ array, dropped }) => dropped.slice(array.way.length).includes(false));
  const generic = all.every(({ array }) => array.alone && isGeneric(array.key));
  if (same && told && !generic) for (const { array, dropped } of all) dropped[array.way.length - 1] = true;
}

/** The keys of archives that hold one array, where all are the same or numpy's own: `arr_0` of `step_100/conv1.npz`. */
function dropOnlyKeys(all: readonly Named[]): void {
  const same = all.every(({ array: { alone, key } }) => alone && key === all[0]?.array.key);
  for (const { array, dropped } of all) {
    const first = array.way.length;
    if (!array.archived || !array.alone || !dropped.slice(0, first).includes(false)) continue;
    if (same || isGeneric(array.key)) dropped.fill(true, first);
  }
}

function isGeneric(key: string | undefined): boolean {
  return key === 'arr_0' || key === 'data';
}

/** Folders that all arrays are in, above the step or of a name that says nothing. */
function dropContainers(all: readonly Named[], { stepless }: { stepless: boolean }): void {
  const shortest = Math.min(...all.map(({ place }) => place.rests.length)) - 1;
  for (let at = 0; at < shortest; at++) {
    const rest = all[0]?.place.rests[at] as string;
    if (!all.every(({ place, dropped }) => place.rests[at] === rest && dropped.indexOf(false, at + 1) >= 0)) return;
    const above = !stepless && all.every(({ place }) => at < place.at && place.rests.indexOf('', 0) < lastKept(place));
    if (above || CONTAINER.test(rest)) for (const { dropped } of all) dropped[at] = true;
    else if (rest !== '') return;
  }
}

function lastKept({ rests }: PlacedStep): number {
  return rests.findLastIndex((rest) => rest !== '');
}

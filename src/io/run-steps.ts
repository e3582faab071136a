import { SvccaError } from '../errors.js';
import { attachedStep, bareStep, type NamedStep, saidStep } from './step-name.js';

/** The parts of what an array is called: folders, the file without its extension, the key in an archive. */
export type Parts = readonly string[];

/** The step of an array, in which part it is, and what else of each part there is; '' where nothing. */
export interface PlacedStep {
  readonly step: number | string;
  readonly at: number;
  readonly rests: Parts;
}

/** A number or a name alone makes a step only where more than this share of all arrays have one in the same part. */
const COMMON = 0.5;

/**
 * The step of each array of a run, undefined for what has none: said by a word with a number where any is, else by a number
 * or a name that stands alone in the same part of all.
 *
 * @throws SvccaError ('input') when some steps count epochs and others do not.
 */
export function placeSteps(arrays: readonly Parts[]): (PlacedStep | undefined)[] {
  const said = arrays.map(placeSaid);
  if (said.every((step) => step === undefined)) return placeBare(arrays);
  refuseTwoUnits(arrays, said);
  const layers = new Set(said.flatMap((found) => (found === undefined ? [] : [layerOf(found)])));
  return arrays.map((parts, i) => said[i] ?? placeNamed(parts, layers));
}

interface Said extends PlacedStep {
  readonly unit: NamedStep['unit'];
}

function placeSaid(parts: Parts): Said | undefined {
  const found = parts.map(saidStep);
  const finest = found.some((step) => step?.unit === 'step') ? 'step' : 'epoch';
  const at = found.findIndex((step) => step?.unit === finest);
  const taken = found[at];
  if (taken === undefined) return undefined;
  const rests = parts.map((part, i) => {
    const step = found[i];
    const again = step !== undefined && (step.unit !== finest || step.step === taken.step);
    return again ? step.rest : part;
  });
  return { step: taken.step, unit: finest, at, rests };
}

function refuseTwoUnits(arrays: readonly Parts[], said: readonly (Said | undefined)[]): void {
  const [steps, epochs] = (['step', 'epoch'] as const).map((unit) => said.findIndex((found) => found?.unit === unit));
  if (steps < 0 || epochs < 0) return;
  const [a, b] = [arrays[steps], arrays[epochs]].map((parts) => parts?.join('/'));
  throw new SvccaError('input', `${a} names a step but ${b} names an epoch: which came first cannot be told`, {
    hint: 'name all of them in one unit, or list them in a manifest: svcca inspect --help',
  });
}

/** `final/conv1` and `conv1_final` beside `step_100/conv1`. */
function placeNamed(parts: Parts, layers: ReadonlySet<string>): PlacedStep | undefined {
  const whole = parts.map((_, at) => wholePart(parts, at));
  const attached = parts.map((part, at): PlacedStep | undefined => {
    const found = attachedStep(part);
    return found && { step: found.step, at, rests: parts.with(at, found.rest) };
  });
  const found = [...whole, ...attached].filter((step) => step !== undefined);
  return found.find((step) => layers.has(layerOf(step))) ?? whole.find((step) => step !== undefined);
}

function wholePart(parts: Parts, at: number): PlacedStep | undefined {
  const step = bareStep(parts[at] as string);
  return step === undefined ? undefined : { step, at, rests: parts.with(at, '') };
}

function layerOf({ rests }: PlacedStep): string {
  return rests.filter((rest) => rest !== '').join('/');
}

/** The part that is a step in most arrays, counted from the first or from the last; the outermost where several are. */
function placeBare(arrays: readonly Parts[]): (PlacedStep | undefined)[] {
  const longest = Math.max(0, ...arrays.map(({ length }) => length));
  let best: { readonly placed: (PlacedStep | undefined)[]; readonly count: number } | undefined;
  for (let distance = 0; distance < longest; distance++) {
    for (const fromEnd of [false, true]) {
      const placed = arrays.map((parts) => {
        const at = fromEnd ? parts.length - 1 - distance : distance;
        return at >= 0 && at < parts.length ? wholePart(parts, at) : undefined;
      });
      const count = placed.filter((step) => step !== undefined).length;
      if (count > (best?.count ?? COMMON * arrays.length)) best = { placed, count };
    }
  }
  return best?.placed ?? arrays.map(() => undefined);
}

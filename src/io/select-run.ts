import { SvccaError } from '../errors.js';
import { nearestNames } from './nearest-names.js';
import { bareStep, compareSteps, saidStep } from './step-name.js';

type Step = number | string;

/**
 * The layers that are asked for, in the order in which they are.
 *
 * @throws SvccaError ('usage') when there is none of a name, or a name comes twice.
 */
export function selectLayers(asked: readonly string[], layers: readonly string[], { run }: { run: string }): string[] {
  const known = new Set(layers);
  for (const [i, name] of asked.entries()) {
    if (!known.has(name)) throw unknown(`${run} has no layer '${name}'`, { name, names: layers, what: 'layers' });
    if (asked.indexOf(name) < i) {
      throw new SvccaError('usage', `the layer '${name}' is asked for twice`, { hint: 'name it once' });
    }
  }
  return [...asked];
}

/**
 * The steps that are asked for, in order of training: by number, by name, or from one to another (`0..1000`).
 *
 * @throws SvccaError ('usage') when there is none of a name or number, or none in a range.
 */
export function selectSteps(asked: readonly string[], steps: readonly Step[], { run }: { run: string }): Step[] {
  const chosen = new Set(asked.flatMap((text) => oneOrRange(text, steps, run)));
  return steps.filter((step) => chosen.has(step));
}

function oneOrRange(text: string, steps: readonly Step[], run: string): Step[] {
  const range = /^(.*?)\.\.(.*)$/s.exec(text);
  if (range === null) return [oneStep(text, steps, run)];
  const [from, to] = [range[1] as string, range[2] as string].map((end) => (end === '' ? undefined : asStep(end)));
  const within = steps.filter(
    (step) =>
      (from === undefined || compareSteps(from, step) <= 0) && (to === undefined || compareSteps(step, to) <= 0),
  );
  if (within.length > 0) return within;
  throw unknown(`${run} has no step within ${text}`, { name: text, names: steps.map(String), what: 'steps' });
}

function oneStep(text: string, steps: readonly Step[], run: string): Step {
  const step = asStep(text);
  const found = steps.find((other) => other === step || other === text);
  if (found !== undefined) return found;
  const names = typeof step === 'number' ? nearestNumbers(step, steps) : steps.map(String);
  throw unknown(`${run} has no step ${text}`, { name: text, names, what: 'steps' });
}

function asStep(text: string): Step {
  return bareStep(text) ?? saidStep(text)?.step ?? text;
}

function nearestNumbers(step: number, steps: readonly Step[]): string[] {
  const far = (other: Step) => (typeof other === 'number' ? Math.abs(other - step) : Number.POSITIVE_INFINITY);
  const nearest = [...steps].sort((a, b) => far(a) - far(b)).slice(0, 3);
  return steps.filter((other) => nearest.includes(other)).map(String);
}

function unknown(
  message: string,
  { name, names, what }: { name: string; names: readonly string[]; what: 'layers' | 'steps' },
): SvccaError {
  const nearest = names.length > 3 ? nearestNames(name, names) : names;
  return new SvccaError('usage', message, {
    hint: `the nearest of its ${what}: ${nearest.join(', ')}; svcca inspect lists all`,
  });
}

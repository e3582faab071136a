/** A step that a name tells: its number, or its name where it has none. */
export interface NamedStep {
  readonly step: number | string;
  /** What it counts. */
  readonly unit: 'step' | 'epoch';
  /** The name without the step, '' where nothing else was in it. */
  readonly rest: string;
}

const FIRST = /^init(ial|iali[sz]ation|iali[sz]ed)?$/i;
const LAST = /^(final|last)$/i;
const NAMED = 'init(?:ial|iali[sz]ation|iali[sz]ed)?|final|last';
const FACTORS: { readonly [suffix: string]: number } = { '': 1, k: 1e3, m: 1e6, b: 1e9 };
const NUMBER = '\\d+(?:\\.\\d+(?=[kmb]))?[kmb]?';

/** Words before a number, the one that counts the finest first: of `epoch=3-step=1000` the step is the 1000. */
const WORDS = ['global[ _-]?steps?|steps?', 'iters?|iterations?|itr', 'checkpoints?|ckpts?|chkpts?', 'epochs?|ep'].map(
  (words) => new RegExp(`(?<![A-Za-z0-9])(?:${words})[ _=.-]?(${NUMBER}|(?:${NAMED}))(?![A-Za-z0-9])`, 'gi'),
);
const EPOCHS = WORDS.length - 1;

/** What goes with a step and says nothing of the layer: `val_loss=0.12`, `tokens4B`. */
const COMPANIONS = /(?<![A-Za-z0-9])(?:[A-Za-z_]+=-?[\d.]+(?:e-?\d+)?|tokens?[_-]?\d+[kmbt]?)(?![A-Za-z0-9])/gi;

/** The step that a word with a number says, as in `step_1000`, `fc1_epoch3` or `epoch=3-step=1000`. */
export function saidStep(name: string): NamedStep | undefined {
  for (const [index, words] of WORDS.entries()) {
    const [first] = name.matchAll(words);
    if (first === undefined) continue;
    const without = WORDS.reduce((text, pattern) => text.replace(pattern, HOLE), name).replace(COMPANIONS, HOLE);
    return { step: stepOf(first[1] as string), unit: index === EPOCHS ? 'epoch' : 'step', rest: closed(without) };
  }
  return undefined;
}

/** The step that a whole name is: a number, as in `1000` or `1.5M`, or a name, as in `init`. */
export function bareStep(name: string): number | string | undefined {
  return new RegExp(`^(?:${NUMBER}|${NAMED})$`, 'i').test(name) ? stepOf(name) : undefined;
}

/** The step that begins or ends a name, as in `fc1_final`. */
export function attachedStep(name: string): NamedStep | undefined {
  const match = new RegExp(`^(${NAMED})[ _.-]+(.+)$|^(.+?)[ _.-]+(${NAMED})$`, 'is').exec(name);
  if (match === null) return undefined;
  return { step: stepOf((match[1] ?? match[4]) as string), unit: 'step', rest: (match[2] ?? match[3]) as string };
}

/** Steps in order of training: the initial ones, numbers, the final ones. */
export function compareSteps(a: number | string, b: number | string): number {
  const [placeA, placeB] = [placeOf(a), placeOf(b)];
  if (placeA !== placeB) return placeA - placeB;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return `${a}` < `${b}` ? -1 : `${a}` > `${b}` ? 1 : 0;
}

function placeOf(step: number | string): number {
  if (typeof step === 'number') return 1;
  return FIRST.test(step) ? 0 : LAST.test(step) ? 3 : 2;
}

function stepOf(text: string): number | string {
  const match = /^([\d.]+)([kmb]?)$/i.exec(text);
  if (match === null) return text;
  return Number((Number(match[1]) * FACTORS[(match[2] as string).toLowerCase()]).toPrecision(15));
}

/** What stands for the parts that were taken out: no name has it. */
const HOLE = '/';

function closed(text: string): string {
  const parts = text.split(/[ _.=-]*(?:\/[ _.=-]*)+/);
  return parts.filter((part) => part !== '').join('_');
}

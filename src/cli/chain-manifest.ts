import { ACTIVATION_NAMES, type ActivationName } from '../analysis/activation-function.js';
import { type PlanRule, PROJECTION_KINDS, type ProjectionKind } from '../analysis/compression-result.js';
import { SvccaError } from '../errors.js';
import { nearestNames } from '../io/nearest-names.js';
import { type Json, parseStrictJson } from '../io/strict-json.js';
import { printable } from '../report/facts.js';

/** One layer of a chain as its manifest has it; paths as they stand there. */
export interface ChainEntry {
  readonly name: string;
  readonly activations: string;
  readonly weights: string;
  readonly bias?: string;
  readonly with?: string;
  readonly logits?: string;
  readonly heldOut?: string;
  readonly labels?: string;
  readonly rule?: PlanRule;
  readonly method?: ProjectionKind;
  readonly given?: boolean;
  readonly then?: ActivationName;
}

/** Consecutive layers, bottom up; labels are those of the last one's outputs. */
export interface ChainManifest {
  readonly layers: readonly ChainEntry[];
}

const TOP = ['layers', 'labels'];
const FILES = ['activations', 'weights', 'bias', 'with', 'logits', 'heldOut', 'labels'] as const;
const RULES = {
  directions: { by: 'directions', what: 'a whole number, 1 or more', fits: isCount },
  ratio: { by: 'ratio', what: 'a number above 0 and at most at 1', fits: (r: number) => r > 0 && r <= 1 },
  budget: { by: 'budget', what: 'a whole number of parameters, 1 or more', fits: isCount },
  residual: { by: 'residual', what: 'a number at 0 or above and below 1', fits: (e: number) => e >= 0 && e < 1 },
  accuracyDrop: { by: 'accuracy-drop', what: 'a number between 0 and 1', fits: (d: number) => d >= 0 && d <= 1 },
} as const;
const RULE_KEYS = Object.keys(RULES) as (keyof typeof RULES)[];
const KEYS: readonly string[] = ['name', ...FILES, ...RULE_KEYS, 'method', 'given', 'then'];

/**
 * Parses the manifest of a chain; `path` is what errors call it.
 *
 * @throws SvccaError ('input') for a key that is not known, one that is missing, or a value of another kind.
 */
export function parseChainManifest(text: string, { path }: { path: string }): ChainManifest {
  const top = parsed(text, path);
  if (!isObject(top)) throw malformed(path, 'it is no object');
  refuseUnknown(top, { known: TOP, path, where: '' });
  const layers = top.get('layers');
  if (!Array.isArray(layers) || layers.length === 0) throw malformed(path, 'its "layers" are no list of layers');
  const labels = top.get('labels');
  if (labels !== undefined && !isText(labels)) throw malformed(path, '"labels" is no file name');
  const entries = layers.map((layer: Json, i) => entryFrom(layer, { path, place: i }));
  const twice = entries.find(({ name }, i) => entries.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) throw malformed(path, `two layers are called '${twice.name}'`);
  const last = entries[entries.length - 1] as ChainEntry;
  if (labels === undefined) return { layers: entries };
  if (last.labels !== undefined)
    throw malformed(path, `both the chain and ${last.name}, its last layer, have "labels"`);
  return { layers: [...entries.slice(0, -1), { ...last, labels }] };
}

function entryFrom(layer: Json, { path, place }: { path: string; place: number }): ChainEntry {
  if (!isObject(layer)) throw malformed(path, `layer ${place + 1} is no object`);
  const name = layer.get('name');
  if (!isText(name)) throw malformed(path, `layer ${place + 1} has no "name"`);
  if (printable(name) !== name) {
    throw malformed(
      path,
      `the name '${printable(name)}' of layer ${place + 1} holds characters that no array is called by`,
    );
  }
  const fail = (what: string) => malformed(path, `layer '${name}' ${what}`);
  refuseUnknown(layer, { known: KEYS, path, where: ` of layer '${name}'` });
  for (const key of FILES) {
    const value = layer.get(key);
    if (value !== undefined && !isText(value)) throw fail(`has a "${key}" that is no file name`);
  }
  for (const key of ['activations', 'weights'] as const) if (!layer.has(key)) throw fail(`has no "${key}"`);
  if (layer.has('with') && layer.has('logits')) throw fail('has both "with" and "logits": directions come from one');
  const [method, given, then] = [layer.get('method'), layer.get('given'), layer.get('then')];
  if (method !== undefined && !isOneOf(PROJECTION_KINDS, method)) {
    throw fail(`has the "method" ${JSON.stringify(method)}; ${PROJECTION_KINDS.join(' or ')} is expected`);
  }
  if (given !== undefined && typeof given !== 'boolean') throw fail('has a "given" that is neither true nor false');
  if (then !== undefined && !isOneOf(ACTIVATION_NAMES, then)) {
    throw fail(`has the "then" ${JSON.stringify(then)}; one of ${ACTIVATION_NAMES.join(', ')} is expected`);
  }
  const rule = ruleFrom(layer, fail);
  const files = Object.fromEntries(FILES.flatMap((key) => (layer.has(key) ? [[key, layer.get(key)]] : [])));
  return {
    name,
    ...(files as unknown as Pick<ChainEntry, (typeof FILES)[number]>),
    ...(rule && { rule }),
    ...(method && { method }),
    ...(given && { given }),
    ...(then && { then }),
  };
}

function ruleFrom(layer: ReadonlyMap<string, Json>, fail: (what: string) => SvccaError): PlanRule | undefined {
  const [key, other] = RULE_KEYS.filter((each) => layer.has(each));
  if (key === undefined) return undefined;
  if (other !== undefined) throw fail(`has both "${key}" and "${other}": one of them decides`);
  const asked = layer.get(key) as Json;
  const { by, what, fits } = RULES[key];
  if (typeof asked !== 'number' || !fits(asked))
    throw fail(`has the "${key}" ${JSON.stringify(asked)}; ${what} is expected`);
  return { by, asked };
}

function refuseUnknown(
  object: ReadonlyMap<string, Json>,
  { known, path, where }: { known: readonly string[]; path: string; where: string },
): void {
  const unknown = [...object.keys()].find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const [nearest] = nearestNames(unknown, known, { most: 1 });
  throw new SvccaError('input', `${path} has a key '${unknown}'${where} that is not known`, {
    hint: `did you mean '${nearest}'? there are ${known.join(', ')}`,
  });
}

function parsed(text: string, path: string): Json {
  try {
    return parseStrictJson(text);
  } catch (cause) {
    throw malformed(path, `its JSON has ${cause instanceof SyntaxError ? cause.message : String(cause)}`);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: Json | undefined): value is ReadonlyMap<string, Json> {
  return value instanceof Map;
}

function isOneOf<T extends string>(names: readonly T[], value: Json): value is T {
  return (names as readonly Json[]).includes(value);
}

function malformed(path: string, what: string): SvccaError {
  return new SvccaError('input', `${path} is no manifest of a chain: ${what}`, {
    hint: 'svcca compress-plan --help shows one',
  });
}

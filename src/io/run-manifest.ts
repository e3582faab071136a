import { SvccaError } from '../errors.js';
import { LAYOUTS, type Layout } from './layout.js';
import { type Json, parseStrictJson } from './strict-json.js';

/** The file in a run directory that says what detection would have to guess. */
export const MANIFEST = 'svcca.json';
export const MANIFEST_SCHEMA = 'svcca.run/1';

/** A run as its manifest has it; what is missing is detected. */
export interface Manifest {
  /** In order of depth. */
  readonly layers?: readonly string[];
  /** In order of training. */
  readonly steps?: readonly (number | string)[];
  /** Several where dumps have different numbers of axes. */
  readonly layout?: readonly Layout[];
  /** By step and layer: the path below the run, with `:key` for an array of an archive. */
  readonly dumps?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Parses a manifest; `name` is how errors call it.
 *
 * @throws SvccaError ('input') for a key that is not known, a value of another type, or a path that leads out of the run.
 */
export function parseManifest(text: string, { name }: { name: string }): Manifest {
  const fields = parsed(text, name);
  if (!isObject(fields)) throw malformed(name, 'it is no object');
  for (const key of fields.keys()) {
    if (!KEYS.includes(key)) throw malformed(name, `the key '${key}' is not known; ${KEYS.join(', ')} are`);
  }
  const schema = fields.get('schema');
  if (schema !== MANIFEST_SCHEMA) {
    throw malformed(name, `its schema is ${JSON.stringify(schema) ?? 'missing'}; "${MANIFEST_SCHEMA}" is expected`);
  }
  const [layers, steps] = [fields.get('layers'), fields.get('steps')];
  if (layers !== undefined && !isList(layers, isName)) throw malformed(name, 'its layers are no list of names');
  if (steps !== undefined && !isList(steps, isStep))
    throw malformed(name, 'its steps are no list of numbers and names');
  refuseTwice(layers, { name, what: 'layer' });
  refuseTwice(steps, { name, what: 'step' });
  const [layout, dumps] = [layoutFrom(fields.get('layout'), name), dumpsFrom(fields.get('dumps'), name)];
  return {
    ...(layers && { layers }),
    ...(steps && { steps }),
    ...(layout && { layout }),
    ...(dumps && { dumps }),
  };
}

/** A manifest as it is written. */
export function manifestText({ layers, steps, layout = [] }: Omit<Manifest, 'dumps'>): string {
  const fields = {
    schema: MANIFEST_SCHEMA,
    ...(layout.length === 0 ? {} : { layout: layout.length === 1 ? layout[0] : layout }),
    layers,
    steps,
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

const KEYS = ['schema', 'layout', 'layers', 'steps', 'dumps'];

function parsed(text: string, name: string): Json {
  try {
    return parseStrictJson(text);
  } catch (error) {
    const reason = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    throw malformed(name, `its JSON has ${String(reason)}`);
  }
}

function isObject(value: Json | undefined): value is ReadonlyMap<string, Json> {
  return typeof value === 'object' && value !== null && 'get' in value;
}

function isList<T extends Json>(value: Json, isItem: (item: Json) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.length > 0 && value.every(isItem);
}

function isName(value: Json): value is string {
  return typeof value === 'string' && value !== '';
}

function isStep(value: Json): value is number | string {
  return isName(value) || (typeof value === 'number' && Number.isFinite(value) && value >= 0);
}

function refuseTwice(names: readonly (number | string)[] | undefined, { name, what }: { name: string; what: string }) {
  const twice = names?.find((each, i) => names.indexOf(each) < i);
  if (twice !== undefined) throw malformed(name, `the ${what} ${JSON.stringify(twice)} is listed twice`);
}

function layoutFrom(value: Json | undefined, name: string): readonly Layout[] | undefined {
  if (value === undefined || value === 'auto') return undefined;
  const layouts = [value].flat() as readonly Json[];
  const isLayout = (item: Json): item is Layout => (LAYOUTS as readonly Json[]).includes(item);
  if (isList(layouts, isLayout)) return layouts;
  throw malformed(
    name,
    `its layout is ${JSON.stringify(value)}; ${LAYOUTS.join(', ')}, or a list of these, is expected`,
  );
}

function dumpsFrom(value: Json | undefined, name: string): Manifest['dumps'] {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw malformed(name, 'its dumps are no object by step');
  for (const [step, layers] of value) {
    if (!isObject(layers)) throw malformed(name, `the dumps of step ${step} are no object by layer`);
    for (const [layer, path] of layers) {
      const what = `the dump of ${layer} at step ${step}`;
      if (!isName(path)) throw malformed(name, `${what} is no path`);
      if (!staysInside(path)) throw malformed(name, `${what} is ${path}, which leads out of the run`);
    }
  }
  return value as ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Relative, and never up: a manifest that came with a run reads no other files. */
function staysInside(path: string): boolean {
  return !/^([/\\]|[A-Za-z]:[/\\])/.test(path) && !path.split(/[/\\]/).includes('..') && !path.includes('\0');
}

function malformed(name: string, what: string): SvccaError {
  return new SvccaError('input', `${name} is no manifest of a run: ${what}`, {
    hint: `correct it, or move it away and write a new one: svcca inspect RUN --write-manifest`,
  });
}

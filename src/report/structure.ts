/** What of JSON Schema the shipped schemas use; descriptions and the like are for readers. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly $defs?: { readonly [name: string]: Schema };
}

/** Where a value is not what it has to be. */
export interface Mismatch {
  /** As in JavaScript: `inputs.dumps[2].layer`; empty for the whole. */
  readonly place: string;
  readonly found: string;
  readonly expected: string;
}

type Members = { readonly [name: string]: unknown };
interface Spot {
  readonly place: string;
  readonly root: Schema;
}

const LONGEST_FOUND = 60;

/** The first place where a value from JSON is not what a schema says; null where all of it is. */
export function mismatch(value: unknown, schema: Schema): Mismatch | null {
  return check(value, schema, { place: '', root: schema });
}

function check(value: unknown, schema: Schema, spot: Spot): Mismatch | null {
  if (schema.$ref !== undefined) {
    const wrong = check(value, definition(schema.$ref, spot.root), spot);
    if (wrong !== null) return wrong;
  }
  return (
    checkAlone(value, schema, spot) ??
    checkChoice(value, schema.anyOf ?? schema.oneOf, spot) ??
    (Array.isArray(value) ? checkItems(value, schema, spot) : null) ??
    (isObject(value) ? checkMembers(value, schema, spot) : null)
  );
}

function definition(reference: string, root: Schema): Schema {
  const name = reference.replace('#/$defs/', '');
  const found = root.$defs?.[name];
  if (found === undefined) throw new RangeError(`a schema refers to ${reference}, which it does not define`);
  return found;
}

/** What a schema says of the value itself, whatever is in it. */
function checkAlone(value: unknown, schema: Schema, { place }: Spot): Mismatch | null {
  const wrong = (expected: string): Mismatch => ({ place, found: shown(value), expected });
  const { type, minimum, maximum, exclusiveMinimum, minItems, maxItems } = schema;
  if (schema.const !== undefined && value !== schema.const) return wrong(JSON.stringify(schema.const));
  if (schema.enum?.includes(value) === false) return wrong(`one of ${schema.enum.map(word).join(', ')}`);
  if (type !== undefined && !asList(type).some((name) => isOf(value, name))) return wrong(typesInWords(type));
  if (typeof value === 'number') {
    if (minimum !== undefined && value < minimum) return wrong(`${minimum} or more`);
    if (maximum !== undefined && value > maximum) return wrong(`at most ${maximum}`);
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return wrong(`more than ${exclusiveMinimum}`);
  }
  if (Array.isArray(value)) {
    if (minItems !== undefined && value.length < minItems) return wrong(`a list of ${minItems} or more`);
    if (maxItems !== undefined && value.length > maxItems) return wrong(`a list of at most ${maxItems}`);
  }
  return null;
}

/** One of the choices fits, or what is wrong with the one that fits furthest in. */
function checkChoice(value: unknown, choices: readonly Schema[] | undefined, spot: Spot): Mismatch | null {
  if (choices === undefined) return null;
  const wrongs: Mismatch[] = [];
  for (const choice of choices) {
    const wrong = check(value, choice, spot);
    if (wrong === null) return null;
    wrongs.push(wrong);
  }
  const inside = wrongs.find(({ place }) => place.length > spot.place.length);
  const expected = [...new Set(wrongs.map((wrong) => wrong.expected))].join(' or ');
  return inside ?? { place: spot.place, found: shown(value), expected };
}

function checkItems(value: readonly unknown[], { items }: Schema, { place, root }: Spot): Mismatch | null {
  if (items === undefined) return null;
  for (const [i, item] of value.entries()) {
    const wrong = check(item, items, { place: `${place}[${i}]`, root });
    if (wrong !== null) return wrong;
  }
  return null;
}

function checkMembers(value: Members, schema: Schema, { place, root }: Spot): Mismatch | null {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return { place: inside(place, missing), found: 'nothing', expected: 'a value' };
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    const at = inside(place, name);
    if (known === false) return { place: at, found: shown(member), expected: 'nothing of that name' };
    const wrong = known === true ? null : check(member, known, { place: at, root });
    if (wrong !== null) return wrong;
  }
  return null;
}

function inside(place: string, name: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `${place}[${shown(name)}]`;
  return place === '' ? name : `${place}.${name}`;
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asList(type: string | readonly string[]): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

const TYPES: { readonly [type: string]: string } = {
  ...{ null: 'null', array: 'a list', object: 'an object', integer: 'a whole number', number: 'a number' },
  ...{ string: 'a text', boolean: 'true or false' },
};

function typesInWords(type: string | readonly string[]): string {
  return asList(type)
    .map((name) => TYPES[name])
    .join(' or ');
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text;
}
